"""The bar about one's call on every page of the desk."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.enums import IN_A_CALL
from accounts.models import Presence, User
from accounts.roles import Can
from channels.queries import calls as queries
from contactcentre.kit import clock

BAR = "channels/calls/_bar.html"
UNCHANGED = 204
NONE = "none"


@requires(Can.TAKE_CALLS)
@require_safe
def call_bar(request: StaffRequest) -> HttpResponse:
    """The bar by itself; says nothing when nothing has changed since `seen`."""
    found = _bar(request.user)
    if request.GET.get("seen") == found["key"]:
        return HttpResponse(status=UNCHANGED)
    return render(request, BAR if request.htmx else "channels/calls/mine.html", found)


def draw_call_bar(request: StaffRequest) -> SafeString:
    """The bar as part of a page, which then does not move under a click; empty outside a call."""
    in_a_call = Presence.objects.filter(user=request.user, state__in=IN_A_CALL).exists()
    if not in_a_call:
        return render_to_string(BAR, {"key": NONE})
    return render_to_string(BAR, _bar(request.user), request)


def _bar(user: User) -> dict[str, Any]:
    mine = queries.my_call(user)
    if mine is None:
        return {"mine": None, "key": NONE}
    found: dict[str, Any] = {"mine": mine, "key": mine.key}
    if mine.state == "ringing":
        found["known"] = queries.known_of(mine.call, user)
    if mine.state == "ringing" and mine.place:
        found["waited"] = (clock.now() - mine.place.entered_at).total_seconds()
    return found
