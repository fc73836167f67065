"""Lists of tickets: what a row shows, in which orders, and how many each queue holds."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from accounts.models import User
from accounts.roles import Can
from tickets.enums import LIVE_STATES, ClockState, Sensitivity, State
from tickets.models import Clock, Message, NeedToKnow, Queue, Ticket

# The last field of an order is unique. A descending one is never empty.
ORDERS: dict[str, tuple[str, ...]] = {
    "work": ("priority", "due_at", "id"),
    "due": ("due_at", "id"),
    "received": ("created_at", "id"),
    "-received": ("-created_at", "-id"),
    "last": ("last_message_at", "id"),
    "-last": ("-last_message_at", "-id"),
}


@dataclass(frozen=True)
class ShownClock:
    """What the badge of a clock says. `reason` stands instead of a time."""

    state: str
    due_at: dt.datetime | None
    why: str = ""


def with_rows(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Tickets with all that a row shows: two queries however many rows."""
    last = (
        Message.objects.filter(ticket=OuterRef("pk"), automatic=False, flagged=False)
        .order_by("-created_at", "-id")
        .values("author")[:1]
    )
    return (
        tickets.with_row_data()  # type: ignore[attr-defined]
        .annotate(last_author=Subquery(last))
        .prefetch_related(
            Prefetch(
                "clocks", queryset=Clock.objects.of_ticket().unstopped(), to_attr="running_clocks"
            )
        )
    )


def shown_clock(ticket: Ticket, clocks: list[Clock], now: dt.datetime) -> ShownClock | None:
    """The clock that presses most, as it stands at `now`; None when none runs."""
    running = [clock for clock in clocks if clock.stopped_at is None]
    if not running:
        return None
    first = min(running, key=lambda clock: (clock.due_at, clock.pk))
    return ShownClock(clock_word(first, now), first.due_at, _why(ticket, first, now))


def clock_word(clock: Clock, now: dt.datetime) -> str:
    """The state's word for a badge; a running clock is read at `now`, not when last stored."""
    if clock.stopped_at is not None:
        return clock.state if clock.state in (ClockState.MET, ClockState.MISSED) else ""
    if now >= clock.due_at:
        return "overdue"
    if clock.pause_ends_at and now < clock.pause_ends_at:
        return "paused"
    return "at_risk" if now >= clock.at_risk_at else "on_track"


def _why(ticket: Ticket, clock: Clock, now: dt.datetime) -> str:
    waits = ticket.state == State.WAITING_CLIENT and clock_word(clock, now) == "paused"
    return "waiting_client" if waits else ""


@dataclass(frozen=True)
class QueueCount:
    """A queue with how many live tickets of it the user may see."""

    queue: Queue
    total: int = 0
    unowned: int = 0
    overdue: int = 0
    today: int = 0


def queue_counts(user: User, *, now: dt.datetime, end_of_day: dt.datetime) -> list[QueueCount]:
    """The user's queues and their counts, from the index alone: tickets named to them aside."""
    queues = list(Queue.objects.worked_by(user))
    pks = [queue.pk for queue in queues]
    live = Ticket.objects.live().filter(queue__in=pks)
    open_to_all = Q(sensitivity__in=seen_sensitivities(user))
    named = NeedToKnow.objects.filter(user=user).values("ticket")
    sums: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    for part in (live.filter(open_to_all), live.exclude(open_to_all).filter(pk__in=named)):
        for row in _sums(part, now, end_of_day):
            held = sums[row.pop("queue")]
            for name, count in row.items():
                held[name] = held.get(name, 0) + count
    return [QueueCount(queue, **sums[queue.pk]) for queue in queues]


def _sums(tickets: QuerySet[Ticket], now: dt.datetime, end: dt.datetime) -> QuerySet[Any, Any]:
    return (
        tickets.order_by()
        .values("queue")
        .annotate(
            total=Count("*"),
            unowned=Count(Value(1), filter=Q(assignee=None)),
            overdue=Count(Value(1), filter=Q(due_at__lte=now)),
            today=Count(Value(1), filter=Q(due_at__gt=now, due_at__lt=end)),
        )
    )


def seen_sensitivities(user: User) -> list[str]:
    """The sensitivities that the user sees without being named."""
    seen = [Sensitivity.ORDINARY.value]
    if user.can(Can.SEE_RESTRICTED):
        seen.append(Sensitivity.RESTRICTED.value)
    return seen


def next_due(user: User, queues: list[Queue], *, now: dt.datetime) -> dt.datetime | None:
    """When the next enquiry of these queues falls due, of those that the user may see."""
    due = Ticket.objects.visible_to(user).live().filter(queue__in=queues, due_at__gt=now)
    return due.order_by("due_at").values_list("due_at", flat=True).first()


def held_by(user: User) -> QuerySet[Ticket]:
    """The live tickets that the user owns and may (still) see, most pressing first."""
    mine = Ticket.objects.visible_to(user).filter(assignee=user, state__in=LIVE_STATES)
    return with_rows(mine.in_working_order())
