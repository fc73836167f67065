"""The answers once more before they are sent, and the sending."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import BoundField, FileField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import long_date
from contactcentre.kit.languages import page_language
from mp_office.actions.file_enquiry import file_enquiry
from mp_office.forms.enquiry import FILE_FIELDS, EnquiryForm
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.perms import draft_or_404, enquiry_or_404
from mp_office.queries import missing_signers
from mp_office.sections import sections_for
from mp_office.views.draft import alike_of, form_of, title_of
from people.identifiers import display_uci
from tickets.exceptions import Refused


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    if request.method == "POST" and _was_sent(request, pk, now):
        return redirect("members:enquiry", pk=pk)
    draft = draft_or_404(request.user, pk, now)
    form = form_of(draft, now)
    if not form.is_valid():
        return redirect("members:draft", pk=pk)
    if request.method == "POST":
        try:
            file_enquiry(enquiry=draft, facts=form.filing(), by=request.user, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect("members:draft", pk=pk)
        return redirect("members:sent", pk=pk)
    context = {
        "draft": draft,
        "sections": _sections(form, draft),
        "alike": alike_of(draft, form),
    }
    return render(request, "members/check.html", context)


def _was_sent(request: StaffRequest, pk: int, now: dt.datetime) -> bool:
    """A second click on Send."""
    mine = OfficeEnquiry.objects.visible_to(request.user, now)
    return mine.sent().filter(pk=pk).exists()


def _sections(form: EnquiryForm, draft: OfficeEnquiry) -> list[dict[str, Any]]:
    change = reverse("members:draft", args=[draft.pk])
    counted = sections_for(form.cleaned_data["own_file"])
    return [
        {
            "title": title_of(name),
            "rows": [
                {
                    "label": form[field].label,
                    "value": _value(form[field], form, draft),
                    "change_url": f"{change}#section-{name}",
                }
                for field in fields
            ],
        }
        for name, fields in counted.items()
    ]


def _value(field: BoundField, form: EnquiryForm, draft: OfficeEnquiry) -> str:
    """An answer in words."""
    if isinstance(field.field, FileField):
        purpose = FILE_FIELDS[field.name]
        return ", ".join(item.name for item in draft.files.filter(purpose=purpose))
    value = form.cleaned_data.get(field.name)
    if field.name == "uci":
        return display_uci(value or "")
    if isinstance(value, dt.date):
        return long_date(value, page_language(), settings.CENTRE_TIME_ZONE)
    if isinstance(value, tuple):
        return ", ".join(value)
    choices = dict(getattr(field.field, "choices", []))
    return str(choices.get(value, value or ""))


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_http_methods(["GET", "HEAD"])
def sent(request: StaffRequest, pk: int) -> HttpResponse:
    """The receipt: number, time, promised day, and what is missing still."""
    now = clock.now()
    enquiry = enquiry_or_404(request.user, pk, now)
    waits = bool(missing_signers(enquiry, centre_day(now)))
    context = {
        "enquiry": enquiry,
        "ticket": enquiry.ticket,
        "waits": waits,
        "hears_by": enquiry.hears_by(now),
        "title": _("Enquiry sent"),
    }
    return render(request, "members/sent.html", context)
