"""Pass a document on to the processing office that has the client's file."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions import hand_over as verb
from tickets.actions.draft_files import take_upload
from tickets.adapters.uploads import refused_names
from tickets.exceptions import Refused
from tickets.filetypes import FileRefused, Refusal
from tickets.forms.files import refusal_words
from tickets.forms.handover import HandOverForm, sign
from tickets.models import DocumentHandover, Ticket
from tickets.perms import open_ticket_or_404
from tickets.views.desk.ticket import identity


@requires(Can.HAND_OVER_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket = open_ticket_or_404(request.user, reference, now=now)
    form = _form(request, ticket)
    if form.is_bound and form.is_valid():
        try:
            handover = _pass_on(request, ticket, form.cleaned_data, now)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            words = _("The document was passed on. The receipt is %(number)s.")
            messages.success(request, words % {"number": handover.number})
            return redirect("tickets:ticket", reference=ticket.number)
    context = {**identity(ticket, now), "form": form}
    return render(request, "desk/hand_over.html", context, status=422 if form.errors else 200)


def _form(request: StaffRequest, ticket: Ticket) -> HandOverForm:
    """The form; what was uploaded with it is in storage first, so that a refusal loses none."""
    if request.method != "POST":
        return HandOverForm(ticket=ticket, user=request.user)
    data = request.POST.copy()
    problems = [refusal_words(name, Refusal.TOO_BIG) for name in refused_names(request)]
    for upload in request.FILES.getlist("uploads"):
        try:
            data.appendlist("kept", sign(take_upload(upload), ticket.pk, request.user.pk))
        except FileRefused as refusal:
            problems.append(refusal_words(upload.name or "", refusal.why))
    form = HandOverForm(data, ticket=ticket, user=request.user)
    for problem in problems:
        form.add_error("uploads", problem)
    return form


def _pass_on(
    request: StaffRequest, ticket: Ticket, typed: dict[str, Any], now: dt.datetime
) -> DocumentHandover:
    return verb.hand_over(
        ticket_id=ticket.pk,
        office=typed["office"],
        application_number=typed["application_number"],
        title=typed["title"],
        consent=verb.Agreed(typed["consent_of"], typed["consent_by"], typed["consent_on"]),
        files=typed["files"],
        by=request.user,
        now=now,
    )
