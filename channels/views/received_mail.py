"""Mails that no ticket shows: unreadable, written by machines, without a sender."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from channels import envelopes
from channels.actions.admit_email import admit_email, mark_seen
from channels.actions.receive_email import receive_email
from channels.actions.reparse_email import reparse_email
from channels.actions.store_email import raw_of
from channels.enums import InboundState
from channels.models import InboundMessage
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.exceptions import Refused


@requires(Can.SEE_QUARANTINE)
@require_safe
def received_mail(request: HttpRequest) -> HttpResponse:
    try:
        page = keyset_page(
            InboundMessage.objects.for_a_person().defer("raw"),
            order=("-id",),
            cursor=request.GET.get("after", ""),
        )
    except BadCursor:
        return redirect("channels:received_mail")
    context = {
        "mails": page.rows,
        "next_url": f"?after={page.next_cursor}" if page.next_cursor else "",
        "now": clock.now(),
    }
    return render(request, "channels/mail/list.html", context)


@requires(Can.SEE_QUARANTINE)
@require_safe
def one_mail(request: HttpRequest, pk: int) -> HttpResponse:
    inbound = get_object_or_404(InboundMessage.objects.for_a_person(), pk=pk)
    context = {
        "mail": inbound,
        "said": _read(inbound),
        "unreadable": inbound.state == InboundState.QUARANTINED,
        "now": clock.now(),
    }
    return render(request, "channels/mail/one.html", context)


def _read(inbound: InboundMessage) -> envelopes.Envelope | None:
    """What the mail says; None where reading it fails, which is why it is here."""
    try:
        return envelopes.parse(raw_of(inbound), envelope_sender=inbound.envelope_sender)
    except Exception:  # noqa: BLE001  the page that shows broken mails must not break on one
        return None


@requires(Can.SEE_QUARANTINE)
@require_safe
def mail_original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, to keep: never shown by a browser."""
    inbound = get_object_or_404(InboundMessage.objects.for_a_person(), pk=pk)
    answer = HttpResponse(raw_of(inbound), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="mail-{inbound.pk}.eml"'
    return answer


@requires(Can.SEE_QUARANTINE)
@require_POST
def mail_read_again(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    inbound = get_object_or_404(InboundMessage.objects.for_a_person(), pk=pk)
    reparse_email(inbound_id=inbound.pk, now=now)
    received = receive_email(inbound_id=inbound.pk, now=now)
    if received and received.outcome.ticket:
        messages.success(request, _("The mail was read. It is on a ticket now."))
    else:
        messages.info(request, _("The mail was read again. It stays here."))
    return redirect("channels:received_mail")


@requires(Can.SEE_QUARANTINE)
@require_POST
def mail_admit(request: StaffRequest, pk: int) -> HttpResponse:
    inbound = get_object_or_404(InboundMessage.objects.for_a_person(), pk=pk)
    try:
        ticket = admit_email(inbound_id=inbound.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Ticket %(number)s is open.") % {"number": ticket.number})
    return redirect("channels:received_mail")


@requires(Can.SEE_QUARANTINE)
@require_POST
def mail_seen(request: StaffRequest, pk: int) -> HttpResponse:
    inbound = get_object_or_404(InboundMessage.objects.for_a_person(), pk=pk)
    mark_seen(inbound_id=inbound.pk, by=request.user, now=clock.now())
    return redirect("channels:received_mail")
