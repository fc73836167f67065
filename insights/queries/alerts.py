"""What a supervisor has to look at and no headline tells: silent offices, late tasks, more than
was forecast.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Sum

from contactcentre.kit.formatting import today_in
from contactcentre.kit.models import Heartbeat
from insights.enums import Group
from insights.gauges import TASK_LATE_AFTER
from insights.measures import GROUP_OF
from insights.models import DailyTotal, ForecastMonth
from insights.periods import DAY, month_of
from tickets.models import Referral, Ticket


@dataclass(frozen=True)
class Exceeded:
    """Contacts of a month so far, and the most that the forecast of its eve gave."""

    group: Group
    came: int
    most: int


@dataclass(frozen=True)
class Alerts:
    """What is out of the ordinary, beside the counts of the board."""

    late_referrals: int
    late_tasks: list[Heartbeat]
    exceeded: list[Exceeded]


def read_alerts(sensitivities: list[str], *, now: dt.datetime) -> Alerts:
    """Four small queries, three where no forecast speaks of this month."""
    seen = Ticket.objects.live().filter(sensitivity__in=sensitivities)
    return Alerts(
        late_referrals=seen.filter(has_late_referral(now)).count(),
        late_tasks=list(late_tasks(now)),
        exceeded=_exceeded(now),
    )


def has_late_referral(now: dt.datetime) -> Exists:
    """An office has not answered a referral of the ticket by its time."""
    late = Referral.objects.unanswered().filter(ticket=OuterRef("pk"), due_at__lte=now)
    return Exists(late)


def late_tasks(now: dt.datetime) -> list[Heartbeat]:
    """Periodic tasks whose last good run is too long ago."""
    late = Heartbeat.objects.filter(at__lt=now - TASK_LATE_AFTER)
    return list(late.order_by("name"))


def _exceeded(now: dt.datetime) -> list[Exceeded]:
    month = month_of(today_in(now, settings.CENTRE_TIME_ZONE))
    months = ForecastMonth.objects.filter(run__data_until=month.first - DAY, first=month.first)
    said = {
        group: expected if high is None else high
        for group, expected, high in months.order_by().values_list(
            "run__group", "expected", "high_95"
        )
    }
    if not said:
        return []
    came: Counter[str] = Counter()
    totals = DailyTotal.objects.between(month.first, month.last).filter(measure="contacts")
    for channel, value in totals.values_list("channel").annotate(n=Sum("value")).order_by():
        came[GROUP_OF[channel]] += value
    return [
        Exceeded(group, came[group], said[group])
        for group in Group
        if group in said and came[group] > said[group]
    ]
