"""What an enquiry was when one of its rows was counted: the type and queue it had soon after.

Agents correct types and move enquiries for weeks; a figure that was published stays, and so must
the rows behind it. Both take what stood some hours after the row's own moment, from the events,
which nobody can change; so a day comes to the same whenever it is counted.
"""

import datetime as dt
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, NullIf

from tickets.enums import EventKind
from tickets.models import Event, Queue

# A day is closed so long after its end: its last calls have ended, and nothing of it can change.
SETTLED = dt.timedelta(hours=6)
NONE = Value(0, BigIntegerField())


def type_then(at: str) -> Any:
    """Id of the type that the ticket of a row had when the row's moment had settled."""
    changes = _after(at, EventKind.FACTS_CHANGED).filter(data__has_key="type_before")
    before = changes.values(type=Cast(KT("data__type_before"), BigIntegerField()))[:1]
    # An event says 0 where there was no type.
    known = Coalesce(Subquery(before), F("ticket__enquiry_type"), output_field=BigIntegerField())
    return NullIf(known, NONE)


def queue_then(at: str) -> Any:
    """Id of the queue that the ticket of a row was in when the row's moment had settled."""
    moves = _after(at, EventKind.TRANSFERRED).annotate(left=KT("data__before"))
    queue = Queue.objects.filter(code=OuterRef("left")).order_by().values("pk")
    left = Subquery(moves.values(queue=Subquery(queue))[:1])
    return Coalesce(left, F("ticket__queue"), output_field=BigIntegerField())


def _after(at: str, kind: EventKind) -> QuerySet[Event]:
    """Changes of the row's ticket later than that, the first of them first."""
    settled = ExpressionWrapper(OuterRef(at) + SETTLED, output_field=DateTimeField())
    changes = Event.objects.filter(ticket=OuterRef("ticket"), kind=kind, at__gt=settled)
    return changes.order_by("at")
