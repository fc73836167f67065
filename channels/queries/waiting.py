"""Who waits, in which place, for how long; and the agents who may be rung."""

import datetime as dt

from django.db.models import Avg, QuerySet

from accounts.enums import IN_A_CALL, PresenceState
from accounts.models import User
from accounts.roles import ROLES, Can
from channels.enums import CallDirection, CallOutcome, LineKind
from channels.models import Call, Callback, QueueEntry, VoiceLine
from channels.queries.handling import HANDLED
from channels.waits import CRISIS_PRIORITY, wait_seconds
from tickets.enums import Priority
from tickets.models import Queue, SpecialOperation

MEASURED_OVER = dt.timedelta(hours=2)
SOON = dt.timedelta(minutes=5)
ON_SHIFT = (PresenceState.READY, *IN_A_CALL)
TAKERS = [str(role) for role, granted in ROLES.items() if Can.TAKE_CALLS in granted]


def takers() -> QuerySet[User]:
    """The active users who may take calls."""
    return User.objects.active().filter(roles__overlap=TAKERS)


def position_of(entry: QueueEntry, *, now: dt.datetime) -> int:
    """The place in the queue, 1 is next: those before who wait for the same agents, on the line or
    for a callback that is due.
    """
    turn = (entry.priority, entry.entered_at)
    return 1 + _before(turn, queue_id=entry.queue_id, language=entry.language, now=now)


def _before(
    turn: tuple[int, dt.datetime], *, queue_id: int, language: str, now: dt.datetime
) -> int:
    """How many of a queue and language come before this priority and time, callbacks that an agent
    may be given within the next minutes among them.
    """
    callers = QueueEntry.objects.filter(left_at__isnull=True, language=language, queue=queue_id)
    callbacks = Callback.objects.due(now + SOON).filter(language=language, queue=queue_id)
    return callers.before(*turn).count() + callbacks.before(*turn).count()


def wait_of(call: Call, *, now: dt.datetime) -> float | None:
    """The expected wait in seconds of a caller who waits, or of one who would join now."""
    entry = QueueEntry.objects.filter(call=call, left_at__isnull=True).first()
    if entry:
        return _reckon(
            position_of(entry, now=now), queue_id=entry.queue_id, language=entry.language, now=now
        )
    return wait_to_join(call.line, call.language or "en", now=now)


def wait_to_join(line: VoiceLine, language: str, *, now: dt.datetime) -> float | None:
    """The expected wait in seconds of who would join a line’s queue now."""
    queue_id = _queue_to_join(line, now)
    if queue_id is None:
        return None
    priority = CRISIS_PRIORITY if line.kind == LineKind.CRISIS else Priority.NORMAL
    position = 1 + _before((priority, now), queue_id=queue_id, language=language, now=now)
    return _reckon(position, queue_id=queue_id, language=language, now=now)


def _queue_to_join(line: VoiceLine, now: dt.datetime) -> int | None:
    """The line’s own queue, its special operation’s, else the one for whatever no rule places;
    None while an administrator puts another in its stead.
    """
    if line.queue_id:
        return line.queue_id
    operation = SpecialOperation.objects.active(now).with_number(line.number).first()
    if operation:
        return operation.queue_id
    return Queue.objects.filter(is_default=True).values_list("pk", flat=True).first()


def _reckon(position: int, *, queue_id: int, language: str, now: dt.datetime) -> float | None:
    agents = takers().filter(presence__state__in=ON_SHIFT, languages__contains=[language])
    agents = agents.filter(teams__queues=queue_id).distinct()
    mean = handling_seconds(now=now)
    if mean is None:
        return None
    return wait_seconds(position=position, handling_seconds=mean, agents=agents.count())


def handling_seconds(*, now: dt.datetime) -> float | None:
    """The mean time that the calls of the last two hours took an agent, the work after them
    included; None without any.
    """
    calls = Call.objects.filter(
        direction=CallDirection.IN,
        outcome=CallOutcome.ANSWERED,
        started_at__gt=now - MEASURED_OVER,
        ended_at__isnull=False,
    )
    mean = calls.order_by().aggregate(mean=Avg(HANDLED))["mean"]
    return mean.total_seconds() if mean else None


def waits_in(line_id: int) -> int:
    """How many callers of a line wait for a person now."""
    return QueueEntry.objects.waiting().filter(call__line=line_id).count()
