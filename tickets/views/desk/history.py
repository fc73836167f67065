"""All that happened to a ticket, newest first."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.models import Event
from tickets.perms import open_ticket_or_404
from tickets.queries.thread import names_for
from tickets.views.desk.ticket import identity


@requires(Can.WORK_TICKETS)
@require_safe
def history(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket = open_ticket_or_404(request.user, reference, now=now)
    events = Event.objects.filter(ticket=ticket).select_related("user")
    try:
        page = keyset_page(events, order=("-id",), cursor=request.GET.get("after", ""), size=100)
    except BadCursor:
        return redirect("tickets:history", reference=ticket.number)
    context = {
        **identity(ticket, now),
        "events": page.rows,
        "names": names_for(page.rows),
        "next_url": f"?after={page.next_cursor}" if page.next_cursor else "",
    }
    return render(request, "desk/history.html", context)
