"""Search over all that the user may see. A whole reference leads straight to its ticket.

What is typed is often a name or an address, so it is posted and kept with the session: it stands
in no URL, history or proxy's log, and a reload or the other language still shows the same search.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.queries.search import LONGEST, MOST, TooBroad, find_reference, search

TYPED = "searched"


@requires(Can.WORK_TICKETS)
@require_http_methods(["GET", "HEAD", "POST"])
def search_tickets(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _begin(request, request.POST.get("q", "").strip()[:LONGEST])
    typed = request.session.get(TYPED, "")
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


def _begin(request: StaffRequest, typed: str) -> HttpResponse:
    ticket = find_reference(request.user, typed)
    if ticket:
        return redirect("tickets:ticket", reference=ticket.number)
    request.session[TYPED] = typed
    return redirect("tickets:search")
