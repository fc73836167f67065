"""The call that an agent is offered, has, or has just had."""

import datetime as dt
import uuid
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, log_opening, requires
from accounts.enums import PresenceState
from accounts.roles import Can
from channels import callers
from channels.actions.accept_offer import accept_offer
from channels.actions.check_identity import check_identity
from channels.actions.decline_offer import decline_offer
from channels.actions.hang_up import hang_up
from channels.actions.promise_callback import hours_of
from channels.actions.wrap_up import draft_note, extend_wrap_up, finish_call
from channels.enums import CallResult
from channels.exceptions import NoLine
from channels.forms.calls import FinishForm, IdentityForm
from channels.models import Call, Offer
from channels.queries import calls as queries
from channels.views.call_bar import UNCHANGED
from contactcentre.kit import clock
from contactcentre.kit.formatting import time_of_day
from contactcentre.kit.languages import page_language
from people.queries import read_status
from tickets.enums import DraftKind, Sensitivity
from tickets.exceptions import Refused
from tickets.models import Draft

LONGEST_NOTE = 50_000


@requires(Can.TAKE_CALLS)
@require_POST
def call_accept(request: StaffRequest, pk: int) -> HttpResponse:
    offer = _offer(request, pk)
    try:
        accept_offer(offer_id=offer.pk, by=request.user, now=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("channels:calls")
    return redirect("channels:call", offer.call.uuid)


@requires(Can.TAKE_CALLS)
@require_POST
def call_decline(request: StaffRequest, pk: int) -> HttpResponse:
    offer = _offer(request, pk)
    try:
        decline_offer(offer_id=offer.pk, by=request.user, now=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.info(request, _("The caller keeps their place. You are on a break now."))
    return redirect("channels:calls")


@requires(Can.TAKE_CALLS)
@require_safe
def call(request: StaffRequest, call_id: uuid.UUID) -> HttpResponse:
    """The page; asked by itself, what its end has become, and nothing when that is as `seen`."""
    found = _call(request, call_id)
    if not request.htmx:
        return _page(request, found)
    mine = _mine(request, found)
    if mine and mine.state == request.GET.get("seen"):
        return HttpResponse(status=UNCHANGED)
    now = clock.now()
    context = {"call": found, "mine": mine, "finish": _finish_form(request, found, now), "now": now}
    return render(request, "channels/calls/_end.html", context)


@requires(Can.TAKE_CALLS)
@require_POST
def call_identity(request: StaffRequest, call_id: uuid.UUID) -> HttpResponse:
    """Compare what the caller says; what was typed goes into no address and no log."""
    found = _call(request, call_id)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, found, identity=form, status=422)
    try:
        check = check_identity(
            call_id=found.pk, by=request.user, now=clock.now(), **form.cleaned_data
        )
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("channels:call", call_id)
    if check.file is None:
        form.add_error(None, _("These do not belong together. Give general information only."))
        return _page(request, found, identity=form, status=422)
    messages.success(request, _("The caller’s identity is confirmed."))
    return redirect("channels:call", call_id)


@requires(Can.TAKE_CALLS)
@require_POST
def call_end(request: StaffRequest, call_id: uuid.UUID) -> HttpResponse:
    found = _call(request, call_id)
    try:
        hang_up(call_id=found.pk, by=request.user, now=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect("channels:call", call_id)


@requires(Can.TAKE_CALLS)
@require_POST
def call_longer(request: StaffRequest, call_id: uuid.UUID) -> HttpResponse:
    try:
        extend_wrap_up(call_id=_call(request, call_id).pk, by=request.user, now=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect("channels:call", call_id)


@requires(Can.TAKE_CALLS)
@require_POST
def call_finish(request: StaffRequest, call_id: uuid.UUID) -> HttpResponse:
    """End the work after a call with what came of it."""
    found = _call(request, call_id)
    now = clock.now()
    form = _finish_form(request, found, now, data=request.POST)
    if not form.is_valid():
        return _page(request, found, finish=form, status=422)
    facts = form.cleaned_data
    result = CallResult(facts["result"])
    then = PresenceState(facts["then"]) if facts["then"] else None
    try:
        finish_call(
            call_id=found.pk,
            result=result,
            outcome=facts["outcome"],
            note=facts["note"],
            promise=form.promise if result == CallResult.CALLBACK else None,
            then=then,
            by=request.user,
            now=now,
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, found, finish=form, status=422)
    if result == CallResult.CALLBACK:
        messages.success(request, _("The call is finished, and the callback is booked."))
    else:
        messages.success(request, _("The call is finished."))
    return redirect("channels:calls")


@requires(Can.TAKE_CALLS)
@require_POST
def call_note(request: StaffRequest, call_id: uuid.UUID) -> HttpResponse:
    """Keep the notes as they are typed; without JavaScript, by a button."""
    now = clock.now()
    text = request.POST.get("note", "").replace("\x00", "")[:LONGEST_NOTE]
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        draft_note(call_id=_call(request, call_id).pk, text=text, by=request.user, now=now)
    except Refused as refused:
        if by_script:
            return JsonResponse({"problem": str(refused.message)})
        messages.warning(request, refused.message)
        return redirect("channels:call", call_id)
    if by_script:
        saved = time_of_day(now, page_language(), settings.CENTRE_TIME_ZONE)
        return JsonResponse({"saved": saved})
    messages.success(request, _("The notes are saved."))
    return redirect("channels:call", call_id)


def _offer(request: StaffRequest, pk: int) -> Offer:
    offer = Offer.objects.filter(pk=pk, agent=request.user).select_related("call").first()
    if offer is None:
        raise Http404
    return offer


def _call(request: StaffRequest, call_id: uuid.UUID) -> Call:
    calls = queries.calls_of_agent(request.user).select_related(
        "line", "ticket__queue", "ticket__client", "ivr", "waiting"
    )
    found = calls.filter(uuid=call_id).first()
    if found is None:
        raise Http404
    return found


def _mine(request: StaffRequest, found: Call) -> queries.MyCall | None:
    """How the agent is in this call now; None where they are in another, or in none."""
    mine = queries.my_call(request.user)
    return mine if mine and mine.call.pk == found.pk else None


def _draft(request: StaffRequest, found: Call) -> Draft | None:
    drafts = Draft.objects.filter(ticket=found.ticket_id, user=request.user, kind=DraftKind.CALL)
    return drafts.first()


def _finish_form(
    request: StaffRequest,
    found: Call,
    now: dt.datetime,
    *,
    data: Any = None,
    draft: Draft | None = None,
) -> FinishForm:
    """The end of a call, with the number and the hours of whoever was on the line."""
    number = found.caller_number if callers.is_canadian(found.caller_number) else ""
    initial = {"note": draft.body if draft else "", "number": number}
    form = FinishForm(data, initial=initial)
    zone = callers.zone_of_number(number) or settings.CENTRE_TIME_ZONE
    # Without hours nobody can choose a time; the call is finished all the same.
    with suppress(NoLine):
        form.offer_times(calendar=hours_of(found.line), zone=zone, now=now)
    return form


def _page(
    request: StaffRequest,
    found: Call,
    *,
    identity: IdentityForm | None = None,
    finish: FinishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    if found.ticket and found.ticket.sensitivity != Sensitivity.ORDINARY:
        log_opening(
            user=request.user,
            kind="ticket",
            object_id=found.ticket.pk,
            sensitivity=found.ticket.sensitivity,
            now=now,
        )
    in_hand = queries.calls_in_hand(request.user).filter(pk=found.pk).exists()
    file = queries.known_file(found) if in_hand else None
    draft = _draft(request, found)
    context: dict[str, Any] = {
        "call": found,
        "mine": _mine(request, found),
        "in_hand": in_hand,
        "is_locked": queries.keypad_is_locked(found),
        "saved_at": draft.saved_at if draft else None,
        "file": file,
        "readings": [read_status(each, now=now) for each in file.statuses.all()] if file else [],
        "others": queries.tickets_of_caller(found, request.user, file),
        "earlier": queries.earlier_calls(found, request.user),
        "identity": identity or IdentityForm(),
        "finish": finish or _finish_form(request, found, now, draft=draft),
        "form": finish if finish and finish.errors else identity,
        "now": now,
    }
    return render(request, "channels/calls/call.html", context, status=status)
