"""Addresses that only take what a form sends: a browser that asks for one gets its page."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin


class WayBackMiddleware(MiddlewareMixin):
    """Someone arrives there by the language toggle of a page that refused what was typed, by the
    address line, or from sign-in after a session that ended: never by a link of ours.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not isinstance(response, HttpResponseNotAllowed) or not _wants_a_page(request):
            return response
        page = page_above(request.path)
        return redirect(page) if page else response


def _wants_a_page(request: HttpRequest) -> bool:
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def page_above(path: str) -> str:
    """The nearest address above this one that exists, in its language; empty where none does."""
    parts = path.strip("/").split("/")
    if parts[0] not in dict(settings.LANGUAGES):
        return ""
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return ""
