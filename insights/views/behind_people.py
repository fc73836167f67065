"""The people behind the board's states: who is ready, in a call, away, or not heard of."""

from django.db.models import BooleanField, ExpressionWrapper
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.enums import PresenceState
from accounts.roles import Can
from contactcentre.kit import clock
from insights.queries.board import people_at_the_desk, silent_at

SILENT = "silent"


@requires(Can.SEE_BOARD)
@require_safe
def behind_people(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    state = request.GET.get("state", "")
    if state and state not in (*PresenceState.values, SILENT):
        raise Http404
    people = people_at_the_desk().select_related("user").order_by("user__name", "user")
    if state == SILENT:
        people = people.filter(silent_at(now))
    elif state:
        people = people.filter(~silent_at(now), state=state)
    marked = people.annotate(silent=ExpressionWrapper(silent_at(now), BooleanField()))
    context = {"rows": marked, "state": state, "silent": SILENT, "now": now}
    return render(request, "insights/behind_people.html", context)
