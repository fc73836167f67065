"""Next: the most pressing enquiry that this person may and can work."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import Presence
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import date_time
from contactcentre.kit.languages import page_language
from tickets.actions.claim import claim_next
from tickets.models import Queue
from tickets.queries.rows import next_due


@requires(Can.WORK_TICKETS)
@require_POST
def next_ticket(request: StaffRequest) -> HttpResponse:
    """Claim one, of one queue when it is named, and open it."""
    code = request.POST.get("queue", "")
    queue = Queue.objects.worked_by(request.user).filter(code=code).first() if code else None
    now = clock.now()
    back = redirect("tickets:queue", code=queue.code) if queue else redirect("tickets:my_work")
    return go_to_next(request, queue, now=now) or back


def go_to_next(
    request: StaffRequest, queue: Queue | None, *, now: dt.datetime
) -> HttpResponse | None:
    """Open what was claimed; say why not when there is nothing, and return None."""
    if not _becomes_ready(request, now):
        messages.warning(request, _("You are away. Set yourself to Ready, then get the next one."))
        return None
    ticket = claim_next(by=request.user, now=now, queue=queue)
    if ticket:
        return redirect("tickets:ticket", reference=ticket.number)
    messages.info(request, _nothing(request, queue, now))
    return None


def _becomes_ready(request: StaffRequest, now: dt.datetime) -> bool:
    """Work is only for those who are ready; whoever has just arrived becomes so by asking."""
    presence = Presence.objects.filter(user=request.user).first()
    state = presence.state if presence else PresenceState.OFFLINE
    if state == PresenceState.OFFLINE:
        set_presence(state=PresenceState.READY, by=request.user, now=now)
        return True
    return state == PresenceState.READY


def _nothing(request: StaffRequest, queue: Queue | None, now: dt.datetime) -> str:
    queues = [queue] if queue else list(Queue.objects.worked_by(request.user))
    due = next_due(request.user, queues, now=now)
    words = _("No enquiries due in this queue.") if queue else _("No enquiries due in your queues.")
    if due is None:
        return words
    when = date_time(due, page_language(), settings.CENTRE_TIME_ZONE)
    return _("%(words)s Next due: %(when)s.") % {"words": words, "when": when}
