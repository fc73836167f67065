"""What a client sees of an enquiry: where it stands, what was said, what they can do."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from channels.access import granted_party, granted_until, may_see_statuses
from channels.forms.question import MessageForm
from channels.models import EnquiryDraft
from channels.models.forms import new_token
from channels.progress import ENDED, LOOKED_AT, Happened, Stage, answered, history, is_late, stages
from channels.queries import happened, messages_for_client
from channels.steps import Step
from channels.views import uploads
from channels.views.steps import personal
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from contactcentre.kit.languages import page_language
from tickets.actions.base import AUTO_CLOSE
from tickets.enums import Author, Direction, PartyRole, State
from tickets.filetypes import MAX_SIZE
from tickets.models import Message, Party, Ticket
from tickets.queries.statuses import statuses_for

REMOVE = "channels:status_file_remove"


@personal
@require_safe
def status_enquiry(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    party = granted_party(request, now)
    if party is None:
        return redirect("channels:status")
    return show_enquiry(request, party, now)


def show_enquiry(
    request: HttpRequest, party: Party, now: dt.datetime, form: MessageForm | None = None
) -> HttpResponse:
    """Draw the page; `form` is a message that was refused."""
    draft = EnquiryDraft.objects.filter(party=party, sent_at=None).first()
    problems = uploads.problems_of(draft, Step.FILES)
    text = draft.answers.get("question", "") if draft else ""
    thread = list(messages_for_client(party.ticket))
    context = {
        "ticket": party.ticket,
        "party": party,
        "form": form or MessageForm(initial={"text": text}, has_files=False),
        "files_form": uploads.files_form(problems),
        "files": uploads.file_rows(draft, REMOVE),
        "max_size": MAX_SIZE,
        "saved_at": draft.saved_at if draft else None,
        "key": new_token(),
        "signed_in_until": granted_until(request),
        "now": now,
        **_course(party.ticket, now),
        "applications": statuses_for(party.ticket, now=now) if may_see_statuses(party) else [],
        "thread": [_said(message, party) for message in thread],
        "asked": next((item for item in reversed(thread) if item.author == Author.AGENT), None),
    }
    return render(request, "channels/status/enquiry.html", context)


def _course(ticket: Ticket, now: dt.datetime) -> dict[str, Any]:
    """Where the enquiry stands, in words and dates."""
    events = happened(ticket)
    today = today_in(now, settings.CENTRE_TIME_ZONE)
    late = is_late(ticket.state, ticket.promised_on, today, events)
    due = today_in(ticket.due_at, settings.CENTRE_TIME_ZONE) if ticket.due_at else None
    return {
        "stages": [_step(stage) for stage in stages(ticket.state, events)],
        "sentence": _sentence(ticket, events),
        "history": history(events),
        "late": late,
        "new_date": due if late and due and due >= today else None,
        "waits_for_client": ticket.state == State.WAITING_CLIENT,
        "resolved": ticket.state == State.RESOLVED,
        "closed": ticket.state == State.CLOSED,
        "expects_answer": ticket.state not in ENDED and not answered(events),
        "reopen_until": ticket.resolved_at + AUTO_CLOSE if ticket.resolved_at else None,
        "continued": ticket.continues,
    }


def _step(stage: Stage) -> dict[str, Any]:
    labels = {
        "received": pgettext("enquiry", "Received"),
        "looked_at": _("Being looked at"),
        "office": _("With another office"),
        "answered": _("Answered"),
    }
    note = _("Not needed") if stage.state == "skipped" else ""
    return {"label": labels[stage.name], "state": stage.state, "when": stage.when, "note": note}


def _sentence(ticket: Ticket, events: list[Happened]) -> str:
    """The state in a plain sentence; an outcome says it in its own words."""
    if ticket.state in ENDED and ticket.outcome:
        return ticket.outcome.client_wording_in(page_language())
    if ticket.state == State.WAITING_OFFICE:
        return _(
            "We sent a question to the office that has your file. We will write to you when "
            "we have its answer."
        )
    if ticket.state == State.WAITING_CLIENT:
        return _("We wrote to you and need your answer before we can go on.")
    if any(event.kind in LOOKED_AT for event in events):
        return _("A member of our staff is working on your enquiry.")
    return _("We have your enquiry. It is in line, and nobody has looked at it yet.")


@dataclass(frozen=True)
class Said:
    """One message of the thread, as the client reads it."""

    message: Message
    author: str
    ours: bool
    files: list[dict[str, Any]]


def _said(message: Message, reader: Party) -> Said:
    ours = message.direction == Direction.OUT
    return Said(message, _author(message, reader), ours, uploads.sent_files(message))


def _author(message: Message, reader: Party) -> str:
    if message.author == Author.SYSTEM:
        return _("Automatic message")
    if message.direction == Direction.OUT:
        return _("Our staff")
    if message.person_id in (None, reader.person_id):
        return _("You")
    if message.person_id == reader.ticket.client_id:
        return str(PartyRole.CLIENT.label)
    return str(message.person)
