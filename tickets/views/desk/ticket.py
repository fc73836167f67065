"""One ticket: its thread, what stands beside it, and the three composers."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from people.identifiers import display_uci
from tickets.enums import Author, DraftKind
from tickets.filetypes import MAX_SIZE
from tickets.forms.composers import NoteForm, OfficeForm, ReplyForm
from tickets.models import Draft, Ticket
from tickets.perms import open_ticket_or_404
from tickets.queries.beside import (
    clocks_of,
    company_of,
    handovers_of,
    open_referrals,
    others_of,
    parties_of,
    reply_goes_to,
    reply_templates,
    routing_of,
)
from tickets.queries.rows import shown_clock
from tickets.queries.statuses import files_found
from tickets.queries.thread import Thread, names_for, read_thread
from tickets.views.desk.draft_files import listed
from tickets.views.desk.offers import may_refer, offers_for


@dataclass
class Refusal:
    """A composer that was not sent: its form as typed, and how many messages it had not seen."""

    kind: DraftKind
    form: Form
    status: int = 422
    new: int = 0
    forms: dict[str, Form] = field(init=False)

    def __post_init__(self) -> None:
        self.forms = {self.kind: self.form}


@requires(Can.WORK_TICKETS)
@require_safe
def ticket(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    return show(request, open_ticket_or_404(request.user, reference, now=now), now=now)


@requires(Can.WORK_TICKETS)
@require_safe
def thread(request: StaffRequest, reference: str) -> HttpResponse:
    """The thread alone, with the version that a reply must name: what `show` fetches."""
    now = clock.now()
    found = open_ticket_or_404(request.user, reference, now=now)
    seen = request.GET.get("seen", "")
    new = found.thread_version - int(seen) if seen.isdecimal() and len(seen) < 9 else 0
    context = {
        **_thread(found, new=new, whole="all" in request.GET),
        **identity(found, now),
        "swapped": True,
    }
    return render(request, "desk/_thread.html", context)


def identity(found: Ticket, now: dt.datetime) -> dict[str, Any]:
    """What the identity bar shows, on every page about the ticket."""
    clocks = clocks_of(found, now)
    own = [item.clock for item in clocks if item.clock.referral_id is None]
    return {
        "ticket": found,
        "seen_version": str(found.thread_version),
        "clocks": clocks,
        "shown_clock": shown_clock(found, own, now),
        "now": now,
    }


def show(
    request: StaffRequest, found: Ticket, *, now: dt.datetime, refusal: Refusal | None = None
) -> HttpResponse:
    """Draw the page, with a composer that was refused if there is one."""
    said = _thread(found, new=refusal.new if refusal else 0, whole="all" in request.GET)
    context = {
        **identity(found, now),
        **said,
        **_beside(request, found, now),
        **_composers(request, found, refusal),
        "offers": offers_for(found, request.user, asked=_asked(said["thread"])),
        "form": refusal.form if refusal else None,
    }
    return render(request, "desk/ticket.html", context, status=refusal.status if refusal else 200)


def _asked(read: Thread) -> bool:
    """Whether the last word was ours, so that one can wait for the client."""
    said = [item.thing for item in read.items if item.kind == "message"]
    counted = [message for message in said if not (message.automatic or message.flagged)]
    return bool(counted) and counted[-1].author == Author.AGENT


def _thread(found: Ticket, *, new: int = 0, whole: bool = False) -> dict[str, Any]:
    read: Thread = read_thread(found, new=new, whole=whole)
    events = [event for item in read.items for event in item.events]
    return {"thread": read, "names": names_for(events), "new": new}


def _beside(request: StaffRequest, found: Ticket, now: dt.datetime) -> dict[str, Any]:
    parties = parties_of(found)
    return {
        "parties": parties,
        "goes_to": reply_goes_to(parties),
        "uci": display_uci(found.uci),
        "found": files_found(found, now=now),
        "others": others_of(found, request.user),
        "handovers": handovers_of(found),
        "routing": routing_of(found),
        "named": list(found.need_to_know.select_related("user").order_by("user__name", "pk"))
        if found.sensitivity != "ordinary"
        else [],
        "company": company_of(found, request.user, now),
    }


def _composers(request: StaffRequest, found: Ticket, refusal: Refusal | None) -> dict[str, Any]:
    drafts = {
        draft.kind: draft
        for draft in Draft.objects.filter(ticket=found, user=request.user).prefetch_related("files")
    }
    referrals = open_referrals(found)
    typed = refusal.forms if refusal else {}
    version = {"thread_version": found.thread_version}
    return {
        "reply": typed.get("reply")
        or ReplyForm(initial={**version, "text": _text(drafts, "reply")}),
        "note": typed.get("note") or NoteForm(initial={"text": _text(drafts, "note")}),
        "office": typed.get("office")
        or OfficeForm(
            initial={"text": _text(drafts, "office")},
            referrals=found.referrals.unanswered().select_related("office", "climbed_to"),
        ),
        "referrals": referrals,
        "may_refer": may_refer(found, request.user),
        "saved": {
            kind.value: drafts[kind].saved_at if kind in drafts else None for kind in DraftKind
        },
        "reply_files": listed(list(drafts["reply"].files.all()), found)
        if "reply" in drafts
        else [],
        "max_size": MAX_SIZE,
        "templates": reply_templates(),
    }


def _text(drafts: dict[str, Draft], kind: str) -> str:
    return drafts[kind].body if kind in drafts else ""
