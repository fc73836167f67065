"""Errors as problem documents (RFC 9457), in the language that the caller asked for."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from tickets.exceptions import (
    AlreadyTaken,
    IllegalTransition,
    Incomplete,
    KeyReused,
    NotAllowed,
    Refused,
    ThreadChanged,
)

MEDIA_TYPE = "application/problem+json"
REFUSALS: dict[type[Refused], tuple[int, str]] = {
    NotAllowed: (403, "not_allowed"),
    AlreadyTaken: (409, "already_taken"),
    IllegalTransition: (409, "illegal_transition"),
    ThreadChanged: (409, "thread_changed"),
    Incomplete: (422, "incomplete"),
    KeyReused: (422, "key_reused"),
    Refused: (409, "refused"),
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a refused verb or a bad request; None leaves the rest to the server-error page."""
    if isinstance(error, Refused):
        status, code = REFUSALS.get(type(error), REFUSALS[Refused])
        return problem(status, code, str(error.message))
    if isinstance(error, Http404):
        return problem(404, "not_found", _("There is no such thing, or you may not see it."))
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return problem(403, "not_allowed", str(NotAllowed.message))
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", _("The request is too large."))
    answer = exception_handler(error, context)
    if answer is None:
        return None
    found = problem(answer.status_code, _code(error), _detail(error), **_errors(error))
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in answer:
            found[header] = answer[header]
    return found


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """A problem document; `code` is for programs, `detail` for people."""
    document = {"type": "about:blank", "status": status, "code": code, "detail": detail, **more}
    return Response(document, status=status, content_type=MEDIA_TYPE)


def _code(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "invalid"
    return getattr(error, "default_code", "error")


def _detail(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return _("The request is not valid. The fields are named in “errors”.")
    return str(getattr(error, "detail", error))


def _errors(error: Exception) -> dict[str, Any]:
    """The reasons by field; those of the whole request stand under an empty name."""
    if not isinstance(error, exceptions.ValidationError):
        return {}
    detail = error.detail
    if isinstance(detail, dict):
        return {"errors": {("" if k == "non_field_errors" else k): v for k, v in detail.items()}}
    return {"errors": {"": detail}}
