"""The people behind the board's states: who is ready, in a call, away, or not heard of."""

from django.db.models import BooleanField, ExpressionWrapper
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.enums import PresenceState
from accounts.models import User
from accounts.roles import Can
from contactcentre.kit import clock
from insights.queries.people import people_at_the_desk, silent_at
from insights.views.behind_enquiries import queue_named

SILENT = "silent"


@requires(Can.SEE_BOARD)
@require_safe
def behind_people(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    state = request.GET.get("state", "")
    if state and state not in (*PresenceState.values, SILENT):
        raise Http404
    silent = ExpressionWrapper(silent_at(now), BooleanField())
    people = people_at_the_desk().annotate(silent=silent)
    queue = queue_named(code) if (code := request.GET.get("queue")) else None
    if queue:
        people = people.filter(pk__in=User.objects.filter(teams__queues=queue))
    rows = [
        person
        for person in people.order_by("name", "pk")
        if state in ("", SILENT if person.silent else person.state)
    ]
    context = {"rows": rows, "state": state, "silent": SILENT, "queue": queue, "now": now}
    return render(request, "insights/behind_people.html", context)
