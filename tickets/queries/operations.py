"""What came to a special operation and what became of it, computed from rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
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
from tickets.enums import ClockKind, ClockState
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
class Report:
    """The figures of one operation; durations in seconds, None where nothing was answered.

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


def report_of(operation: SpecialOperation) -> Report:
    """Count what came and what became of it: five queries, however much it was."""
    tickets = Ticket.objects.filter(operation=operation)
    per_day = _contacts(operation)
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
        **sums,
        **_first_responses(operation),
    )


def _contacts(operation: SpecialOperation) -> dict[tuple[dt.date, str], int]:
    slot = Func(
        Value(SLOT, DurationField()),
        F("at"),
        Value(ORIGIN),
        function="date_bin",
        output_field=DateTimeField(),
    )
    rows = (
        Contact.objects.filter(ticket__operation=operation)
        .annotate(slot=slot)
        .values_list("slot", "channel")
        .annotate(n=Count("pk"))
        .order_by("slot")
    )
    found: dict[tuple[dt.date, str], int] = defaultdict(int)
    for moment, channel, count in rows:
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
