"""Sign-in by allauth: staff are invited, nobody registers, and its mails go to our outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.actions.mail import queue_mail
from accounts.models import User
from contactcentre.kit import clock


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is no longer in use."),
        "email_password_mismatch": _("The e-mail address and the password do not match."),
        "enter_current_password": _("This is not your password. Type the one you have now."),
        "invalid_password_reset": _("This link is no longer valid. Ask for a new one."),
        "too_many_login_attempts": _("Too many attempts failed. Try again in five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Everybody starts at home, in the language of their profile."""
        language = getattr(request.user, "language", None)
        with translation.override(language):
            return reverse("home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a mail is our own address, whatever host the request named."""
        uid, _dash, rest = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})
        return f"{settings.BASE_URL}{path}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """In the language of the profile, to the address of the profile."""
        with translation.override(user.language):
            url = self.get_reset_password_from_key_url(f"{context['uid']}-{context['key']}")
            facts = {"user": user, "password_reset_url": url}
            self.send_mail("account/email/password_reset_key", user.email, facts)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        queue_mail(
            to=email,
            language=translation.get_language()[:2],
            subject=render_to_string(f"{template_prefix}_subject.txt", context),
            body=render_to_string(f"{template_prefix}_message.txt", context),
            now=clock.now(),
        )
