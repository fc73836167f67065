"""Sign-in and password pages: allauth's views in our own skeleton."""

from typing import Any

from allauth.account import views
from django.views.generic.base import ContextMixin


class Own(ContextMixin):
    """The library would put its idea of a site where our skeleton looks for its own."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.pop("site", None)
        return context


class SignIn(Own, views.LoginView):
    pass


class Inactive(Own, views.AccountInactiveView):
    pass


class Forgotten(Own, views.PasswordResetView):
    pass


class ForgottenSent(Own, views.PasswordResetDoneView):
    pass


class NewPassword(Own, views.PasswordResetFromKeyView):
    pass


class NewPasswordSaved(Own, views.PasswordResetFromKeyDoneView):
    pass
