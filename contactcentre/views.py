"""The two pages that belong to no room (language choice, way home), and error pages."""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _

from accounts.access import public
from accounts.roles import Can
from contactcentre.outage import answer_outage, is_outage

PROBLEMS = {
    400: ("invalid", _("The request is not valid.")),
    403: ("not_allowed", _("You do not have the right to do this.")),
    404: ("not_found", _("There is no such thing, or you may not see it.")),
    500: ("server_error", _("Something went wrong on our side. Try again later.")),
}


@public
def choose_language(request: HttpRequest) -> HttpResponse:
    """Send a visitor without a language to the one that their browser asks for."""
    return redirect(f"/{get_language_from_request(request)[:2]}/")


@public
def home(request: HttpRequest) -> HttpResponse:
    """Clients start at the form; staff at their own screen."""
    user = request.user
    if not user.is_authenticated:
        return redirect("channels:start")
    if user.can(Can.WORK_TICKETS):
        return redirect("tickets:my_work")
    if user.can(Can.ANSWER_REFERRALS):
        return redirect("offices:referrals")
    if user.can(Can.FILE_FOR_CONSTITUENTS):
        return redirect("members:enquiries")
    return redirect("admin:index")


def _error(request: HttpRequest, status: int) -> HttpResponse:
    """A page for people, a problem document for programs."""
    if not request.path.startswith("/api/"):
        return render(request, f"{status}.html", status=status)
    code, words = PROBLEMS[status]
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": str(words),
    }
    return JsonResponse(document, status=status, content_type="application/problem+json")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """An error of ours, or of a database that is away: wherever it was met, it comes by here."""
    error = sys.exc_info()[1]
    if error is not None and is_outage(error):
        return answer_outage(request, error)
    return _error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
