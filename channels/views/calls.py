"""The call that an agent is offered, has, or has just had."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.enums import PresenceState
from accounts.roles import Can
from channels.actions.accept_offer import accept_offer
from channels.actions.check_identity import check_identity
from channels.actions.decline_offer import decline_offer
from channels.actions.hang_up import hang_up
from channels.actions.wrap_up import extend_wrap_up, finish_call
from channels.enums import CallResult
from channels.forms.calls import FinishForm, IdentityForm
from channels.models import Call, Offer
from channels.queries import calls as queries
from contactcentre.kit import clock
from people.queries import read_status
from tickets.exceptions import Refused

UNCHANGED = 204


@requires(Can.TAKE_CALLS)
@require_safe
def call_bar(request: StaffRequest) -> HttpResponse:
    """The bar on every page of the desk; says nothing when nothing has changed since `seen`."""
    mine = queries.my_call(request.user)
    key = mine.key if mine else "none"
    if request.GET.get("seen") == key:
        return HttpResponse(status=UNCHANGED)
    context = {"mine": mine, "key": key, "now": clock.now()}
    template = "channels/calls/_bar.html" if request.htmx else "channels/calls/mine.html"
    return render(request, template, context)


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
    return _page(request, _call(request, call_id))


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
    form = FinishForm(request.POST)
    if not form.is_valid():
        return _page(request, found, finish=form, status=422)
    facts = form.cleaned_data
    then = PresenceState(facts["then"]) if facts["then"] else None
    try:
        finish_call(
            call_id=found.pk,
            result=CallResult(facts["result"]),
            outcome=facts["outcome"],
            note=facts["note"],
            then=then,
            by=request.user,
            now=clock.now(),
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, found, finish=form, status=422)
    messages.success(request, _("The call is finished."))
    return redirect("channels:calls")


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


def _page(
    request: StaffRequest,
    found: Call,
    *,
    identity: IdentityForm | None = None,
    finish: FinishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    file = queries.known_file(found)
    mine = queries.my_call(request.user)
    context: dict[str, Any] = {
        "call": found,
        "mine": mine if mine and mine.call.pk == found.pk else None,
        "file": file,
        "readings": [read_status(each, now=now) for each in file.statuses.all()] if file else [],
        "others": queries.tickets_of_caller(found, request.user, file),
        "earlier": queries.earlier_calls(found),
        "identity": identity or IdentityForm(),
        "finish": finish or FinishForm(),
        "form": finish if finish and finish.errors else identity,
        "now": now,
    }
    return render(request, "channels/calls/call.html", context, status=status)
