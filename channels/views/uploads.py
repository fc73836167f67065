"""Files put beside a draft, by a script one at a time or with the form, and what was refused."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from channels.access import network_of
from channels.actions.add_file import add_file
from channels.actions.limit import UPLOADS, within
from channels.envelopes import filenames
from channels.exceptions import TooManyFiles
from channels.forms.files import FilesForm
from channels.models import EnquiryDraft
from tickets.adapters.uploads import refused_names
from tickets.filetypes import FileRefused, Refusal
from tickets.models import Message

FIELD = "upload"
TOO_MANY = "too_many"
TOO_FAST = "too_fast"
Problem = tuple[str, str]


def take_uploads(request: HttpRequest, draft: EnquiryDraft, now: dt.datetime) -> list[Problem]:
    """Put each file of the request beside the draft; return those refused, with the reason."""
    problems = []
    for upload in request.FILES.getlist(FIELD):
        name = filenames.safe(upload.name or "", upload.content_type or "", 1)
        if not within(UPLOADS, network_of(request), now=now):
            problems.append((name, TOO_FAST))
            continue
        try:
            add_file(draft=draft, upload=upload, now=now)
        except FileRefused as refused:
            problems.append((name, str(refused.why)))
        except TooManyFiles:
            problems.append((name, TOO_MANY))
    dropped = [filenames.safe(name, "", 1) for name in refused_names(request)]
    return problems + [(name, str(Refusal.TOO_BIG)) for name in dropped]


def words(problem: Problem) -> str:
    """What is wrong with a file, and what to do."""
    name, why = problem
    said = {
        Refusal.EMPTY: _("“%(name)s” is empty. Choose another file"),
        Refusal.TOO_BIG: _("“%(name)s” must be smaller than 10 MB"),
        Refusal.TYPE: _("“%(name)s” must be a PDF, JPG, PNG or DOCX"),
        Refusal.PROTECTED: _("“%(name)s” must not be protected by a password"),
        Refusal.DAMAGED: _("“%(name)s” is damaged. Save it again, or choose another file"),
        Refusal.BOMB: _("“%(name)s” is too large when it is opened. Choose a smaller file"),
        TOO_MANY: _("“%(name)s” was not added: you can add up to 5 files"),
        TOO_FAST: _("“%(name)s” was not added: too many files came from your network"),
    }
    return said[why] % {"name": name}


def kept(problems: list[Problem]) -> dict[str, list[str]]:
    """Problems as a draft keeps them."""
    return {"name": [name for name, _why in problems], "why": [why for _name, why in problems]}


def problems_of(draft: EnquiryDraft | None, page: str) -> list[Problem]:
    """The problems that a draft keeps for a page."""
    refused = (draft.refused.get(page) if draft else None) or {}
    return list(zip(refused.get("name", []), refused.get("why", []), strict=False))


def files_form(problems: list[Problem]) -> FilesForm:
    """The field, with what was refused as its errors."""
    if not problems:
        return FilesForm()
    form = FilesForm({}, {})
    form.full_clean()
    form.add_error(FIELD, ValidationError([words(problem) for problem in problems]))
    return form


def file_rows(
    draft: EnquiryDraft | None, remove_name: str, problems: list[Problem] | None = None
) -> list[dict[str, Any]]:
    """The draft's files for the list, and after them what was refused."""
    files = draft.files.all() if draft else []
    rows = [
        {
            "name": item.name,
            "size": item.size,
            "state": _("Added"),
            "remove_url": reverse(remove_name, kwargs={"file_id": item.pk}),
        }
        for item in files
    ]
    refused = [{"name": problem[0], "problem": words(problem)} for problem in problems or []]
    return [*rows, *refused]


def wants_list(request: HttpRequest) -> bool:
    """Whether a script asks, which shows the list alone."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def file_list(request: HttpRequest, rows: list[dict[str, Any]]) -> HttpResponse:
    return render(request, "components/files.html", {"files": rows})


def sent_files(message: Message) -> list[dict[str, Any]]:
    """The files of a message, to be opened from the status page."""
    return [
        {
            "name": item.name,
            "size": item.size,
            "url": reverse("channels:status_file", kwargs={"file_id": item.pk}),
        }
        for item in message.attachments.all()
        if not item.inline
    ]
