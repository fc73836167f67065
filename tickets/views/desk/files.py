"""What a client sent, served for download or alone in a sandbox: never in the page's own origin."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.adapters.files import open_file
from tickets.perms import get_ticket_or_404, open_ticket_or_404

NOTHING_RUNS = "sandbox; default-src 'none'; frame-ancestors 'none'"
SEALED: dict[str, Any] = {
    "Content-Security-Policy": NOTHING_RUNS,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@requires(Can.WORK_TICKETS)
@require_safe
def attachment(request: StaffRequest, reference: str, pk: int) -> FileResponse:
    ticket = open_ticket_or_404(request.user, reference, now=clock.now())
    found = get_object_or_404(ticket.attachments, pk=pk)
    try:
        content = open_file(found.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
        headers=SEALED,
    )


@requires(Can.WORK_TICKETS)
@require_safe
def formatted(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """A received mail as its sender laid it out, sanitised when it was stored; on a page alone."""
    ticket = open_ticket_or_404(request.user, reference, now=clock.now())
    message = get_object_or_404(ticket.messages.exclude(html=""), pk=pk)
    # Sanitised when it was stored; and whatever is left runs nowhere, under the headers above.
    context = {"message": message, "ticket": ticket, "html": SafeString(message.html)}
    response = render(request, "desk/formatted.html", context)
    for name, value in SEALED.items():
        response[name] = value
    return response


@requires(Can.WORK_TICKETS)
@require_safe
def delivery(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """How a sent message fares: asked for until that is known."""
    ticket = get_ticket_or_404(request.user, reference)
    message = get_object_or_404(ticket.messages.filter(direction="out"), pk=pk)
    return render(request, "desk/_delivery.html", {"message": message, "ticket": ticket})
