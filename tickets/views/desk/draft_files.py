"""Files beside a reply's draft: up at once, listed, taken off again."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.draft import save_draft
from tickets.actions.draft_files import add_draft_file, remove_draft_file, take_upload
from tickets.adapters.files import StoredFile
from tickets.adapters.uploads import refused_names
from tickets.enums import DraftKind
from tickets.exceptions import Incomplete
from tickets.filetypes import MAX_FILES, FileRefused, Refusal
from tickets.forms.files import refusal_words
from tickets.models import DraftFile, Ticket
from tickets.perms import get_ticket_or_404

KIND = DraftKind.REPLY


def files_of(request: StaffRequest, ticket: Ticket) -> list[DraftFile]:
    mine = DraftFile.objects.filter(draft__ticket=ticket, draft__user=request.user)
    return list(mine.filter(draft__kind=KIND).order_by("pk"))


def stored_files(request: StaffRequest, ticket: Ticket) -> tuple[StoredFile, ...]:
    """The files of the draft, as the verb takes them."""
    return tuple(
        StoredFile(
            sha256=item.sha256, name=item.name, content_type=item.content_type, size=item.size
        )
        for item in files_of(request, ticket)
    )


def listed(files: list[DraftFile], ticket: Ticket) -> list[dict[str, Any]]:
    """Files as the component draws them."""
    return [
        {
            "name": item.name,
            "size": item.size,
            "state": _("Ready"),
            "remove_url": reverse("tickets:remove_file", args=[ticket.number, item.pk]),
        }
        for item in files
    ]


def keep_uploads(request: StaffRequest, ticket: Ticket, *, now: dt.datetime) -> list[str]:
    """Put the files of this request beside the draft; return what was wrong with the others."""
    problems = [refusal_words(name, Refusal.TOO_BIG) for name in refused_names(request)]
    for upload in request.FILES.getlist("uploads"):
        try:
            add_draft_file(
                ticket=ticket, kind=KIND, file=take_upload(upload), by=request.user, now=now
            )
        except FileRefused as refusal:
            problems.append(refusal_words(upload.name or "", refusal.why))
        except Incomplete:
            problems.append(_too_many(upload.name or ""))
    return problems


def _too_many(name: str) -> str:
    words = ngettext(
        "“%(name)s” was not added. A reply takes up to %(n)s file",
        "“%(name)s” was not added. A reply takes up to %(n)s files",
        MAX_FILES,
    )
    return words % {"name": name, "n": MAX_FILES}


@requires(Can.WORK_TICKETS)
@require_POST
def upload_file(request: StaffRequest, reference: str) -> HttpResponse:
    """One file, chosen in the open page; answers the new list."""
    ticket = get_ticket_or_404(request.user, reference)
    problems = keep_uploads(request, ticket, now=clock.now())
    return _list(request, ticket, problems)


@requires(Can.WORK_TICKETS)
@require_POST
def remove_file(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Take a file off; without JavaScript the whole composer comes along and is kept."""
    ticket = get_ticket_or_404(request.user, reference)
    if "text" in request.POST:
        save_draft(
            ticket=ticket,
            kind=KIND,
            text=request.POST["text"].replace("\x00", ""),
            thread_version=ticket.thread_version,
            by=request.user,
            now=clock.now(),
        )
    remove_draft_file(ticket=ticket, kind=KIND, file_id=pk, by=request.user)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return _list(request, ticket, [])
    return redirect(f"{reverse('tickets:ticket', args=[ticket.number])}#reply")


def _list(request: StaffRequest, ticket: Ticket, problems: list[str]) -> HttpResponse:
    files = listed(files_of(request, ticket), ticket)
    files += [{"name": "", "problem": problem} for problem in problems]
    return render(request, "components/files.html", {"files": files})
