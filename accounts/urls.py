"""Addresses of the account pages. Of allauth's views only these are open to the world."""

from allauth.account import views as allauth
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from accounts.access import public, requires
from accounts.roles import Can
from accounts.views import invitation, profile, sign_in

own = [
    path("", profile.profile, name="profile"),
    path(_("tokens/"), profile.add_token, name="add_token"),
    path(_("tokens/<int:pk>/revoke/"), profile.remove_token, name="remove_token"),
    path(_("invitation/<str:secret>/"), invitation.invitation, name="invitation"),
]
urlpatterns = [
    path("", include((own, "accounts"))),
    path(_("sign-in/"), public(sign_in.SignIn.as_view()), name="account_login"),
    path(_("sign-out/"), public(allauth.logout), name="account_logout"),
    path(_("inactive/"), public(sign_in.Inactive.as_view()), name="account_inactive"),
    path(
        _("password/"),
        requires(Can.USE_ACCOUNT)(allauth.password_change),
        name="account_change_password",
    ),
    path(
        _("password/forgotten/"), public(sign_in.Forgotten.as_view()), name="account_reset_password"
    ),
    path(
        _("password/forgotten/sent/"),
        public(sign_in.ForgottenSent.as_view()),
        name="account_reset_password_done",
    ),
    path(
        _("password/new/<str:uidb36>/<str:key>/"),
        public(sign_in.NewPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        _("password/new/done/"),
        public(sign_in.NewPasswordSaved.as_view()),
        name="account_reset_password_from_key_done",
    ),
]
