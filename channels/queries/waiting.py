"""Who waits, in which place, for how long; and the agents who may be rung."""

import datetime as dt

from django.db.models import Avg, DurationField, ExpressionWrapper, F, Q, QuerySet

from accounts.enums import IN_A_CALL, PresenceState
from accounts.models import User
from accounts.roles import ROLES, Can
from channels.enums import CallDirection, CallOutcome
from channels.models import Call, Callback, QueueEntry
from channels.waits import wait_seconds

MEASURED_OVER = dt.timedelta(hours=2)
ON_SHIFT = (PresenceState.READY, *IN_A_CALL)
TAKERS = [str(role) for role, granted in ROLES.items() if Can.TAKE_CALLS in granted]


def takers() -> QuerySet[User]:
    """The active users who may take calls."""
    return User.objects.active().filter(roles__overlap=TAKERS)


def position_of(entry: QueueEntry) -> int:
    """The place in the queue, 1 is next: those before, waiting on the line or for a callback."""
    before = Q(priority__lt=entry.priority) | Q(
        priority=entry.priority, entered_at__lt=entry.entered_at
    )
    callers = QueueEntry.objects.waiting().filter(before, queue=entry.queue_id).count()
    return 1 + callers + _callbacks_before(entry.queue_id, entry.entered_at)


def wait_of(call: Call, *, now: dt.datetime) -> float | None:
    """The expected wait in seconds of a caller who waits, or of one who would join now."""
    entry = QueueEntry.objects.filter(call=call, left_at__isnull=True).first()
    if entry:
        return _reckon(
            position_of(entry), queue_id=entry.queue_id, language=entry.language, now=now
        )
    queue_id, language = call.line.queue_id, call.language or "en"
    waiting = QueueEntry.objects.waiting()
    callers = waiting.filter(queue=queue_id) if queue_id else waiting
    position = 1 + callers.count() + _callbacks_before(queue_id, now)
    return _reckon(position, queue_id=queue_id, language=language, now=now)


def _callbacks_before(queue_id: int | None, rank: dt.datetime) -> int:
    waiting = Callback.objects.filter(state="waiting", rank__lt=rank)
    return (waiting.filter(queue=queue_id) if queue_id else waiting).count()


def _reckon(
    position: int, *, queue_id: int | None, language: str, now: dt.datetime
) -> float | None:
    agents = takers().filter(presence__state__in=ON_SHIFT, languages__contains=[language])
    if queue_id:
        agents = agents.filter(teams__queues=queue_id).distinct()
    mean = handling_seconds(now=now)
    if mean is None:
        return None
    return wait_seconds(position=position, handling_seconds=mean, agents=agents.count())


def handling_seconds(*, now: dt.datetime) -> float | None:
    """The mean time with an agent of the calls of the last two hours; None without any."""
    calls = Call.objects.filter(
        direction=CallDirection.IN,
        outcome=CallOutcome.ANSWERED,
        started_at__gt=now - MEASURED_OVER,
        ended_at__isnull=False,
    )
    talk = ExpressionWrapper(F("ended_at") - F("answered_at"), output_field=DurationField())
    mean = calls.order_by().aggregate(mean=Avg(talk))["mean"]
    return mean.total_seconds() if mean else None


def waits_in(line_id: int) -> int:
    """How many callers of a line wait for a person now."""
    return QueueEntry.objects.waiting().filter(call__line=line_id).count()
