"""One document that was passed on: its files, what it is for, and the receipt."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from people.identifiers import display_uci
from tickets.actions.receive_handover import receive_handover
from tickets.adapters.files import open_file
from tickets.perms import get_handover_or_404, open_handover_or_404


@requires(Can.ANSWER_REFERRALS)
@require_safe
def handover(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    found = open_handover_or_404(request.user, pk, now=now)
    files = [
        {
            "name": item.name,
            "size": item.size,
            "url": reverse("offices:handover_file", args=[found.pk, item.pk]),
        }
        for item in found.attachments.all()
    ]
    context = {
        "handover": found,
        "ticket": found.ticket,
        "uci": display_uci(found.ticket.uci),
        "files": files,
        "now": now,
    }
    return render(request, "offices/handover.html", context)


@requires(Can.ANSWER_REFERRALS)
@require_POST
def receive(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_handover_or_404(request.user, pk)
    receive_handover(handover_id=found.pk, by=request.user, now=clock.now())
    messages.success(request, _("Receipt acknowledged."))
    return redirect("offices:handover", pk=pk)


@requires(Can.ANSWER_REFERRALS)
@require_safe
def handover_file(request: StaffRequest, pk: int, file_pk: int) -> FileResponse:
    """Always a download, never shown in the page's origin."""
    found = open_handover_or_404(request.user, pk, now=clock.now())
    attachment = get_object_or_404(found.attachments, pk=file_pk)
    try:
        content = open_file(attachment.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
        headers={"Cache-Control": "private, no-store"},
    )
