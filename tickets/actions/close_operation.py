"""Close a special operation, by hand or at its end date; its tickets stay where they are."""

import datetime as dt

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from tickets.actions.base import Actor, notify
from tickets.actions.edit_operation import lock_operation
from tickets.enums import NoticeKind, OperationEventKind, Robot, State
from tickets.exceptions import OperationOver
from tickets.models import OperationEvent, Queue, SpecialOperation, Ticket

WARNED_BEFORE = dt.timedelta(hours=24)


@transaction.atomic
def close_operation(*, operation_id: int, by: Actor, now: dt.datetime) -> SpecialOperation:
    """Close an operation: its form, line and words lead to the ordinary service from now on.

    Its queue receives nothing more, and the tickets in it stay there and are worked to their end.
    Raises OperationOver when it is closed already.
    """
    operation = lock_operation(operation_id)
    operation.closed_at = now
    operation.version += 1
    operation.save(update_fields=["closed_at", "version"])
    kind = OperationEventKind.CLOSED if isinstance(by, User) else OperationEventKind.ENDED
    still_open = operation.tickets.live().count()
    OperationEvent.objects.record(operation, kind, by=by, now=now, still_open=still_open)
    return operation


def end_operations(*, now: dt.datetime) -> int:
    """Close the operations whose end has come, tell the supervisors, and return how many ended."""
    ended = 0
    for operation_id in SpecialOperation.objects.due_to_end(now).values_list("pk", flat=True):
        with transaction.atomic():
            ended += _end(operation_id, now)
    return ended


def _end(operation_id: int, now: dt.datetime) -> bool:
    try:
        operation = lock_operation(operation_id)
        if operation.ends_at > now:  # extended a moment ago
            return False
        close_operation(operation_id=operation_id, by=Robot.SYSTEM, now=now)
    except OperationOver:
        return False
    _tell(operation, NoticeKind.OPERATION_ENDED, key="ended", now=now)
    return True


def warn_of_ends(*, now: dt.datetime) -> None:
    """Tell the supervisors, once for each end date, what ends within 24 hours."""
    for operation in SpecialOperation.objects.active(now).ending_before(now + WARNED_BEFORE):
        _tell(operation, NoticeKind.OPERATION_ENDS, key=operation.ends_at.isoformat(), now=now)


def _tell(operation: SpecialOperation, kind: NoticeKind, *, key: str, now: dt.datetime) -> None:
    supervisors = list(User.objects.with_role(Role.SUPERVISOR))
    notify(
        kind, users=supervisors, operation=operation, key=f"operation:{operation.pk}:{key}", now=now
    )


def retire_queues(*, now: dt.datetime) -> int:
    """Take queues made for operations that are over out of use, once nothing in them can return."""
    over = SpecialOperation.objects.filter(closed_at__lte=now, own_queue=True, queue__active=True)
    idle = over.exclude(queue__in=Queue.objects.receiving())
    return sum(_retire(operation, now) for operation in idle.select_related("queue"))


@transaction.atomic
def _retire(operation: SpecialOperation, now: dt.datetime) -> bool:
    if Ticket.objects.filter(queue=operation.queue).exclude(state=State.CLOSED).exists():
        return False
    Queue.objects.filter(pk=operation.queue_id).update(active=False)
    OperationEvent.objects.record(
        operation, OperationEventKind.QUEUE_RETIRED, by=Robot.SYSTEM, now=now
    )
    return True
