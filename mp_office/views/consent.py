"""The consent that an office sends later: the signed form, or a link to the person."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from mp_office.actions.ask_consent import ask_consent
from mp_office.actions.provide_form import provide_form
from mp_office.enums import Signer
from mp_office.forms.consent import LinkForm, ProvideForm
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.perms import enquiry_or_404
from mp_office.queries import missing_signers, told
from mp_office.views import uploads, words
from people.enums import ConsentScope
from tickets.adapters.files import StoredFile
from tickets.exceptions import Refused


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    found = enquiry_or_404(request.user, pk, now)
    day = centre_day(now)
    missing = missing_signers(found, day)
    initial = {"whose": missing[0] if missing else Signer.CLIENT}
    provide = ProvideForm(today=day, enquiry=found, initial=initial)
    link = LinkForm(enquiry=found, initial={**initial, **_link_facts(found, missing)})
    if request.method == "POST" and request.POST.get("by") == "link":
        link = LinkForm(request.POST, enquiry=found)
        if link.is_valid():
            return _send_link(request, found, link, now)
    elif request.method == "POST":
        provide = ProvideForm(request.POST, request.FILES, today=day, enquiry=found)
        files, problems = uploads.stored(request, "form")
        if problems:
            provide.add_error("form", ValidationError(list(problems)))
        if provide.is_valid():
            return _keep_form(request, found, provide, files[0], now)
    return _show(request, found, provide, link, now)


def _link_facts(found: OfficeEnquiry, missing: list[Signer]) -> dict[str, str]:
    """What is known of where a link would go."""
    language = {"language": found.constituent_language}
    if missing[:1] == [Signer.CONSTITUENT]:
        return language
    return {**language, "email": found.constituent_email}


def _send_link(
    request: StaffRequest, found: OfficeEnquiry, link: LinkForm, now: dt.datetime
) -> HttpResponse:
    facts = link.cleaned_data
    ask_consent(
        enquiry_id=found.pk,
        whose=link.signer,
        email=facts["email"],
        language=facts["language"],
        scope=ConsentScope(facts["scope"]),
        now=now,
    )
    messages.success(request, _("The link to sign is on its way."))
    return redirect("members:enquiry", pk=found.pk)


def _keep_form(
    request: StaffRequest,
    found: OfficeEnquiry,
    provide: ProvideForm,
    file: StoredFile,
    now: dt.datetime,
) -> HttpResponse:
    try:
        provide_form(
            enquiry_id=found.pk,
            whose=provide.signer,
            file=file,
            scope=ConsentScope(provide.cleaned_data["scope"]),
            signed_on=provide.cleaned_data["signed_on"],
            by=request.user,
            now=now,
        )
    except Refused as refusal:
        provide.add_error("signed_on", str(refusal.message))
        return _show(request, found, provide, LinkForm(enquiry=found), now)
    messages.success(request, _("The consent was recorded."))
    return redirect("members:enquiry", pk=found.pk)


def _show(
    request: StaffRequest,
    found: OfficeEnquiry,
    provide: ProvideForm,
    link: LinkForm,
    now: dt.datetime,
) -> HttpResponse:
    state = told(found, now)
    context = {
        "enquiry": found,
        "ticket": found.ticket,
        "provide": provide,
        "link": link,
        "form": link if link.errors else provide,
        "state": state,
        "consent_words": words.of_consent(state, found, now),
    }
    wrong = provide.errors or link.errors
    return render(request, "members/consent.html", context, status=422 if wrong else 200)
