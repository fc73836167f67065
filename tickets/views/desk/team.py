"""The supervisor's people: who is here, what each holds, and what an absent one must give back."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import StaffRequest, requires
from accounts.enums import PresenceState
from accounts.models import User
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.assign import return_absent_work
from tickets.enums import LIVE_STATES

LOST_AFTER = dt.timedelta(seconds=90)


def people_of(supervisor: User) -> QuerySet[User]:
    """The people at the desk in the supervisor's teams; all of them without a team."""
    people = User.objects.active().filter(roles__overlap=["agent", "supervisor"])
    teams = list(supervisor.teams.values_list("pk", flat=True))
    if teams:
        people = people.filter(pk__in=User.objects.filter(teams__in=teams).values("pk"))
    held = Count("tickets", filter=Q(tickets__state__in=LIVE_STATES))
    return people.select_related("presence").annotate(held=held).order_by("name", "pk")


@requires(Can.RETURN_ABSENT_WORK)
@require_safe
def team(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    rows = [_row(person, now) for person in people_of(request.user)]
    return render(request, "desk/team.html", {"rows": rows, "now": now})


def _row(person: User, now: dt.datetime) -> dict[str, Any]:
    presence = getattr(person, "presence", None)
    return {
        "person": person,
        "presence": presence,
        "lost": presence is not None
        and presence.state != PresenceState.OFFLINE
        and presence.seen_at < now - LOST_AFTER,
    }


@requires(Can.RETURN_ABSENT_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def return_work(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask once, then put what the person holds back into its queues."""
    now = clock.now()
    person = get_object_or_404(people_of(request.user), pk=pk)
    if request.method != "POST":
        return render(
            request,
            "desk/return_work.html",
            {"person": person, "row": _row(person, now), "now": now},
        )
    count = return_absent_work(user=person, by=request.user, now=now)
    text = ngettext(
        "%(n)s enquiry of %(name)s is back in its queue.",
        "%(n)s enquiries of %(name)s are back in their queues.",
        count,
    )
    messages.success(request, text % {"n": count, "name": person})
    return redirect("tickets:team")
