"""Today's calls behind a figure of the board: times, lines and outcomes, no number and no name."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from channels.enums import CallOutcome
from channels.models import Call
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from insights.gauges import GAUGES
from insights.queries.board import CALLS, callers_waiting, calls_of_today
from insights.views.behind_enquiries import queue_named
from tickets.models import Ticket

WAITING = "calls_waiting"
NARROWS = ("figure", "outcome", "queue")
WORDS = {
    "offered": _("Calls offered"),
    "queued": _("Calls queued"),
    "asked": _("Calls that asked for an agent"),
    "asked_and_over": _("Calls that asked for an agent and no longer wait"),
    "in_time": _("Calls answered in time"),
    "with_agent": _("Calls with an agent now"),
}
NEWEST_FIRST = ("-started_at", "-id")


@requires(Can.SEE_BOARD)
@require_safe
def behind_calls(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    where = {name: request.GET[name] for name in NARROWS if request.GET.get(name)}
    chosen, words = _chosen(where, now)
    try:
        page = keyset_page(
            chosen.select_related("line"),
            order=NEWEST_FIRST,
            cursor=request.GET.get("after", ""),
        )
    except BadCursor:
        return redirect(_here(request, where))
    context = {
        "words": words,
        "rows": with_open_tickets(page.rows, request),
        "next_url": _here(request, {**where, "after": page.next_cursor})
        if page.next_cursor
        else "",
        "first_url": _here(request, where) if request.GET.get("after") else "",
        "now": now,
    }
    return render(request, "insights/behind_calls.html", context)


def _here(request: StaffRequest, query: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(query)}" if query else request.path


def _chosen(where: dict[str, str], now: dt.datetime) -> tuple[QuerySet[Call], list[Any]]:
    """The calls that the address names, and its words; what is not there is not found."""
    figure, outcome, code = (where.get(name, "") for name in NARROWS)
    if figure == WAITING:
        queue = queue_named(code) if code else None
        return callers_waiting(queue), [GAUGES[WAITING].name, *([queue.name] if queue else [])]
    if code or (outcome and outcome not in CallOutcome.values) or (figure and figure not in CALLS):
        raise Http404
    calls = calls_of_today(now).filter(CALLS[figure or "offered"])
    if not outcome:
        return calls, [WORDS[figure]] if figure else []
    return calls.filter(outcome=outcome), [CallOutcome(outcome).label]


def with_open_tickets(calls: list[Call], request: StaffRequest) -> list[tuple[Call, Ticket | None]]:
    """Each call with its enquiry, where whoever looks may open that."""
    wanted = [call.ticket_id for call in calls if call.ticket_id]
    seen = Ticket.objects.visible_to(request.user).filter(pk__in=wanted)
    tickets = {ticket.pk: ticket for ticket in seen}
    return [(call, tickets.get(call.ticket_id or 0)) for call in calls]
