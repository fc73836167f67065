"""Home of the desk: what is mine, what waits, what I was writing, what I am told."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.models import User
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.notices import mark_read
from tickets.enums import State
from tickets.models import Draft, Notice
from tickets.queries.rows import held_by

MOST = 100
WAITING = (State.WAITING_CLIENT, State.WAITING_OFFICE)


@requires(Can.WORK_TICKETS)
@require_safe
def my_work(request: StaffRequest) -> HttpResponse:
    context = work_of(request.user, clock.now())
    fragment = request.htmx and not request.htmx.boosted
    return render(request, "desk/_my_work.html" if fragment else "desk/my_work.html", context)


def work_of(user: User, now: dt.datetime) -> dict[str, Any]:
    """What the page shows; the counts say so when a list is cut."""
    held = list(held_by(user)[: MOST + 1])
    cut, held = len(held) > MOST, held[:MOST]
    notices = Notice.objects.unread_by(user).select_related("ticket", "referral", "operation")
    drafts = Draft.objects.filter(user=user).select_related("ticket__client")
    return {
        "to_do": [ticket for ticket in held if ticket.state not in WAITING],
        "waiting": [ticket for ticket in held if ticket.state in WAITING],
        "cut": cut,
        "drafts": list(drafts.order_by("-saved_at", "-pk")[:20]),
        "notices": list(notices.order_by("-pk")[:20]),
        "now": now,
    }


@requires(Can.WORK_TICKETS)
@require_POST
def read_notices(request: StaffRequest) -> HttpResponse:
    """Mark the notices that were shown; those that came meanwhile stay unread."""
    shown = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal() and len(pk) < 19]
    mark_read(notice_ids=shown, user_id=request.user.pk, now=clock.now())
    text = ngettext("%(n)s notice marked as read.", "%(n)s notices marked as read.", len(shown))
    messages.success(request, text % {"n": len(shown)})
    return redirect("tickets:my_work")
