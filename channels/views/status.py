"""Sign in to an enquiry: its number and an address, then a code. Every case answers alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from channels.access import (
    expect_code,
    expected_code,
    grant,
    granted_party,
    lapsed_party,
    leave,
    network_of,
)
from channels.actions.limit import CODES_BY_NETWORK, TRIES_BY_NETWORK, within
from channels.actions.request_code import Tried, request_code, try_code
from channels.forms.status import CodeForm, StatusForm
from channels.models.codes import MOST_CODES
from channels.views.steps import personal, too_many
from contactcentre.kit import clock
from contactcentre.kit.languages import page_language


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not within(CODES_BY_NETWORK, network_of(request), now=now):
            return too_many(request)
        code = request_code(**form.cleaned_data, language=page_language(), now=now)
        expect_code(request, code)
        return redirect("channels:status_code")
    context = {
        "form": form,
        "signed_in": granted_party(request, now) is not None,
        "lapsed": lapsed_party(request) is not None,
    }
    return render(request, "channels/status/start.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def status_code(request: HttpRequest) -> HttpResponse:
    now, expected = clock.now(), expected_code(request)
    if expected is None:
        return redirect("channels:status")
    form = CodeForm(request.POST or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        if not within(TRIES_BY_NETWORK, network_of(request), now=now):
            return too_many(request)
        outcome, code = try_code(code_id=expected, typed=form.cleaned_data["code"], now=now)
        if code is not None and code.party is not None:
            grant(request, code.party, now)
            return redirect("channels:status_enquiry")
        form.refuse(over=outcome is Tried.OVER)
    context = {"form": form, "over": outcome is Tried.OVER, "most_codes": MOST_CODES}
    return render(request, "channels/status/code.html", context)


@personal
@require_POST
def status_leave(request: HttpRequest) -> HttpResponse:
    """End this browser's access, for those who share a device."""
    leave(request)
    return redirect("channels:status")
