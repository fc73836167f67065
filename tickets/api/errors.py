"""Errors as problem documents (RFC 9457), in the language that the caller asked for."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from tickets.queries.search import TooBroad

MEDIA_TYPE = "application/problem+json"
# The nearest ancestor of an error counts; the words stand in for errors that bring none.
KNOWN: dict[type[Exception], tuple[int, str, Any]] = {
    NotAllowed: (403, "not_allowed", None),
    AlreadyTaken: (409, "already_taken", None),
    IllegalTransition: (409, "illegal_transition", None),
    ThreadChanged: (409, "thread_changed", None),
    Incomplete: (422, "incomplete", None),
    KeyReused: (422, "key_reused", None),
    Refused: (409, "refused", None),
    PermissionDenied: (403, "not_allowed", NotAllowed.message),
    exceptions.PermissionDenied: (403, "not_allowed", NotAllowed.message),
    Http404: (404, "not_found", gettext_lazy("There is no such thing, or you may not see it.")),
    RequestDataTooBig: (413, "too_large", gettext_lazy("The request is too large.")),
    TooBroad: (422, "too_broad", gettext_lazy("Too much was found. Say more.")),
}


class Stale(ThreadChanged):
    """Somebody wrote since the thread was read; `facts` name the version that it has now."""

    def __init__(self, thread_version: int) -> None:
        super().__init__()
        self.facts = {"thread_version": thread_version}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a refused verb or a bad request; None leaves the rest to the server-error page."""
    for kind in type(error).__mro__:
        if kind in KNOWN:
            status, code, words = KNOWN[kind]
            more = getattr(error, "facts", {})
            return problem(status, code, str(words or getattr(error, "message", error)), **more)
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
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
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
