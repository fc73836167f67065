"""Keep what is being written, as it is typed; put a standard text into it without JavaScript."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import time_of_day
from contactcentre.kit.languages import page_language
from tickets.actions.draft import save_draft
from tickets.enums import DraftKind
from tickets.models import StandardText
from tickets.perms import get_ticket_or_404
from tickets.views.desk.texts import filled_text

LONGEST = 50_000


def typed_text(request: StaffRequest) -> str:
    """What stands in the composer; PostgreSQL keeps no NUL characters."""
    return request.POST.get("text", "").replace("\x00", "")[:LONGEST]


@requires(Can.WORK_TICKETS)
@require_POST
def draft(request: StaffRequest, reference: str, kind: str) -> JsonResponse:
    if kind not in DraftKind.values:
        raise Http404
    now = clock.now()
    ticket = get_ticket_or_404(request.user, reference)
    version = request.POST.get("thread_version", "")
    save_draft(
        ticket=ticket,
        kind=DraftKind(kind),
        text=typed_text(request),
        thread_version=int(version)
        if version.isdecimal() and len(version) < 9
        else ticket.thread_version,
        by=request.user,
        now=now,
    )
    return JsonResponse({"saved": time_of_day(now, page_language(), settings.CENTRE_TIME_ZONE)})


@requires(Can.WORK_TICKETS)
@require_safe
def text(request: StaffRequest, reference: str, code: str) -> HttpResponse:
    """A standard text for this ticket, in the client's language, its known fields filled."""
    ticket = get_ticket_or_404(request.user, reference)
    template = get_object_or_404(StandardText.objects.published(), code=code, use="template")
    return HttpResponse(filled_text(template, ticket), content_type="text/plain; charset=utf-8")


@requires(Can.WORK_TICKETS)
@require_POST
def insert(request: StaffRequest, reference: str, code: str) -> HttpResponse:
    """Add a standard text behind what was typed: the way without JavaScript."""
    ticket = get_ticket_or_404(request.user, reference)
    template = get_object_or_404(StandardText.objects.published(), code=code, use="template")
    parts = [typed_text(request).rstrip(), filled_text(template, ticket)]
    save_draft(
        ticket=ticket,
        kind=DraftKind.REPLY,
        text="\n\n".join(part for part in parts if part),
        thread_version=ticket.thread_version,
        by=request.user,
        now=clock.now(),
    )
    return redirect(f"{reverse('tickets:ticket', args=[ticket.number])}#reply")
