"""Who waits, waits where their ticket is: a ticket that is moved takes its caller along."""

import datetime as dt

from django.db.models import F, OuterRef, QuerySet, Subquery

from channels.enums import CallbackState
from channels.models import Callback, QueueEntry
from tickets.models import Ticket


def follow_tickets(*, now: dt.datetime) -> int:
    """Move callers and callbacks that wait into the queues of their tickets; return how many."""
    entries = QueueEntry.objects.filter(left_at__isnull=True, call__ticket__queue__isnull=False)
    callbacks = Callback.objects.filter(state=CallbackState.WAITING)
    of_caller = Ticket.objects.filter(calls=OuterRef("call_id"))
    of_callback = Ticket.objects.filter(callbacks=OuterRef("pk"))
    return _move(entries.exclude(queue=F("call__ticket__queue")), of_caller) + _move(
        callbacks.exclude(queue=F("ticket__queue")), of_callback
    )


def _move(rows: QuerySet, ticket: QuerySet[Ticket]) -> int:
    astray = list(rows.order_by().values_list("pk", flat=True))
    if not astray:
        return 0
    moved = rows.model._default_manager.filter(pk__in=astray)
    return moved.update(queue=Subquery(ticket.values("queue")))
