"""What came to a special operation and what became of it, computed from rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from contactcentre.kit.formatting import today_in
from tickets.enums import Channel, ClockKind, ClockState
from tickets.models import Clock, Contact, Referral, SpecialOperation, Ticket
from tickets.models.ticket import LIVE

# Short enough for every zone there is; PostgreSQL only counts, local days are made here.
SLOT = dt.timedelta(minutes=15)
ORIGIN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ANSWERED = (ClockState.MET, ClockState.MISSED)


class Percentile(Aggregate):
    """The value below which that part of the values lies: one that occurred, never between two."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"


def with_counts(operations: QuerySet[SpecialOperation]) -> QuerySet[SpecialOperation]:
    """Operations with their queue, and how many tickets came and how many are still open."""
    return operations.select_related("queue", "opened_by").annotate(
        total=Count("tickets"), still_open=Count("tickets", filter=Q(tickets__state__in=LIVE))
    )


@dataclass(frozen=True)
class OperationCalls:
    """The calls of an operation by what became of them, each outcome with its name.

    `offered` is the sum of `before` and `queued`, and `queued` that of `after`: counted apart.
    `without_ticket` counts the calls that no ticket of the operation knows of, by quarter hour.
    """

    without_ticket: list[tuple[dt.datetime, int]] = field(default_factory=list)
    offered: int = 0
    queued: int = 0
    before: list[tuple[str, int]] = field(default_factory=list)
    after: list[tuple[str, int]] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        before, after = (sum(n for _name, n in rows) for rows in (self.before, self.after))
        return self.offered == before + self.queued and self.queued == after


CountCalls = Callable[[SpecialOperation], OperationCalls]
_telephones: list[CountCalls] = []


def register_telephone(count: CountCalls) -> None:
    """Let the app that knows the telephone count the calls of an operation."""
    _telephones[:] = [count]


# The numbers in E.164 form that may serve an operation, each with its name in both languages.
NameLines = Callable[[], list[tuple[str, str]]]
_lines: list[NameLines] = []


def register_lines(name: NameLines) -> None:
    """Let the app that knows the telephone name the lines that are kept for operations."""
    _lines[:] = [name]


def free_lines(*, but: SpecialOperation | None = None) -> list[tuple[str, str]]:
    """The lines that no other open operation has: number in E.164 form, and name."""
    others = SpecialOperation.objects.filter(closed_at=None).exclude(pk=but.pk if but else 0)
    taken = set(others.values_list("phone_number", flat=True))
    named = _lines[0]() if _lines else []
    return [(number, name) for number, name in named if number not in taken]


def _calls(operation: SpecialOperation) -> OperationCalls:
    return _telephones[0](operation) if _telephones else OperationCalls()


@dataclass(frozen=True)
class Report:
    """The figures of one operation; durations in seconds, None where nothing was answered.

    A contact is one arrival: a message, a form, a call, also one that the menu served or turned
    away and of which there is no ticket.

    `days` holds, for each local day from the first to the last contact, the contacts of each
    channel of `channels`, in their order.
    """

    channels: list[str]
    days: list[tuple[dt.date, list[int]]]
    by_channel: list[int]
    contacts: int
    tickets: int
    answered: int
    median: float | None
    ninetieth: float | None
    still_open: int
    escalated: int
    languages: list[tuple[str, int]]
    countries: list[tuple[str, int]]
    calls: OperationCalls


def report_of(operation: SpecialOperation) -> Report:
    """Count what came and what became of it: six queries, however much it was."""
    tickets = Ticket.objects.filter(operation=operation)
    calls = _calls(operation)
    per_day = _contacts(operation, calls)
    channels = sorted({channel for _day, channel in per_day})
    days = list(_days(per_day, channels))
    by_channel = [sum(counts[place] for _day, counts in days) for place in range(len(channels))]
    referred = Exists(Referral.objects.filter(ticket=OuterRef("pk")))
    sums = tickets.aggregate(
        tickets=Count("pk"),
        still_open=Count("pk", filter=Q(state__in=LIVE)),
        escalated=Count("pk", filter=referred),
    )
    return Report(
        channels=channels,
        days=days,
        by_channel=by_channel,
        contacts=sum(by_channel),
        languages=_shares(tickets, "language"),
        countries=_shares(tickets, "country"),
        calls=calls,
        **sums,
        **_first_responses(operation),
    )


def slot_of(moment: str) -> Func:
    """The quarter hour of a moment."""
    return Func(
        Value(SLOT, DurationField()),
        F(moment),
        Value(ORIGIN),
        function="date_bin",
        output_field=DateTimeField(),
    )


def _contacts(operation: SpecialOperation, calls: OperationCalls) -> dict[tuple[dt.date, str], int]:
    rows = (
        Contact.objects.filter(ticket__operation=operation)
        .annotate(slot=slot_of("at"))
        .values_list("slot", "channel")
        .annotate(n=Count("pk"))
        .order_by("slot")
    )
    further = [(moment, Channel.PHONE.value, count) for moment, count in calls.without_ticket]
    found: dict[tuple[dt.date, str], int] = defaultdict(int)
    for moment, channel, count in (*rows, *further):
        if count:
            found[today_in(moment, settings.CENTRE_TIME_ZONE), channel] += count
    return found


def _days(
    per_day: dict[tuple[dt.date, str], int], channels: list[str]
) -> Iterator[tuple[dt.date, list[int]]]:
    """Every day from the first to the last, also one on which nothing came."""
    if not per_day:
        return
    day, last = min(day for day, _ in per_day), max(day for day, _ in per_day)
    while day <= last:
        yield day, [per_day.get((day, channel), 0) for channel in channels]
        day += dt.timedelta(days=1)


def _shares(tickets: QuerySet[Ticket], name: str) -> list[tuple[str, int]]:
    rows = tickets.values_list(name).annotate(n=Count("pk")).order_by("-n", name)
    return [(code, count) for code, count in rows]


def _first_responses(operation: SpecialOperation) -> dict[str, Any]:
    """How long the first responses took by the wall clock: what the client waited."""
    answered = Clock.objects.filter(
        ticket__operation=operation, kind=ClockKind.FIRST_RESPONSE, state__in=ANSWERED
    ).filter(stopped_at__isnull=False)
    took = F("stopped_at") - F("started_at")
    found = answered.aggregate(
        answered=Count("pk"),
        median=Percentile(took, part=0.5, output_field=DurationField()),
        ninetieth=Percentile(took, part=0.9, output_field=DurationField()),
    )
    seconds = {
        name: found[name].total_seconds() if found[name] is not None else None
        for name in ("median", "ninetieth")
    }
    return {"answered": found["answered"], **seconds}
