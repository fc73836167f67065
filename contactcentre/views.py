"""The two pages that belong to no room (language choice, way home), and error pages."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request

from accounts.access import public
from accounts.roles import Can
from contactcentre.outage import answer_outage, is_outage


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
    return redirect("admin:index")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """An error of ours, or of a database that is away: wherever it was met, it comes by here."""
    error = sys.exc_info()[1]
    if error is not None and is_outage(error):
        return answer_outage(request, error)
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
