"""How a deed on a ticket is offered, asked for and done: one page, one verb, then back."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, View, requires
from accounts.models import User
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.exceptions import Refused
from tickets.forms.deeds import DeedForm
from tickets.models import Ticket
from tickets.perms import open_ticket_or_404
from tickets.views.desk.ticket import identity

Words = str | Promise
Verb = Callable[..., Any]


@dataclass(frozen=True)
class Deed:
    """A verb with its form and its words. `do` takes ticket_id, by, now and the form's data."""

    title: Words
    button: Words
    done: Words
    do: Verb
    form: type[DeedForm] = DeedForm
    text: Words = ""
    kind: str = "primary"


def door(deed: Deed, *capabilities: Can) -> View:
    """The view of a deed: GET asks, POST does."""

    @requires(*(capabilities or (Can.WORK_TICKETS,)))
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: StaffRequest, reference: str) -> HttpResponse:
        now = clock.now()
        ticket = open_ticket_or_404(request.user, reference, now=now)
        data = request.POST if request.method == "POST" else None
        form = deed.form(data, ticket=ticket, user=request.user)
        if data is not None and form.is_valid() and _done(request, ticket, deed, form, now):
            return _back(request, ticket, deed)
        context = {**identity(ticket, now), "deed": deed, "form": form}
        return render(request, "desk/deed.html", context, status=422 if form.errors else 200)

    return view


def _done(
    request: StaffRequest, ticket: Ticket, deed: Deed, form: DeedForm, now: dt.datetime
) -> bool:
    """Whether the verb was done; a refusal stands on the page, with what was typed."""
    try:
        deed.do(ticket_id=ticket.pk, by=request.user, now=now, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _back(request: StaffRequest, ticket: Ticket, deed: Deed) -> HttpResponse:
    messages.success(request, str(deed.done))
    if not may_see(request.user, ticket):
        return redirect("tickets:my_work")
    return redirect("tickets:ticket", reference=ticket.number)


def may_see(user: User, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()
