"""The calls of the last weeks by half hour, as staffing starts from them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Avg, Count, DateTimeField, DurationField, F, Func, Q, QuerySet, Value

from channels.enums import CallOutcome
from channels.models import Call
from channels.queries.handling import HANDLED
from contactcentre.kit.formatting import today_in
from insights.periods import DAY
from insights.queries.counting import bounds

WEEKS = 4
SLOT = dt.timedelta(minutes=30)
# Zones of the centre differ from UTC by whole half hours, so the slots are the same in both.
ORIGIN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class HalfHour:
    """A half hour of the centre's day, and the calls for an agent that came in it on average."""

    starts: dt.time
    calls: float


@dataclass(frozen=True)
class UsualDay:
    """A weekday as it has been: of how many days, and its half hours that had calls."""

    days: int
    half_hours: list[HalfHour]

    @property
    def busiest(self) -> HalfHour | None:
        return max(self.half_hours, key=lambda half: half.calls, default=None)


def usual_day(weekday: int, *, now: dt.datetime) -> UsualDay:
    """Average the last four such days (0 is Monday) before today; days without a call don't count.

    Counted are incoming calls whose caller asked for an agent, whatever came of them.
    """
    slot = Func(
        Value(SLOT, DurationField()),
        F("started_at"),
        Value(ORIGIN),
        function="date_bin",
        output_field=DateTimeField(),
    )
    rows = _asked(weekday, now).order_by().values_list(slot).annotate(calls=Count(Value(1)))
    zone = ZoneInfo(settings.CENTRE_TIME_ZONE)
    days, sums = set(), defaultdict[dt.time, int](int)
    for start, calls in rows:
        local = start.astimezone(zone)
        days.add(local.date())
        sums[local.time()] += calls
    return UsualDay(
        days=len(days),
        half_hours=[HalfHour(start, total / len(days)) for start, total in sorted(sums.items())],
    )


def _asked(weekday: int, now: dt.datetime) -> QuerySet[Call]:
    """Calls for an agent on the last four such days; the indexed moment is what is asked for."""
    today = today_in(now, settings.CENTRE_TIME_ZONE)
    last = today - ((today.weekday() - weekday) % 7 or 7) * DAY
    which = Q()
    for week in range(WEEKS):
        # Whole local days back: a day of 23 or 25 hours lies between them twice a year.
        start, end = bounds(last - 7 * week * DAY)
        which |= Q(started_at__gte=start, started_at__lt=end)
    since, _end = bounds(last - 7 * WEEKS * DAY)
    return Call.objects.started_on(since, now).filter(which, asked_for_agent=True)


def handle_seconds(*, now: dt.datetime) -> float | None:
    """Mean time that the last four weeks' answered calls took an agent, as the history counts it.

    None without such a call.
    """
    since = now - dt.timedelta(weeks=WEEKS)
    answered = Call.objects.started_on(since, now).filter(
        outcome=CallOutcome.ANSWERED, ended_at__isnull=False
    )
    mean = answered.aggregate(mean=Avg(HANDLED))["mean"]
    return None if mean is None else float(mean.total_seconds())
