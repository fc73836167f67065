"""The log of calls, calls written down by hand, callbacks, and the calls of a ticket."""

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from channels import callers
from channels.actions.cancel_callback import cancel_callback
from channels.actions.log_call import SpokenCall, log_call
from channels.actions.promise_callback import hours_of, promise_callback
from channels.enums import CallOutcome
from channels.exceptions import NoLine
from channels.forms.calls import CallbackForm, HandForm
from channels.models import VoiceLine
from channels.queries import calls as queries
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.exceptions import Refused
from tickets.models import Ticket
from tickets.perms import open_ticket_or_404


@requires(Can.TAKE_CALLS)
@require_safe
def calls(request: StaffRequest) -> HttpResponse:
    """My call, the callbacks that wait, and the last calls."""
    now = clock.now()
    outcome = request.GET.get("outcome", "")
    found = queries.calls_seen_by(request.user)
    if outcome in CallOutcome.values:
        found = found.filter(outcome=outcome)
    try:
        page = keyset_page(found, order=("-started_at", "-id"), cursor=request.GET.get("after", ""))
    except BadCursor:
        return redirect("channels:calls")
    more = f"?after={page.next_cursor}" + (f"&outcome={outcome}" if outcome else "")
    context: dict[str, Any] = {
        "calls": page.rows,
        "next_url": more if page.next_cursor else "",
        "outcomes": CallOutcome.choices,
        "outcome": outcome,
        "callbacks": queries.callbacks_waiting(request.user),
        "now": now,
    }
    return render(request, "channels/calls/list.html", context)


@requires(Can.TAKE_CALLS)
@require_http_methods(["GET", "HEAD", "POST"])
def call_by_hand(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        form = HandForm(initial={"key": secrets.token_hex(12), "language": "en"})
        return render(request, "channels/calls/by_hand.html", {"form": form})
    form = HandForm(request.POST)
    if form.is_valid():
        try:
            return _log(request, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "channels/calls/by_hand.html", {"form": form}, status=422)


def _log(request: StaffRequest, facts: dict[str, Any]) -> HttpResponse:
    outcome = facts.pop("outcome")
    topic = facts.pop("enquiry_type")
    spoken = SpokenCall(**facts, enquiry_type=topic.code if topic else "")
    opened = log_call(call=spoken, outcome=outcome, by=request.user, now=clock.now())
    messages.success(
        request, _("The call is ticket %(number)s.") % {"number": opened.ticket.number}
    )
    return redirect("tickets:ticket", opened.ticket.number)


@requires(Can.TAKE_CALLS)
@require_POST
def callback_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    callback = get_object_or_404(queries.callbacks_seen_by(request.user), pk=pk)
    try:
        cancel_callback(callback_id=callback.pk, by=request.user, now=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("The callback is cancelled. The ticket stays open."))
    return redirect("channels:calls")


@requires(Can.WORK_TICKETS)
@require_safe
def ticket_calls(request: StaffRequest, reference: str) -> HttpResponse:
    """What the ticket page shows of its calls; by itself it is a page too."""
    now = clock.now()
    ticket = open_ticket_or_404(request.user, reference, now=now)
    context = {
        "ticket": ticket,
        "calls": queries.calls_of_ticket(ticket),
        "callbacks": queries.callbacks_of_ticket(ticket),
        "can_book": request.user.can(Can.TAKE_CALLS) and queries.can_be_called_back(ticket),
        "now": now,
    }
    part = "channels/calls/_of_ticket.html" if request.htmx else "channels/calls/of_ticket.html"
    return render(request, part, context)


@requires(Can.TAKE_CALLS)
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """Promise the client of a ticket to call back."""
    now = clock.now()
    ticket = open_ticket_or_404(request.user, reference, now=now)
    try:
        form = _callback_form(request, ticket, now)
    except NoLine as refused:
        messages.warning(request, refused.message)
        return redirect("tickets:ticket", ticket.number)
    if request.method == "POST" and form.is_valid():
        try:
            promise_callback(ticket_id=ticket.pk, promise=form.promise, by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(
                request,
                _("The callback is booked. It is offered to whoever takes calls of this queue."),
            )
            return redirect("tickets:ticket", ticket.number)
    context = {"ticket": ticket, "form": form}
    status = 422 if form.errors else 200
    return render(request, "channels/calls/book.html", context, status=status)


def _callback_form(request: StaffRequest, ticket: Ticket, now: dt.datetime) -> CallbackForm:
    """With the number that the client has left, where we may call it."""
    known = queries.number_of_client(ticket)
    number = known if callers.is_canadian(known) else ""
    form = CallbackForm(request.POST or None, initial={"number": number})
    line = VoiceLine.objects.that_calls(ticket)
    zone = callers.zone_of_number(number) or settings.CENTRE_TIME_ZONE
    form.offer_times(calendar=hours_of(line), zone=zone, now=now)
    return form
