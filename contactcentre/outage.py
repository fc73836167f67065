"""PostgreSQL is away or overloaded: a page that says so, and what is kept; never a stack trace."""

from http import HTTPStatus

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

RETRY_AFTER_SECONDS = "30"
logger = structlog.get_logger(__name__)


def is_outage(error: BaseException | None) -> bool:
    """Whether the same request may well succeed later: no connection, no answer, no lock."""
    return isinstance(error, OperationalError | InterfaceError)


def answer_outage(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503 in the form that the caller reads. It touches no row: there may be none to touch."""
    logger.error("database_away", error=type(error).__name__)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse(
            {
                "type": "about:blank",
                "title": HTTPStatus.SERVICE_UNAVAILABLE.phrase,
                "status": 503,
                "code": "unavailable",
                "detail": _("Sorry, the service is not available right now"),
            },
            status=503,
            content_type="application/problem+json",
        )
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    response["Cache-Control"] = "no-store"
    # One line says it: Django would add a stack trace, and the address, for each request.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
