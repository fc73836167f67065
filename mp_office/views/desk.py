"""The office on the desk: who asks, what may be told, the answer, a consent that has ended."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from mp_office.actions.answer import answer_office
from mp_office.actions.call_back import call_back
from mp_office.actions.end_consent import end_consent
from mp_office.actions.remind_of_consent import remind_of_consent
from mp_office.enums import Signer, Told
from mp_office.forms.answer import AnswerForm
from mp_office.forms.consent import EndForm
from mp_office.models import ConsentRequest, OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.queries import consent_states, enquiry_of, told
from mp_office.views.enquiry import as_download
from people.enums import ConsentEnd
from tickets.enums import MayTell, ReferralState
from tickets.exceptions import Refused
from tickets.models import Ticket
from tickets.perms import open_ticket_or_404


def _open(
    request: StaffRequest, reference: str, now: dt.datetime
) -> tuple[Ticket, OfficeEnquiry | None]:
    """A ticket that the agent may open, with its office's side where an office filed it."""
    ticket = open_ticket_or_404(request.user, reference, now=now)
    return ticket, enquiry_of(ticket)


def _back(ticket: Ticket) -> HttpResponse:
    return redirect("tickets:ticket", reference=ticket.number)


@requires(Can.WORK_TICKETS)
@require_safe
def office(request: StaffRequest, reference: str) -> HttpResponse:
    """What stands beside the thread; nothing on a ticket that no office filed."""
    return _part(request, reference, "members/desk/_office.html")


@requires(Can.WORK_TICKETS)
@require_safe
def check(request: StaffRequest, reference: str) -> HttpResponse:
    """What stands above the composer: whether the office may be told."""
    return _part(request, reference, "members/desk/_check.html")


def _part(request: StaffRequest, reference: str, template: str) -> HttpResponse:
    now = clock.now()
    ticket, enquiry = _open(request, reference, now)
    if enquiry is None:
        return HttpResponse("")
    context = {**facts_of(ticket, enquiry, now), "part": template}
    swap = request.htmx and not request.htmx.boosted
    return render(request, template if swap else "members/desk/part.html", context)


def facts_of(ticket: Ticket, enquiry: OfficeEnquiry, now: dt.datetime) -> dict[str, Any]:
    """What the desk shows of an office and its consent."""
    state = told(enquiry, now)
    requests = list(enquiry.requests.all())
    states = consent_states(enquiry, centre_day(now))
    return {
        "ticket": ticket,
        "enquiry": enquiry,
        "office": enquiry.office,
        "term": enquiry.office.term_at(now),
        "state": state,
        "valid": state == Told.VALID,
        "consent": enquiry.consent,
        "consents": [_consent_facts(enquiry, whose, states[whose], requests) for whose in states],
        "open": ticket.is_live,
        "hears_by": enquiry.hears_by(now),
        "now": now,
    }


def _consent_facts(
    enquiry: OfficeEnquiry, whose: Signer, state: Told, requests: list[ConsentRequest]
) -> dict[str, Any]:
    """One consent: what stands with it, where its link went, the form to end it."""
    consent = enquiry.consent_of(whose)
    asked = [one for one in requests if one.whose == whose]
    used = [one for one in asked if consent and one.consent_id == consent.pk]
    ends = consent is not None and consent.ended_at is None
    return {
        "whose": whose,
        "state": state,
        "valid": state == Told.VALID,
        "consent": consent,
        "asked": next(iter(used or asked[::-1]), None),
        "end_form": EndForm(initial={"whose": whose}, auto_id=f"{whose}_%s") if ends else None,
    }


@requires(Can.WORK_TICKETS)
@require_safe
def evidence(request: StaffRequest, reference: str) -> HttpResponseBase:
    """The signed form, to be looked at; `?whose=constituent` is the second."""
    ticket, enquiry = _open(request, reference, clock.now())
    if enquiry is None:
        return _back(ticket)
    second = request.GET.get("whose") == Signer.CONSTITUENT
    consent = enquiry.consent_of(Signer.CONSTITUENT if second else Signer.CLIENT)
    if consent is None or not consent.file_sha256:
        raise Http404
    return as_download(consent.file_sha256, consent.file_name, consent.file_type)


@requires(Can.WORK_TICKETS)
@require_POST
def end(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket, enquiry = _open(request, reference, now)
    if enquiry is None:
        return _back(ticket)
    form = EndForm(request.POST)
    if not form.is_valid():
        context = {**facts_of(ticket, enquiry, now), "part": "members/desk/_office.html"}
        context["form"] = form
        for item in context["consents"]:
            if item["end_form"] and item["whose"] == request.POST.get("whose", Signer.CLIENT):
                item["end_form"] = form
        return render(request, "members/desk/part.html", context, status=422)
    try:
        end_consent(
            enquiry_id=enquiry.pk,
            whose=form.cleaned_data["whose"],
            end=ConsentEnd(form.cleaned_data["end"]),
            by=request.user,
            now=now,
        )
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Recorded. Nothing more is told to the office."))
    return _back(ticket)


def _told(
    request: StaffRequest, ticket: Ticket, do: Callable[[], object], words: str
) -> HttpResponse:
    """Do it, and say on the ticket that it was done, or why not."""
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, words)
    return _back(ticket)


@requires(Can.WORK_TICKETS)
@require_POST
def called(request: StaffRequest, reference: str) -> HttpResponse:
    """The promised call was made."""
    now = clock.now()
    ticket, enquiry = _open(request, reference, now)
    if enquiry is None:
        return _back(ticket)
    return _told(
        request,
        ticket,
        lambda: call_back(enquiry_id=enquiry.pk, by=request.user, now=now),
        _("Recorded: the office was called back."),
    )


@requires(Can.WORK_TICKETS)
@require_POST
def remind(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket, enquiry = _open(request, reference, now)
    if enquiry is None:
        return _back(ticket)
    return _told(
        request,
        ticket,
        lambda: remind_of_consent(enquiry_id=enquiry.pk, by=request.user, now=now),
        _("The office was asked for the consent."),
    )


@requires(Can.WORK_TICKETS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: StaffRequest, reference: str) -> HttpResponse:
    now = clock.now()
    ticket, enquiry = _open(request, reference, now)
    if enquiry is None:
        return _back(ticket)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, today=centre_day(now), initial=_known(ticket))
    if form.is_valid():
        try:
            answer_office(
                enquiry_id=enquiry.pk,
                facts=form.facts(),
                thread_version=form.cleaned_data["thread_version"],
                outcome=form.cleaned_data["outcome"],
                by=request.user,
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Your answer was sent to the office."))
            return _back(ticket)
    context = {**facts_of(ticket, enquiry, now), "form": form}
    return render(request, "members/desk/answer.html", context, status=422 if form.errors else 200)


def _known(ticket: Ticket) -> dict[str, Any]:
    """What a processing office answered, as far as it may be told.

    Its day of the next update is no day by which anything is done: the agent promises that.
    """
    facts: dict[str, Any] = {"thread_version": ticket.thread_version}
    last = ticket.referrals.filter(state=ReferralState.ANSWERED).order_by("-ended_at").first()
    if last is None or last.may_tell == MayTell.NO:
        return facts
    if last.may_tell == MayTell.WORDING:
        return {**facts, "forward": last.wording}
    with override(ticket.language):
        stage = _("Stage: %(text)s") % {"text": last.stage}
    return {
        **facts,
        "done": f"{stage}\n{last.last_activity}",
        "next_step": last.outstanding,
        "by_whom": last.office.name_in(ticket.language),
    }
