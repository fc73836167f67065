"""Today's calls behind a figure of the board: times, lines and outcomes, no number and no name."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from channels.enums import CallOutcome
from channels.models import Call
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from insights.queries.board import calls_of_today
from tickets.models import Ticket

NEWEST_FIRST = ("-started_at", "-id")


@requires(Can.SEE_BOARD)
@require_safe
def behind_calls(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    outcome = request.GET.get("outcome", "")
    if outcome and outcome not in CallOutcome.values:
        raise Http404
    calls = calls_of_today(now).select_related("line")
    chosen = calls.filter(outcome=outcome) if outcome else calls
    here = f"?{urlencode({'outcome': outcome})}" if outcome else "?"
    try:
        page = keyset_page(chosen, order=NEWEST_FIRST, cursor=request.GET.get("after", ""))
    except BadCursor:
        return redirect(f"{request.path}{here}")
    further = urlencode({"outcome": outcome, "after": page.next_cursor})
    context = {
        "outcome": CallOutcome(outcome).label if outcome else "",
        "rows": with_open_tickets(page.rows, request),
        "next_url": f"?{further}" if page.next_cursor else "",
        "first_url": here if request.GET.get("after") else "",
        "now": now,
    }
    return render(request, "insights/behind_calls.html", context)


def with_open_tickets(calls: list[Call], request: StaffRequest) -> list[tuple[Call, Ticket | None]]:
    """Each call with its enquiry, where whoever looks may open that."""
    wanted = [call.ticket_id for call in calls if call.ticket_id]
    seen = Ticket.objects.visible_to(request.user).filter(pk__in=wanted)
    tickets = {ticket.pk: ticket for ticket in seen}
    return [(call, tickets.get(call.ticket_id or 0)) for call in calls]
