"""How the centre stands now: the live board's figures, a constant number of queries.

Privacy-breach files are counted nowhere on the board: it is shared by all who see it, and those
files are known to the people named on them only. Restricted files are counted for those who may
open them. The lists behind the figures filter by the same conditions.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value

from accounts.models import User
from channels.enums import QUEUED_OUTCOMES, CallOutcome
from channels.models import Call, QueueEntry, VoiceLine
from channels.queries.calls import logged_by_hand
from contactcentre.kit.formatting import today_in
from insights.gauges import PHONE_TARGET_S
from insights.queries.alerts import Alerts, has_late_referral, read_alerts
from insights.queries.counting import bounds
from insights.queries.pace import ARRIVED, Pace, arrived_today, read_pace
from insights.queries.people import people_by_state
from insights.queries.usual import usual_at
from tickets.enums import Channel, ClockKind, ClockState, Priority, State
from tickets.models import Clock, Queue, SpecialOperation, Ticket

TO_DO = Q(state__in=[State.NEW, State.OPEN])
WORKED_BY_US = {
    "waiting": TO_DO & Q(assignee=None),
    "owned": TO_DO & Q(assignee__isnull=False),
    "urgent_unowned": TO_DO & Q(assignee=None, priority=Priority.URGENT),
}
# Counted by what was answered today, not by how it stands now: one clock of an enquiry.
FIRST_ANSWERS = "written_level"


@dataclass
class Counts:
    """The live enquiries of a queue, a channel, or all."""

    waiting: int = 0
    owned: int = 0
    overdue: int = 0
    urgent_unowned: int = 0
    at_risk: int = 0
    oldest_at: dt.datetime | None = None

    def add(self, row: dict[str, Any]) -> None:
        """Add a row of the database's sums."""
        for name in ("waiting", "owned", "overdue", "urgent_unowned", "at_risk"):
            setattr(self, name, getattr(self, name) + row.get(name, 0))
        found = [at for at in (self.oldest_at, row.get("oldest_at")) if at]
        self.oldest_at = min(found, default=None)


@dataclass
class Callers:
    """Those who wait in a queue for an agent."""

    waiting: int = 0
    longest_since: dt.datetime | None = None


@dataclass(frozen=True)
class Work:
    """The live enquiries, in all, by channel and by queue; and the callers by queue."""

    total: Counts
    by_channel: dict[str, Counts]
    by_queue: dict[Queue, Counts]
    callers: dict[int, Callers]
    all_callers: Callers


@dataclass(frozen=True)
class Calls:
    """Today's incoming calls by what became of them. `has_lines` says whether there is a phone."""

    has_lines: bool
    by_outcome: dict[str, int]
    offered: int
    queued: int
    asked: int
    asked_and_over: int
    in_time: int
    with_agent: int
    # Came by another telephone, and are in none of the sums.
    by_hand: int = 0

    def of(self, outcome: str) -> int:
        return self.by_outcome.get(outcome, 0)

    @property
    def queued_by_outcome(self) -> int:
        return sum(self.of(outcome) for outcome in QUEUED_OUTCOMES)

    @property
    def offered_adds_up(self) -> bool:
        """Offered is what the menu holds or held, and what was queued; counted apart."""
        before = [
            outcome for outcome in CallOutcome.values if CallOutcome(outcome) not in QUEUED_OUTCOMES
        ]
        return self.offered == sum(self.of(outcome) for outcome in before) + self.queued

    @property
    def queued_adds_up(self) -> bool:
        """Queued is those who wait and what became of the others; counted apart."""
        return self.queued == self.queued_by_outcome


@dataclass(frozen=True)
class FirstAnswers:
    """Today's first answers, and those within their standard."""

    total: int
    in_time: int


@dataclass(frozen=True)
class Board:
    """Everything the board shows, as of one moment."""

    as_of: dt.datetime
    work: Work
    calls: Calls
    first_answers: FirstAnswers
    alerts: Alerts
    usual: dict[str, Decimal]
    pace: dict[int, Pace] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    silent: int = 0
    operations: list[SpecialOperation] = field(default_factory=list)


def read_board(sensitivities: list[str], *, now: dt.datetime) -> Board:
    """Count everything for those who see files of these sensitivities."""
    people, silent = people_by_state(now)
    usual = usual_at(now)
    return Board(
        as_of=now,
        work=_work(sensitivities, now),
        calls=_calls(now),
        first_answers=_first_answers(sensitivities, now),
        alerts=read_alerts(sensitivities, now=now),
        usual=usual,
        pace=read_pace(sensitivities, usual, now=now),
        people=people,
        silent=silent,
        operations=list(SpecialOperation.objects.active(now).select_related("queue")),
    )


def day_of(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The centre's local day that holds `now`: its first instant and the next day's."""
    return bounds(today_in(now, settings.CENTRE_TIME_ZONE))


def conditions(now: dt.datetime) -> dict[str, Q]:
    """What each figure of enquiries counts, among the live ones; its list filters by the same."""
    return {
        **WORKED_BY_US,
        "overdue": Q(due_at__lte=now),
        "at_risk": Q(due_at__gt=now) & Q(Exists(_pressing_clock(now))),
        "late_referrals": Q(has_late_referral(now)),
    }


def _pressing_clock(now: dt.datetime) -> QuerySet[Clock]:
    not_paused = Q(pause_ends_at=None) | Q(pause_ends_at__lte=now)
    return Clock.objects.filter(
        not_paused,
        ticket=OuterRef("pk"),
        stopped_at=None,
        referral=None,
        due_at__gt=now,
        at_risk_at__lte=now,
    )


def _work(sensitivities: list[str], now: dt.datetime) -> Work:
    found = conditions(now)
    live = Ticket.objects.live().filter(sensitivity__in=sensitivities).order_by()
    by_pair = live.values("queue", "channel")
    sums = by_pair.annotate(
        oldest_at=Min("created_at", filter=found["waiting"]),
        **{
            name: Count(Value(1), filter=found[name])
            for name in ("waiting", "owned", "overdue", "urgent_unowned")
        },
    )
    at_risk = by_pair.filter(found["at_risk"]).annotate(at_risk=Count(Value(1)))
    callers = _callers()
    rows: list[dict[str, Any]] = [dict(row) for part in (sums, at_risk) for row in part]
    return _fold(rows, callers)


def _fold(rows: Iterable[dict[str, Any]], callers: dict[int, Callers]) -> Work:
    queues = {queue.pk: queue for queue in Queue.objects.all()}
    total = Counts()
    by_channel = {channel: Counts() for channel in Channel.values}
    by_queue = {queue: Counts() for queue in queues.values() if queue.active}
    for row in rows:
        queue = queues[row["queue"]]
        for counts in (total, by_channel[row["channel"]], by_queue.setdefault(queue, Counts())):
            counts.add(row)
    since = [line.longest_since for line in callers.values() if line.longest_since]
    everybody = Callers(sum(line.waiting for line in callers.values()), min(since, default=None))
    return Work(total, by_channel, by_queue, callers, everybody)


def _callers() -> dict[int, Callers]:
    rows = (
        QueueEntry.objects.filter(left_at=None)
        .order_by()
        .values_list("queue")
        .annotate(callers=Count(Value(1)), since=Min("entered_at"))
    )
    return {queue: Callers(waiting, since) for queue, waiting, since in rows}


def calls_of_today(now: dt.datetime) -> QuerySet[Call]:
    return Call.objects.started_on(*day_of(now))


ASKED = Q(asked_for_agent=True)
# What each figure of today's calls counts; its list filters by the same.
CALLS = {
    "offered": Q(),
    "queued": Q(queued_at__isnull=False),
    "asked": ASKED,
    "asked_and_over": ASKED & ~Q(outcome=CallOutcome.WAITING),
    "in_time": ASKED & Q(answered_at__lte=F("queued_at") + dt.timedelta(seconds=PHONE_TARGET_S)),
    "with_agent": Q(answered_at__isnull=False, ended_at=None),
}


def callers_waiting(queue: Queue | None = None) -> QuerySet[Call]:
    """The calls of those who wait for an agent, whatever day they began on."""
    waiting = Call.objects.filter(waiting__isnull=False, waiting__left_at=None)
    return waiting.filter(waiting__queue=queue) if queue else waiting


def _calls(now: dt.datetime) -> Calls:
    """One pass over the day's calls. What is queued is counted by its moment, not its outcome."""
    start, end = day_of(now)
    counts = {name: Count(Value(1), filter=condition) for name, condition in CALLS.items()}
    rows = calls_of_today(now).order_by().values("outcome").annotate(**counts)
    by_outcome: dict[str, dict[str, Any]] = {row["outcome"]: dict(row) for row in rows}
    return Calls(
        has_lines=bool(by_outcome) or VoiceLine.objects.filter(is_active=True).exists(),
        by_outcome={outcome: row["offered"] for outcome, row in by_outcome.items()},
        by_hand=logged_by_hand().filter(at__gte=start, at__lt=end).count(),
        **{name: sum(row[name] for row in by_outcome.values()) for name in CALLS},
    )


def first_answers_of_today(sensitivities: list[str], now: dt.datetime) -> QuerySet[Clock]:
    """Promises of a first answer in writing that an answer of today kept or missed."""
    start, end = day_of(now)
    return Clock.objects.exclude(ticket__channel=Channel.PHONE).filter(
        kind=ClockKind.FIRST_RESPONSE,
        stopped_at__gte=start,
        stopped_at__lt=end,
        state__in=[ClockState.MET, ClockState.MISSED],
        ticket__sensitivity__in=sensitivities,
    )


def _first_answers(sensitivities: list[str], now: dt.datetime) -> FirstAnswers:
    sums = (
        first_answers_of_today(sensitivities, now)
        .order_by()
        .aggregate(total=Count(Value(1)), in_time=Count(Value(1), filter=Q(state=ClockState.MET)))
    )
    return FirstAnswers(**sums)


def tickets_behind(
    user: User, figure: str, *, sensitivities: list[str], now: dt.datetime
) -> QuerySet[Ticket]:
    """The enquiries that a figure counts, of those that the user may see.

    A file known to named people only is not among them, even for those named: the list has as
    many rows as the figure says.
    """
    seen = Ticket.objects.visible_to(user).filter(sensitivity__in=sensitivities)
    if figure == FIRST_ANSWERS:
        answered = first_answers_of_today(sensitivities, now).order_by()
        return seen.filter(pk__in=answered.values("ticket"))
    if figure == ARRIVED:
        return seen & arrived_today(sensitivities, now=now)
    return seen.live().filter(conditions(now)[figure])
