"""What one day came to, counted from the rows by the indexes on their times.

Each function takes the day's first moment and the first one of the next, in UTC: the day is the
centre's, worked out in Python, because SQL never converts zones.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.fields import CharField

from channels.enums import CallOutcome
from channels.models import Call
from channels.queries.calls import logged_by_hand
from channels.queries.handling import HANDLED
from insights.gauges import PHONE_TARGET_S
from insights.periods import DAY
from insights.queries.then import queue_then, type_then
from tickets.enums import Channel, ClockKind, ClockState, EventKind
from tickets.models import Clock, Contact, Event

OUTCOMES = {
    CallOutcome.ANSWERED: "calls_answered",
    CallOutcome.ABANDONED: "calls_abandoned",
    CallOutcome.BLOCKED: "calls_blocked",
}


@dataclass(frozen=True)
class Cut:
    """What a figure is split by; queue and type are ids, None where the row has none."""

    channel: str
    queue: int | None
    enquiry_type: int | None
    language: str


Figures = Counter[tuple[str, Cut]]


def _span(expression: Any) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=DurationField())


MINUTE = Value(dt.timedelta(minutes=1))
WAITED = _span(F("answered_at") - F("queued_at"))
# The band of minutes that the caller was told; the highest has no end.
AS_TOLD = Q(waited__gte=_span(F("waiting__quoted_low") * MINUTE)) & (
    Q(waiting__quoted_high=None) | Q(waited__lt=_span(F("waiting__quoted_high") * MINUTE))
)


def bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """First moment of a local day of the centre, and of the next, in UTC."""
    zone = ZoneInfo(settings.CENTRE_TIME_ZONE)
    start, end = (dt.datetime.combine(when, dt.time(), zone) for when in (day, day + DAY))
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def count_day(start: dt.datetime, end: dt.datetime) -> Figures:
    """Every additive figure of the day, by measure and cut."""
    found: Figures = Counter()
    counters = (_written, _calls, _waits, _by_hand, _answers, _said)
    for part in (count(start, end) for count in counters):
        for measure, cut, value in part:
            if value:
                found[measure, cut] += value
    return found


Counted = Iterator[tuple[str, Cut, int]]


def _cut(row: dict[str, Any], channel: str = "") -> Cut:
    return Cut(channel or row["channel"], row["queue_id"], row["type_id"], row["spoken"])


def contacts_between(start: dt.datetime, end: dt.datetime) -> Any:
    """Written and parliamentary contacts; calls are counted as calls, or as logged by hand."""
    return Contact.objects.filter(at__gte=start, at__lt=end).exclude(channel=Channel.PHONE)


def _written(start: dt.datetime, end: dt.datetime) -> Counted:
    for row in _contacts(contacts_between(start, end)):
        yield "contacts", _cut(row), row["n"]


def _contacts(contacts: Any) -> Any:
    return contacts.values(
        "channel",
        queue_id=queue_then("at"),
        type_id=type_then("at"),
        spoken=F("language"),
    ).annotate(n=Count("pk"))


def by_hand_between(start: dt.datetime, end: dt.datetime) -> Any:
    """Calls that never reached the telephone menu: contacts by phone, in no sum of calls."""
    return logged_by_hand().filter(at__gte=start, at__lt=end)


def _by_hand(start: dt.datetime, end: dt.datetime) -> Counted:
    for row in _contacts(by_hand_between(start, end)):
        yield "contacts", _cut(row), row["n"]
        yield "calls_by_hand", _cut(row), row["n"]


def calls_between(start: dt.datetime, end: dt.datetime) -> Any:
    """Incoming calls by the time of their first ring."""
    return Call.objects.started_on(start, end)


def _calls(start: dt.datetime, end: dt.datetime) -> Counted:
    rows = (
        calls_between(start, end)
        .values(
            "outcome",
            "asked_for_agent",
            queue_id=F("waiting__queue"),
            type_id=type_then("started_at"),
            spoken=F("language"),
        )
        .annotate(n=Count("pk"))
    )
    for row in rows:
        cut = _cut(row, Channel.PHONE)
        yield "contacts", cut, row["n"]
        if row["asked_for_agent"]:
            yield "calls_asked", cut, row["n"]
        if row["outcome"] in OUTCOMES:
            yield OUTCOMES[row["outcome"]], cut, row["n"]


def _waits(start: dt.datetime, end: dt.datetime) -> Counted:
    """How long callers waited and took an agent, of the calls that one answered."""
    rows = (
        calls_between(start, end)
        .filter(outcome=CallOutcome.ANSWERED)
        .alias(waited=WAITED, handled=HANDLED)
        .values(queue_id=F("waiting__queue"), type_id=type_then("started_at"), spoken=F("language"))
        .annotate(
            call_wait_seconds=Sum("waited"),
            calls_in_time=Count("pk", filter=Q(waited__lte=dt.timedelta(seconds=PHONE_TARGET_S))),
            calls_handled=Count("pk", filter=Q(ended_at__isnull=False)),
            call_handle_seconds=Sum("handled", filter=Q(ended_at__isnull=False)),
            waits_told=Count("waiting__quoted_low"),
            waits_as_told=Count("pk", filter=AS_TOLD),
        )
    )
    for row in rows:
        for measure in ("calls_in_time", "calls_handled", "waits_told", "waits_as_told"):
            yield measure, _cut(row, Channel.PHONE), row[measure]
        for measure in ("call_wait_seconds", "call_handle_seconds"):
            took = row[measure] or dt.timedelta()
            yield measure, _cut(row, Channel.PHONE), round(took.total_seconds())


def answers_between(start: dt.datetime, end: dt.datetime) -> Any:
    """First-response clocks that an answer stopped."""
    return Clock.objects.filter(
        kind=ClockKind.FIRST_RESPONSE,
        stopped_at__gte=start,
        stopped_at__lt=end,
        state__in=[ClockState.MET, ClockState.MISSED],
    )


def _answers(start: dt.datetime, end: dt.datetime) -> Counted:
    took = ExpressionWrapper(F("stopped_at") - F("started_at"), output_field=DurationField())
    rows = (
        answers_between(start, end)
        .values(
            "state",
            channel=F("ticket__channel"),
            queue_id=queue_then("stopped_at"),
            type_id=type_then("stopped_at"),
            spoken=F("ticket__language"),
        )
        .annotate(n=Count("pk"), took=Sum(took))
    )
    for row in rows:
        cut = _cut(row)
        yield "first_answers", cut, row["n"]
        yield "first_answer_seconds", cut, int(row["took"].total_seconds())
        if row["state"] == ClockState.MET:
            yield "first_answers_in_time", cut, row["n"]


def feedback_between(start: dt.datetime, end: dt.datetime) -> Any:
    """What clients said on their status page: solved, or not."""
    kinds = [EventKind.SOLVED, EventKind.NOT_SOLVED]
    return Event.objects.filter(kind__in=kinds, at__gte=start, at__lt=end)


def _said(start: dt.datetime, end: dt.datetime) -> Counted:
    said = Case(
        When(kind=EventKind.SOLVED, then=Value("said_solved")),
        default=Value("said_not_solved"),
        output_field=CharField(),
    )
    rows = (
        feedback_between(start, end)
        .values(
            said=said,
            channel=F("ticket__channel"),
            queue_id=queue_then("at"),
            type_id=type_then("at"),
            spoken=F("ticket__language"),
        )
        .annotate(n=Count("pk"))
    )
    for row in rows:
        yield row["said"], _cut(row), row["n"]
        yield "said", _cut(row), row["n"]
