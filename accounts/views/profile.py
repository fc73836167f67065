"""One's own profile: the language of the screens, and the tokens for the API."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.actions.set_language import set_language
from accounts.actions.tokens import create_token, revoke_token
from accounts.enums import Language
from accounts.forms import ProfileForm, TokenForm
from accounts.roles import Can
from contactcentre.kit import clock


def _show(request: StaffRequest, **more: Any) -> HttpResponse:
    context = {
        "profile": ProfileForm(initial={"language": request.user.language}),
        "token_form": TokenForm(),
        "tokens": request.user.api_tokens.filter(revoked_at=None).order_by("-id"),
        "form": None,
        "secret": "",
        "now": clock.now(),
        **more,
    }
    return render(request, "account/profile.html", context)


@requires(Can.USE_ACCOUNT)
@never_cache
def profile(request: StaffRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial={"language": request.user.language})
    if not form.is_valid():
        return _show(request, profile=form, form=form)
    language = Language(form.cleaned_data["language"])
    set_language(language=language, by=request.user)
    with translation.override(language):
        messages.success(request, _("Profile saved."))
        return redirect("accounts:profile")


@requires(Can.USE_ACCOUNT)
@never_cache
@require_POST
def add_token(request: StaffRequest) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _show(request, token_form=form, form=form)
    _token, secret = create_token(
        label=form.cleaned_data["label"], by=request.user, now=clock.now()
    )
    return _show(request, secret=secret)


@requires(Can.USE_ACCOUNT)
@require_POST
def remove_token(request: StaffRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    revoke_token(token=token, by=request.user, now=clock.now())
    messages.success(request, _("Token revoked."))
    return redirect("accounts:profile")
