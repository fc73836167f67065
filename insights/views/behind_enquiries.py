"""The enquiries behind a figure of the board, as a list that whoever looks may open."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from insights.gauges import GAUGES
from insights.queries.board import FIRST_ANSWERS, conditions, tickets_behind
from insights.queries.pace import ARRIVED
from tickets.enums import Channel
from tickets.models import Queue
from tickets.queries.rows import ORDERS, seen_sensitivities, with_rows

SLUG = re.compile(r"[\w-]+", re.ASCII)
OLDEST_FIRST = "received"


@requires(Can.SEE_BOARD)
@require_safe
def behind_enquiries(request: StaffRequest, figure: str) -> HttpResponse:
    now = clock.now()
    if figure not in (*conditions(now), FIRST_ANSWERS, ARRIVED):
        raise Http404
    where, chips = _narrowed(request)
    seen = seen_sensitivities(request.user)
    found = tickets_behind(request.user, figure, sensitivities=seen, now=now).filter(**where)
    sort = OLDEST_FIRST if request.GET.get("sort") == OLDEST_FIRST else "due"
    try:
        page = keyset_page(
            with_rows(found), order=ORDERS[sort], cursor=request.GET.get("after", "")
        )
    except BadCursor:
        return redirect(_here(request, after=""))
    context = {
        "gauge": GAUGES[figure],
        "queue": {"name": GAUGES[figure].name},
        "columns": [{"label": label, "url": "", "order": ""} for label in _columns()],
        "chips": chips,
        "rows": page.rows,
        "next_url": _here(request, after=page.next_cursor) if page.next_cursor else "",
        "first_url": _here(request, after="") if request.GET.get("after") else "",
        "next_due": None,
        "now": now,
    }
    return render(request, "insights/behind_enquiries.html", context)


def _columns() -> list[str]:
    return [
        _("State and due"),
        _("Enquiry"),
        _("Type"),
        _("Language"),
        _("Received"),
        _("Last message"),
        _("Owner"),
    ]


def _narrowed(request: StaffRequest) -> tuple[dict[str, Any], list[Any]]:
    """The queue and the channel that the address names, and their names; others are not there."""
    where: dict[str, Any] = {}
    chips: list[Any] = []
    if code := request.GET.get("queue"):
        where["queue"] = queue_named(code)
        chips.append(where["queue"].name)
    if channel := request.GET.get("channel"):
        if channel not in Channel.values:
            raise Http404
        where["channel"] = channel
        chips.append(Channel(channel).label)
    return where, chips


def queue_named(code: str) -> Queue:
    """The queue of this code; one that is not there is not found."""
    queue = Queue.objects.filter(code=code).first() if SLUG.fullmatch(code) else None
    if queue is None:
        raise Http404
    return queue


def _here(request: StaffRequest, **changes: str) -> str:
    kept = {name: request.GET[name] for name in ("queue", "channel", "sort") if name in request.GET}
    values = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"{request.path}?{urlencode(values)}" if values else request.path
