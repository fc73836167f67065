"""Files put beside an enquiry, by a script one at a time or with the form, and what was refused."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import StaffRequest
from mp_office.actions.add_file import add_file
from mp_office.enums import Purpose
from mp_office.exceptions import TooManyFiles
from mp_office.models import EnquiryFile, OfficeEnquiry
from tickets.actions.draft_files import take_upload
from tickets.adapters.files import StoredFile
from tickets.adapters.uploads import refused_names
from tickets.filetypes import MAX_FILES, FileRefused, Refusal


def words(name: str, why: str) -> str:
    """What is wrong with a file, and what to do."""
    said = {
        Refusal.EMPTY: _("“%(name)s” is empty. Choose another file"),
        Refusal.TOO_BIG: _("“%(name)s” must be smaller than 10 MB"),
        Refusal.TYPE: _("“%(name)s” must be a PDF, JPG, PNG or DOCX"),
        Refusal.PROTECTED: _("“%(name)s” must not be protected by a password"),
        Refusal.DAMAGED: _("“%(name)s” is damaged. Save it again, or choose another file"),
        Refusal.BOMB: _("“%(name)s” is too large when it is opened. Choose a smaller file"),
    }
    return said.get(Refusal(why), said[Refusal.TYPE]) % {"name": name}


def take(request: StaffRequest, enquiry: OfficeEnquiry, field: str, purpose: Purpose) -> list[str]:
    """Put the files of one field beside the draft; return what was wrong with the others."""
    problems = []
    for upload in request.FILES.getlist(field):
        try:
            add_file(enquiry=enquiry, purpose=purpose, upload=upload)
        except FileRefused as refused:
            problems.append(words(upload.name or "", refused.why))
        except TooManyFiles:
            problems.append(
                _("“%(name)s” was not added: you can add up to 5 files") % {"name": upload.name}
            )
    return problems


def dropped(request: StaffRequest) -> list[str]:
    """What was wrong with the files that were too big to be taken in at all."""
    return [words(name, Refusal.TOO_BIG) for name in refused_names(request)]


def stored(request: StaffRequest, field: str) -> tuple[tuple[StoredFile, ...], list[str]]:
    """The files of a field in storage, and what was wrong with the others; too many, and none."""
    kept: list[StoredFile] = []
    problems = dropped(request)
    uploads = request.FILES.getlist(field)
    if len(uploads) + len(problems) > MAX_FILES:
        return (), [str(TooManyFiles.message)]
    for upload in uploads:
        try:
            kept.append(take_upload(upload))
        except FileRefused as refused:
            problems.append(words(upload.name or "", refused.why))
    return tuple(kept), problems


def rows(files: Iterable[EnquiryFile]) -> list[dict[str, Any]]:
    """A draft's files as the component draws them."""
    return [
        {
            "name": item.name,
            "size": item.size,
            "state": _("Added"),
            "remove_url": reverse("members:remove_file", args=[item.enquiry_id, item.pk]),
        }
        for item in files
    ]


def wants_list(request: StaffRequest) -> bool:
    """Whether a script asks, which shows the list alone."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def as_list(
    request: StaffRequest, files: Iterable[EnquiryFile], problems: Iterable[str] = ()
) -> HttpResponse:
    """The list alone; what was refused stands after it."""
    refused = [{"name": "", "problem": problem} for problem in problems]
    return render(request, "components/files.html", {"files": [*rows(files), *refused]})
