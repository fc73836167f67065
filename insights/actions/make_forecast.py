"""Make the forecast from the days until one day, and keep it for ever as it was."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from contactcentre.kit.formatting import today_in
from insights.forecast import Month, forecast
from insights.models import ForecastMonth, ForecastRun, RolledDay
from insights.periods import DAY, fiscal_year, year_of
from insights.queries.series import Series, volumes

LOOKS_BACK = dt.timedelta(days=4 * 366)


def make_forecast(*, data_until: dt.date, now: dt.datetime) -> int:
    """Forecast each group of channels from the days until `data_until`; return how many.

    A group with under eight weeks of unbroken days gets none. What was made before stays.
    """
    series = volumes(data_until, data_until - LOOKS_BACK)
    made = 0
    for group, days in series.items():
        made += _one(group=group, days=days, data_until=data_until, now=now)
    return made


@transaction.atomic
def _one(*, group: str, days: Series, data_until: dt.date, now: dt.datetime) -> bool:
    until = year_of(fiscal_year(data_until + DAY)).last
    found = forecast(days, data_until, until)
    if found is None:
        return False
    run, created = ForecastRun.objects.get_or_create(
        group=group,
        data_until=data_until,
        defaults={
            "made_at": now,
            "days_used": found.days_used,
            "spread": found.spread,
            "tries": found.tries,
        },
    )
    if created:
        ForecastMonth.objects.bulk_create([_row(run, month) for month in found.months])
    return created


def _row(run: ForecastRun, month: Month) -> ForecastMonth:
    low_80, high_80 = month.band_80 or (None, None)
    low_95, high_95 = month.band_95 or (None, None)
    return ForecastMonth(
        run=run,
        first=month.first,
        last=month.last,
        expected=round(month.expected),
        low_80=_whole(low_80),
        high_80=_whole(high_80),
        low_95=_whole(low_95),
        high_95=_whole(high_95),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def forecast_due(*, now: dt.datetime) -> int:
    """Make the forecast of the newest whole day, once; return how many groups got one."""
    today = today_in(now, settings.CENTRE_TIME_ZONE)
    newest = RolledDay.objects.filter(closed=True, date__lt=today).aggregate(d=Max("date"))["d"]
    if newest is None or ForecastRun.objects.filter(data_until=newest).exists():
        return 0
    return make_forecast(data_until=newest, now=now)
