"""The special operations: those that run, and those that were, with their reports."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.models import SpecialOperation
from tickets.queries.operations import with_counts

PAGE = 25


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    closed = SpecialOperation.objects.filter(closed_at__isnull=False)
    try:
        page = keyset_page(
            with_counts(closed),
            order=("-closed_at", "-id"),
            cursor=request.GET.get("after", ""),
            size=PAGE,
        )
    except BadCursor:
        return redirect("operations:operations")
    running = SpecialOperation.objects.filter(closed_at=None)
    context = {
        "running": with_counts(running).order_by("ends_at", "pk"),
        "closed": page.rows,
        "next_url": f"?after={page.next_cursor}" if page.next_cursor else "",
        "now": clock.now(),
    }
    return render(request, "operations/overview.html", context)
