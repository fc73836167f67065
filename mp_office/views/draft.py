"""An enquiry that is being written: sections on one page, saved as it is typed."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import time_of_day
from contactcentre.kit.languages import page_language
from mp_office.actions.add_file import remove_file as take_off
from mp_office.actions.draft import begin_draft, discard_draft, keep_answers
from mp_office.enums import SectionState
from mp_office.exceptions import AlreadySent
from mp_office.forms.enquiry import FILE_FIELDS, EnquiryForm, field_of, typed_names
from mp_office.models import EnquiryFile, Office, OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.perms import draft_or_404, office_or_404
from mp_office.queries import open_alike
from mp_office.sections import SECTIONS, states
from mp_office.views import uploads
from tickets.filetypes import MAX_SIZE

OPEN_TRIES = 1000
MOST_ALIKE = 5


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    office = office_or_404(request.user, now)
    draft = begin_draft(office=office, by=request.user, now=now)
    defaults = {
        "own_reference": [next_reference(office)],
        "office_language": [office.language],
        "urgency": ["no"],
    }
    keep_answers(enquiry=draft, typed=defaults, now=now)
    return redirect("members:draft", pk=draft.pk)


def next_reference(office: Office) -> str:
    """The next number in the office's own style, to be changed at will."""
    used = OfficeEnquiry.objects.sent().filter(office=office)
    number = used.count() + 1
    taken = set(used.order_by("-id").values_list("own_reference", flat=True)[:OPEN_TRIES])
    while f"{office.reference_prefix}{number}" in taken:
        number += 1
    return f"{office.reference_prefix}{number}"


def form_of(draft: OfficeEnquiry, now: dt.datetime) -> EnquiryForm:
    """The form as it was typed, checked against the files that wait beside it."""
    data = QueryDict(mutable=True)
    for name, values in draft.answers.items():
        data.setlist(name, values)
    return EnquiryForm(
        data,
        enquiry=draft,
        present={item.purpose for item in draft.files.all()},
        language=page_language(),
        today=centre_day(now),
    )


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; POST saves, and goes on to the check unless it is to stay."""
    now = clock.now()
    found = draft_or_404(request.user, pk, now)
    if request.method != "POST":
        return _show(request, found, form_of(found, now), now=now, quiet=True)
    try:
        found = keep_answers(enquiry=found, typed=_typed(request), now=now)
        problems = _take_files(request, found)
    except AlreadySent as refusal:
        messages.error(request, str(refusal.message))
        return redirect("members:enquiry", pk=pk)
    form = form_of(found, now)
    if request.POST.get("then") == "check" and form.is_valid() and not problems:
        return redirect("members:check", pk=pk)
    quiet = request.POST.get("then") != "check"
    return _show(request, found, form, now=now, quiet=quiet, problems=problems)


def _typed(request: StaffRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in typed_names() if name in request.POST}


def _take_files(request: StaffRequest, found: OfficeEnquiry) -> list[tuple[str, str]]:
    """Files that came with the form, where no script put them up; (field, problem) of others."""
    problems = [("documents", problem) for problem in uploads.dropped(request)]
    for field, purpose in FILE_FIELDS.items():
        problems += [(field, problem) for problem in uploads.take(request, found, field, purpose)]
    return problems


def _show(
    request: StaffRequest,
    found: OfficeEnquiry,
    form: EnquiryForm,
    *,
    now: dt.datetime,
    quiet: bool,
    problems: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    files = list(found.files.all())
    words = _words(found, form, files)
    alike = alike_of(found, form)
    if quiet:
        form.quiet()
    for field, problem in problems or []:
        form.add_error(field, problem)
    context = {
        "draft": found,
        "form": form,
        "alike": alike,
        "sections": _sections(form, found, files, words),
        "saved_at": found.saved_at,
        "max_size": MAX_SIZE,
        "expires_at": found.expires_at,
        "now": now,
    }
    return render(request, "members/draft.html", context, status=422 if form.errors else 200)


def _words(
    found: OfficeEnquiry, form: EnquiryForm, files: list[EnquiryFile]
) -> dict[str, SectionState]:
    """How far each section is, by what was typed and what is wrong with it."""
    typed = {field_of(name) for name, values in found.answers.items() if any(values)}
    typed |= {field for field, purpose in FILE_FIELDS.items() if _of(files, purpose)}
    return states(typed, set(form.errors), own_file=form["own_file"].value() or "")


def alike_of(found: OfficeEnquiry, form: EnquiryForm) -> list[OfficeEnquiry]:
    """What the office has open already about the client or an application that is typed here."""
    facts = form.cleaned_data
    same = open_alike(found.office, facts.get("uci", ""), facts.get("applications", ()))
    return list(same[:MOST_ALIKE])


def _of(files: list[Any], purpose: str) -> list[Any]:
    return [item for item in files if item.purpose == purpose]


def _sections(
    form: EnquiryForm, found: OfficeEnquiry, files: list[Any], words: dict[str, Any]
) -> list[dict[str, Any]]:
    """The sections in their order, each with its word and its fields."""
    return [
        {
            "name": name,
            "title": title_of(name),
            "state": words[name],
            "items": [_item(form, found, files, field) for field in fields],
        }
        for name, fields in SECTIONS.items()
    ]


def _item(form: EnquiryForm, found: OfficeEnquiry, files: list[Any], name: str) -> dict[str, Any]:
    if name not in FILE_FIELDS:
        return {"field": form[name], "upload": ""}
    return {
        "field": form[name],
        "upload": reverse("members:add_file", args=[found.pk, name]),
        "files": uploads.rows(_of(files, FILE_FIELDS[name])),
    }


def title_of(section: str) -> str:
    return {
        "constituent": _("Constituent"),
        "file": _("Whose file it is"),
        "request": _("What you ask"),
        "urgency": _("Urgency"),
        "consent": pgettext("section", "Consent"),
        "second": _("Second consent, for another person’s file"),
        "reference": _("Language and reference"),
    }[section]


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_POST
def save(request: StaffRequest, pk: int) -> JsonResponse:
    """What autosave calls: the time, and how far each section is now."""
    now = clock.now()
    found = draft_or_404(request.user, pk, now)
    try:
        found = keep_answers(enquiry=found, typed=_typed(request), now=now)
    except AlreadySent as refusal:
        return JsonResponse({"problem": str(refusal.message)})
    words = _words(found, form_of(found, now), list(found.files.all()))
    return JsonResponse(
        {
            "saved": time_of_day(now, page_language(), settings.CENTRE_TIME_ZONE),
            "words": {name: word.label for name, word in words.items()},
        }
    )


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_POST
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    discard_draft(enquiry=draft_or_404(request.user, pk, clock.now()))
    messages.success(request, _("The draft was deleted."))
    return redirect("members:enquiries")


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_POST
def add_file(request: StaffRequest, pk: int, field: str) -> HttpResponse:
    """Files chosen in the open page; answers with the new list."""
    found = draft_or_404(request.user, pk, clock.now())
    if field not in FILE_FIELDS:
        return HttpResponse(status=404)
    purpose = FILE_FIELDS[field]
    try:
        problems = uploads.take(request, found, field, purpose) + uploads.dropped(request)
    except AlreadySent:
        return redirect("members:enquiry", pk=pk)
    return uploads.as_list(request, found.files.filter(purpose=purpose), problems)


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_POST
def remove_file(request: StaffRequest, pk: int, file_pk: int) -> HttpResponse:
    now = clock.now()
    found = draft_or_404(request.user, pk, now)
    purpose = found.files.filter(pk=file_pk).values_list("purpose", flat=True).first()
    try:
        if not uploads.wants_list(request):
            keep_answers(enquiry=found, typed=_typed(request), now=now)
        take_off(enquiry=found, file_id=file_pk)
    except AlreadySent:
        return redirect("members:enquiry", pk=pk)
    if uploads.wants_list(request):
        return uploads.as_list(request, found.files.filter(purpose=purpose))
    return redirect("members:draft", pk=pk)
