"""Send what was written: each composer has its own address, so none can do another's work."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.draft import save_draft
from tickets.actions.note import add_note
from tickets.actions.referrals import clarify
from tickets.actions.reply import reply as send_reply
from tickets.enums import DraftKind
from tickets.exceptions import MayNotBeTold, Refused, ThreadChanged
from tickets.forms.composers import NoteForm, OfficeForm, ReplyForm
from tickets.models import Draft, Message, Ticket
from tickets.perms import open_ticket_or_404
from tickets.views.desk.draft_files import keep_uploads, stored_files
from tickets.views.desk.next import go_to_next
from tickets.views.desk.ticket import Refusal, show

Typed = dict[str, Any]


@requires(Can.WORK_TICKETS)
@require_POST
def reply(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket = open_ticket_or_404(request.user, reference, now=now)
    form = ReplyForm(request.POST, request.FILES)
    for problem in keep_uploads(request, ticket, now=now):
        form.add_error("uploads", problem)
    if form.is_valid():
        try:
            message = _send(request, ticket, form.cleaned_data, now)
        except ThreadChanged:
            return _changed(request, ticket, form, now)
        except MayNotBeTold as refusal:
            form.offer_general()
            form.add_error(None, str(refusal.message))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _after_reply(request, ticket, message, now=now)
    _keep(request, ticket, DraftKind.REPLY, now)
    return show(request, ticket, now=now, refusal=Refusal(DraftKind.REPLY, form))


def _send(
    request: StaffRequest, ticket: Ticket, typed: dict[str, Any], now: dt.datetime
) -> Message:
    return send_reply(
        ticket_id=ticket.pk,
        text=typed["text"],
        thread_version=typed["thread_version"],
        files=stored_files(request, ticket),
        wait_for_client=typed["wait"],
        general=typed["general"],
        by=request.user,
        now=now,
    )


def _changed(
    request: StaffRequest, ticket: Ticket, form: ReplyForm, now: dt.datetime
) -> HttpResponse:
    """Nobody answers blind: show what is new, keep the text, and let it be sent once read."""
    _keep(request, ticket, DraftKind.REPLY, now)
    fresh = open_ticket_or_404(request.user, ticket.number, now=now)
    new = max(fresh.thread_version - form.cleaned_data["thread_version"], 1)
    words = ngettext(
        "%(n)s new item since you started. Read it, then send",
        "%(n)s new items since you started. Read them, then send",
        new,
    )
    typed = request.POST.copy()
    typed["thread_version"] = str(fresh.thread_version)
    again = ReplyForm(typed)
    again.add_error(None, words % {"n": new})
    refusal = Refusal(DraftKind.REPLY, again, status=409, new=new)
    return show(request, fresh, now=now, refusal=refusal)


def _after_reply(
    request: StaffRequest, ticket: Ticket, message: Message, *, now: dt.datetime
) -> HttpResponse:
    messages.success(
        request,
        _("Your reply is on its way.")
        if message.to_email
        else _("There is no e-mail address, so the client reads your reply on the status page."),
    )
    if request.POST.get("then") == "next":
        return go_to_next(request, None, now=now) or redirect("tickets:my_work")
    return redirect("tickets:ticket", reference=ticket.number)


def _keep(request: StaffRequest, ticket: Ticket, kind: DraftKind, now: dt.datetime) -> None:
    """Whatever is refused stays as a draft."""
    save_draft(
        ticket=ticket,
        kind=kind,
        text=request.POST.get("text", "").replace("\x00", "")[:50_000],
        thread_version=ticket.thread_version,
        by=request.user,
        now=now,
    )


@requires(Can.WORK_TICKETS)
@require_POST
def note(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket = open_ticket_or_404(request.user, reference, now=now)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            add_note(ticket_id=ticket.pk, text=form.cleaned_data["text"], by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Internal note saved. It was not sent."))
            return redirect("tickets:ticket", reference=ticket.number)
    _keep(request, ticket, DraftKind.NOTE, now)
    return show(request, ticket, now=now, refusal=Refusal(DraftKind.NOTE, form))


@requires(Can.WORK_TICKETS)
@require_POST
def office(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket = open_ticket_or_404(request.user, reference, now=now)
    referrals = ticket.referrals.unanswered().select_related("office", "climbed_to")
    form = OfficeForm(request.POST, referrals=referrals)
    if form.is_valid():
        referral, text = form.cleaned_data["referral"], form.cleaned_data["text"]
        try:
            clarify(referral_id=referral.pk, text=text, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            Draft.objects.filter(ticket=ticket, user=request.user, kind=DraftKind.OFFICE).delete()
            messages.success(request, _("Your message was sent to the processing office."))
            return redirect("tickets:ticket", reference=ticket.number)
    _keep(request, ticket, DraftKind.OFFICE, now)
    return show(request, ticket, now=now, refusal=Refusal(DraftKind.OFFICE, form))
