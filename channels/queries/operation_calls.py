"""The calls of a special operation, as its report counts them."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q

from channels.enums import QUEUED_OUTCOMES, CallDirection, CallOutcome, LineKind
from channels.models import Call, VoiceLine
from tickets.models import SpecialOperation
from tickets.queries.operations import OperationCalls, slot_of


def calls_of_operation(operation: SpecialOperation) -> OperationCalls:
    """Count the calls on its line while it was open, and those of its tickets: one query."""
    taken = Q(ticket__operation=operation)
    rows = (
        Call.objects.filter(_on_its_line(operation) | taken, direction=CallDirection.IN)
        .annotate(slot=slot_of("started_at"))
        .order_by()
        .values("slot", "outcome")
        .annotate(n=Count("pk"), queued=Count("queued_at"), taken=Count("pk", filter=taken))
    )
    outcomes: Counter[str] = Counter()
    without_ticket: Counter[Any] = Counter()
    queued = 0
    for row in rows:
        outcomes[row["outcome"]] += row["n"]
        queued += row["queued"]
        without_ticket[row["slot"]] += row["n"] - row["taken"]
    return OperationCalls(
        without_ticket=sorted(without_ticket.items()),
        offered=outcomes.total(),
        queued=queued,
        before=[
            (str(outcome.label), outcomes[outcome])
            for outcome in CallOutcome
            if outcome not in QUEUED_OUTCOMES
        ],
        after=[(str(outcome.label), outcomes[outcome]) for outcome in QUEUED_OUTCOMES],
    )


def lines_for_operations() -> list[tuple[str, str]]:
    """The numbers that are kept for special operations, in E.164 form, and their names."""
    kept = VoiceLine.objects.filter(kind=LineKind.CRISIS, is_active=True).order_by("number")
    return [(line.number, line.name) for line in kept]


def _on_its_line(operation: SpecialOperation) -> Q:
    """A number may have been another operation's before, and be another's after."""
    if not operation.phone_number:
        return Q(pk__in=[])
    on_it = Q(line__number=operation.phone_number, started_at__gte=operation.opened_at)
    return on_it & Q(started_at__lt=operation.closed_at) if operation.closed_at else on_it
