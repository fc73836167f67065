"""One enquiry as its office sees it: stage, consent, answer, messages, documents."""

import datetime as dt
from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.languages import page_language
from mp_office.actions.write import write_message
from mp_office.enums import Told
from mp_office.forms.message import MessageForm
from mp_office.models import OfficeAnswer, OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.perms import enquiry_or_404, file_or_404
from mp_office.queries import consent_states, readable_messages, readable_statuses, told
from mp_office.views import uploads, words
from people.identifiers import display_uci
from tickets.adapters.files import open_file
from tickets.enums import Author, State
from tickets.exceptions import Refused
from tickets.models import Attachment, Message

KEY_LENGTH = 32


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_safe
def enquiry(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    return show(request, enquiry_or_404(request.user, pk, now), now=now)


def show(
    request: StaffRequest,
    found: OfficeEnquiry,
    *,
    now: dt.datetime,
    form: MessageForm | None = None,
) -> HttpResponse:
    """Draw the page, with a message that was refused if there is one."""
    state = told(found, now)
    ticket = found.ticket
    assert ticket is not None
    answered = found.answered_so_far and state == Told.VALID
    answers = list(found.given_answers.all()) if state == Told.VALID else []
    context = {
        "enquiry": found,
        "ticket": ticket,
        "state": state,
        "valid": state == Told.VALID,
        "consent_words": words.of_consent(state, found, now),
        "time_words": words.of_time(ticket, state),
        "stage": words.stage_of(found, now),
        "outcome": ticket.outcome.client_wording_in(page_language()) if ticket.outcome else "",
        "steps": words.steps(ticket, answered_so_far=answered),
        "answered_so_far": answered,
        "hears_by": found.hears_by(now),
        "answer": answers[-1] if answers else None,
        "thread": [_said(found, message) for message in readable_messages(found, state)],
        "uci": display_uci(ticket.uci),
        "consents": [
            {"whose": whose, "state": one, "consent": found.consent_of(whose)}
            for whose, one in consent_states(found, centre_day(now)).items()
        ],
        "closed": ticket.state == State.CLOSED,
        "readings": readable_statuses(found, state, now),
        "message_form": form or MessageForm(),
        "key": get_random_string(KEY_LENGTH),
        "form": form,
        "now": now,
    }
    return render(request, "members/enquiry.html", context, status=422 if form else 200)


def _said(found: OfficeEnquiry, message: Message) -> dict[str, Any]:
    ours = message.author == Author.CLIENT
    if ours:
        author = message.person.name if message.person else found.office.organisation.name
    else:
        author = _("Automatic message") if message.automatic else _("The centre")
    files = [_file(found, item) for item in message.attachments.all() if not item.inline]
    return {"message": message, "ours": ours, "author": author, "files": files}


def _file(found: OfficeEnquiry, item: Attachment) -> dict[str, Any]:
    url = reverse("members:file", args=[found.pk, item.pk])
    return {"name": item.name, "size": item.size, "url": url}


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_POST
def message(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    found = enquiry_or_404(request.user, pk, now)
    files, problems = uploads.stored(request, "upload")
    form = MessageForm(request.POST, has_files=bool(files or problems))
    if problems:
        form.add_error("upload", ValidationError(list(problems)))
    if form.is_valid():
        try:
            write_message(
                enquiry_id=found.pk,
                key=request.POST.get("key", "")[:64] or get_random_string(KEY_LENGTH),
                text=form.cleaned_data["text"],
                files=files,
                by=request.user,
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            flash.success(request, _("Your message was sent."))
            return redirect("members:enquiry", pk=pk)
    return show(request, found, now=now, form=form)


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_safe
def file(request: StaffRequest, pk: int, file_pk: int) -> FileResponse:
    """A file of a message that the office may read: always a download."""
    now = clock.now()
    found = enquiry_or_404(request.user, pk, now)
    readable = {item.pk for item in readable_messages(found, told(found, now))}
    return download(file_or_404(found, file_pk, readable))


def download(attachment: Attachment) -> FileResponse:
    return as_download(attachment.sha256, attachment.name, attachment.content_type)


def as_download(sha256: str, name: str, content_type: str) -> FileResponse:
    """A stored file, never shown in the page's origin."""
    try:
        content = open_file(sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=content_type,
        headers={"Cache-Control": "private, no-store"},
    )


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_safe
def forward(request: StaffRequest, pk: int) -> HttpResponse:
    """The latest text to forward, as plain text."""
    now = clock.now()
    found = enquiry_or_404(request.user, pk, now)
    last: OfficeAnswer | None = found.given_answers.order_by("-id").first()
    if last is None or told(found, now) != Told.VALID:
        raise Http404
    name = "".join(char if char.isalnum() or char in "-_" else "-" for char in found.own_reference)
    response = HttpResponse(last.forward, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    response["Content-Language"] = last.forward_language
    return response
