"""The fiscal year to go by channel, with a band, and how wrong such forecasts were."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit.forms import CentreForm
from insights import charts
from insights.enums import Basis
from insights.measures import Unit
from insights.models import PublishedYear
from insights.periods import year_of
from insights.queries.forecasts import (
    Band,
    GroupForecast,
    MonthOf,
    Tried,
    forecasts_of,
    years_with_a_band,
    years_with_forecasts,
)
from insights.views.wording import (
    month_words,
    number_words,
    short_number,
    short_words,
    year_words,
)


class ForecastForm(CentreForm):
    """Which year, and how much more or less than the trend is to come."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"), required=False, coerce=int, empty_value=None
    )
    change = forms.IntegerField(
        label=gettext_lazy("Change of the volume to come, in percent"),
        required=False,
        min_value=-90,
        max_value=500,
        error_messages={
            "invalid": gettext_lazy("Enter a whole number, like 20 or -10"),
            "min_value": gettext_lazy("Enter a number between -90 and 500"),
            "max_value": gettext_lazy("Enter a number between -90 and 500"),
        },
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [(year, year_words(year)) for year in years]


@requires(Can.SEE_FIGURES)
@require_safe
def forecast(request: StaffRequest) -> HttpResponse:
    years = years_with_forecasts()
    shown = _year_to_begin_with(years)
    chosen = request.GET.get("year", "")
    form = ForecastForm({**request.GET.dict(), "year": chosen or shown}, years=years)
    if not years or not form.is_valid():
        return render(request, "insights/forecast.html", {"form": form, "years": years})
    year = form.cleaned_data["year"]
    change = form.cleaned_data["change"] or 0
    found = forecasts_of(year, factor=1 + change / 100)
    published = PublishedYear.objects.filter(fiscal_year=year, basis=Basis.FORECAST).first()
    context = {
        "form": form,
        "years": years,
        "year": year_words(year),
        "newest_year": year_words(years[0]) if not chosen and year != years[0] else "",
        "end": year_of(year).last,
        "change": change,
        "groups": [_section(one, published) for one in found],
        "data_until": max((one.run.data_until for one in found), default=None),
    }
    return render(request, "insights/forecast.html", context)


def _year_to_begin_with(years: list[int]) -> int | None:
    """The newest year with a band, because a forecast without one says little; else the newest."""
    banded = set(years_with_a_band())
    return next((year for year in years if year in banded), years[0] if years else None)


def _count(value: float | None) -> str:
    return _("Not available") if value is None else number_words(value, Unit.COUNT)


def _band_words(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return _("Not available")
    return _("%(low)s to %(high)s") % {"low": _count(low), "high": _count(high)}


def _section(one: GroupForecast, published: PublishedYear | None) -> dict[str, Any]:
    total = one.total
    return {
        "code": one.group.value,
        "name": one.group.label,
        "total": _count(total.expected),
        "total_95": _band_words(total.low_95, total.high_95),
        "has_band": total.low_95 is not None,
        "actual": _count(one.actual),
        "to_go": _count(one.to_go.expected),
        "to_go_80": _band_words(one.to_go.low_80, one.to_go.high_80),
        "to_go_95": _band_words(one.to_go.low_95, one.to_go.high_95),
        "data_until": one.run.data_until,
        "days_used": one.run.days_used,
        "tries": one.run.tries,
        "counted_from": one.counted_from,
        "published": _count(published.volumes[one.group]) if published else "",
        "months": [_month(month) for month in one.months],
        "tried": [_tried(tried) for tried in reversed(one.tried)],
        "last": _last_words(one.tried[-1]) if one.tried else "",
        "drawing": _drawing(one),
    }


def _month(month: MonthOf) -> dict[str, Any]:
    band = month.to_come
    return {
        "name": month_words(month.month.first),
        "actual": "" if month.actual is None else _count(month.actual),
        "expected": _count(band.expected) if band else "",
        "band_80": _band_words(band.low_80, band.high_80) if band else "",
        "band_95": _band_words(band.low_95, band.high_95) if band else "",
    }


def _tried(tried: Tried) -> dict[str, str]:
    return {
        "name": month_words(tried.month.first),
        "said": _count(tried.said),
        "came": _count(tried.came),
        "error": error_words(tried.error),
    }


def error_words(error: float | None) -> str:
    """How far what was said lay from what came: 6% low."""
    if error is None:
        return _("Not available")
    share = number_words(round(abs(error), 3), Unit.SHARE)
    if round(abs(error), 3) == 0:
        return _("right")
    return (_("%(share)s high") if error > 0 else _("%(share)s low")) % {"share": share}


def _last_words(tried: Tried) -> str:
    return _("%(month)s: the forecast of the day before was %(error)s.") % {
        "month": month_words(tried.month.first),
        "error": error_words(tried.error),
    }


def _drawing(one: GroupForecast) -> dict[str, Any] | None:
    """What came as a line, what is expected as a dashed one that begins where the other ends."""
    came = [_done(month) for month in one.months]
    expected = [_expected(month) for month in one.months]
    if not any([*came, *expected]):
        return None
    known = [n for n, value in enumerate(came) if value is not None]
    if known and known[-1] + 1 < len(expected):
        expected[known[-1]] = came[known[-1]]
    bands = [
        (_edge(one.months, "low_95"), _edge(one.months, "high_95")),
        (_edge(one.months, "low_80"), _edge(one.months, "high_80")),
    ]
    chart = charts.lines([came, expected], bands if one.total.low_95 is not None else [])
    names = [_("Came"), _("Forecast")]
    return {
        "chart": chart,
        "ticks": [(tick, short_number(tick.value, Unit.COUNT)) for tick in chart.ticks],
        "columns": [(label, short_words(one.months[label.index].month)) for label in chart.columns],
        "ends": [(label, names[label.index]) for label in chart.ends],
        "title": (
            _("%(name)s by month, with the bands that hold 80 and 95 of 100 such forecasts")
            if chart.areas
            else _("%(name)s by month")
        )
        % {"name": one.group.label},
    }


def _done(month: MonthOf) -> float | None:
    """A month of which nothing is to come."""
    return None if month.to_come or month.actual is None else month.actual


def _whole(month: MonthOf) -> Band | None:
    return month.to_come.plus(month.actual or 0) if month.to_come else None


def _expected(month: MonthOf) -> float | None:
    band = _whole(month)
    return band.expected if band else None


def _edge(months: list[MonthOf], name: str) -> list[float | None]:
    bands = [_whole(month) for month in months]
    return [getattr(band, name) if band else None for band in bands]
