"""Who is at the desk, and what they are doing."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.enums import IN_A_CALL, PresenceState
from accounts.models import User
from insights.gauges import SILENT_AFTER

AT_THE_DESK = ["agent", "supervisor"]


def people_at_the_desk() -> QuerySet[Any]:
    """Agents and supervisors who work here, with what they are doing; offline until they say."""
    offline = Value(PresenceState.OFFLINE.value)
    return (
        User.objects.active()
        .filter(roles__overlap=AT_THE_DESK)
        .annotate(state=Coalesce("presence__state", offline), since=F("presence__since"))
    )


def silent_at(now: dt.datetime) -> Q:
    """Those who say they are here and of whose desk nothing was heard; a call outlives its page."""
    away = Q(state__in=[PresenceState.OFFLINE, *IN_A_CALL])
    return Q(presence__seen_at__lt=now - SILENT_AFTER) & ~away


def people_by_state(now: dt.datetime) -> tuple[dict[str, int], int]:
    """How many are in each state, and of how many nothing was heard."""
    rows = list(
        people_at_the_desk()
        .order_by()
        .values("state")
        .annotate(all=Count(Value(1)), silent=Count(Value(1), filter=silent_at(now)))
    )
    here = {row["state"]: row["all"] - row["silent"] for row in rows}
    return here, sum(row["silent"] for row in rows)


def people_by_queue(now: dt.datetime) -> dict[int, dict[str, int]]:
    """Queue → state → how many of its teams’ people; who works two queues counts in both."""
    rows = (
        people_at_the_desk()
        .exclude(silent_at(now))
        .filter(teams__queues__active=True)
        .order_by()
        .values_list("teams__queues", "state")
        .annotate(people=Count("pk", distinct=True))
    )
    found = defaultdict[int, dict[str, int]](dict)
    for queue, state, people in rows:
        found[queue][state] = people
    return found
