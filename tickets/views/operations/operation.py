"""One special operation: what it says in both languages, what came, what was done to it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.models import OperationEvent, SpecialOperation
from tickets.queries.operations import with_counts
from tickets.views.operations.texts import changes, told


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_safe
def operation(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    found = get_object_or_404(with_counts(SpecialOperation.objects.all()), pk=pk)
    context = {
        "operation": found,
        "active": found.is_active(now),
        "told": told(found),
        "teams": found.queue.teams.all(),
        "history": [_happened(event) for event in found.events.select_related("user")],
        "now": now,
    }
    return render(request, "operations/operation.html", context)


def _happened(event: OperationEvent) -> dict[str, Any]:
    return {"event": event, "changes": changes(event)}
