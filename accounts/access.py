"""Rules on doors: each view says who may open it, and sensitive openings are logged first."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.models import User, ViewLog
from accounts.roles import Can

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

PUBLIC = "public"
View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request that `requires` let in: its user is one of ours."""

    user: User
    htmx: "HtmxDetails"


class SignInRequired(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page: a page, not a script of a page.

    A script would take the sign-in page for its answer: for a draft that was saved, for a list.
    """

    def handle_no_permission(  # type: ignore[override]  # more than a redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        wants_data = "application/json" in request.headers.get("Accept", "")
        if wants_data or "HX-Request" in request.headers:
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        return super().handle_no_permission(request, view_func)


def public(view: Any) -> Any:
    """Open to everybody; said aloud so that a test can tell it from forgotten."""
    view = login_not_required(view)
    view.requires = PUBLIC
    return view


def requires(*capabilities: Can) -> Callable[[View], View]:
    """Let in signed-in users who hold any of the capabilities; others get 403.

    What they see stays in no cache: the next person at the machine may have another role.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.user.can(capability) for capability in capabilities):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded = never_cache(login_required(guarded))
        guarded.requires = capabilities  # type: ignore[attr-defined]
        return guarded

    return decorate


def log_opening(
    *, user: User, kind: str, object_id: int, sensitivity: str, now: dt.datetime, reason: str = ""
) -> None:
    """Write who opened what in a transaction of its own: no log, no page."""
    with transaction.atomic():
        ViewLog.objects.create(
            user=user,
            kind=kind,
            object_id=object_id,
            sensitivity=sensitivity,
            reason=reason[:200],
            at=now,
        )
