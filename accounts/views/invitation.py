"""The page behind a one-time link: somebody new says who they are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.access import public
from accounts.actions.accept_invitation import accept_invitation
from accounts.exceptions import AccountRefused
from accounts.forms import AcceptInvitationForm
from accounts.queries import find_invitation
from contactcentre.kit import clock


@public
@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    now = clock.now()
    found = find_invitation(secret=secret, now=now)
    if found is None:
        return render(request, "account/invitation_invalid.html", status=404)
    form = AcceptInvitationForm(request.POST or None, invitation=found)
    if form.is_valid():
        try:
            accept_invitation(
                secret=secret,
                name=form.cleaned_data["name"],
                email=form.cleaned_data.get("email", ""),
                password=form.cleaned_data["password1"],
                now=now,
            )
        except AccountRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Your account is ready. Sign in."))
            return redirect("account_login")
    return render(request, "account/invitation.html", {"form": form, "invitation": found})
