"""What I am doing now, and the sign of life of an open page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.actions.presence import record_seen, set_presence
from accounts.enums import CHOSEN_STATES, PresenceState
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.watch import watch
from tickets.perms import get_ticket_or_404
from tickets.queries.beside import company_of


@requires(Can.WORK_TICKETS)
@require_POST
def presence(request: StaffRequest) -> HttpResponse:
    state = request.POST.get("state", "")
    if state in CHOSEN_STATES:
        set_presence(state=PresenceState(state), by=request.user, now=clock.now())
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect("tickets:my_work")
    return redirect(back)


@requires(Can.WORK_TICKETS)
@require_POST
def heartbeat(request: StaffRequest) -> HttpResponse:
    """An open page every 30 seconds; the page of a ticket learns who else is there."""
    now = clock.now()
    record_seen(user=request.user, now=now)
    reference = request.POST.get("ticket", "")
    if not reference:
        return HttpResponse(status=204)
    ticket = get_ticket_or_404(request.user, reference)
    watch(ticket=ticket, user=request.user, now=now)
    context = {"company": company_of(ticket, request.user, now), "now": now}
    return render(request, "desk/_company.html", context)
