"""Search over all that the user may see. A whole reference leads straight to its ticket."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.queries.search import LONGEST, MOST, TooBroad, find_reference, search


@requires(Can.WORK_TICKETS)
@require_safe
def search_tickets(request: StaffRequest) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:LONGEST]
    ticket = find_reference(request.user, typed)
    if ticket:
        return redirect("tickets:ticket", reference=ticket.number)
    try:
        found, broad = search(request.user, typed), False
    except TooBroad:
        found, broad = [], True
    context = {
        "typed": typed,
        "rows": found[:MOST],
        "more": len(found) > MOST,
        "broad": broad,
        "most": MOST,
        "now": clock.now(),
    }
    return render(request, "desk/search.html", context)
