"""Banners of special operations on the public pages, which a reader can put away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from channels.queries.operations import PublicOperation, banners
from channels.views.steps import personal
from contactcentre.kit import clock
from contactcentre.kit.languages import page_language

PUT_AWAY = "banners_put_away"
MOST = 50


def operation_banners(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `banners`, read only by the pages that show them."""
    return {"banners": SimpleLazyObject(lambda: _shown(request))}


def _shown(request: HttpRequest) -> list[PublicOperation]:
    put_away = request.session.get(PUT_AWAY, [])
    return banners(page_language(), clock.now(), but=put_away)


@personal
@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Show this banner no more as long as the session lasts, and go back to the page."""
    before = [known for known in request.session.get(PUT_AWAY, []) if known != pk]
    request.session[PUT_AWAY] = [*before, pk][-MOST:]
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect("channels:start")
    return redirect(back)
