"""Sign-in, password, invitation and profile forms, in our own words."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import ApiToken, Invitation, User
from contactcentre.kit.forms import CentreForm, CentreFormMixin

ADDRESS_MISSING = _("Enter your e-mail address")
ADDRESS_WRONG = _("Enter an e-mail address like name@example.com")
PASSWORD_HINT = _("At least 12 characters. A few words in a row are easy to keep in mind.")
DIFFERENT = _("Type the same password twice")


class WordedMixin(CentreFormMixin):
    """Takes the library's placeholders away and puts our words to its fields."""

    words: dict[str, dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            self._word(field, self.words.get(name, {}))

    def _word(self, field: forms.Field, words: dict[str, Any]) -> None:
        field.label = words.get("label", field.label)
        field.help_text = words.get("help", "")
        field.error_messages.update(words.get("errors", {}))


ADDRESS = {
    "label": _("E-mail address"),
    "errors": {"required": ADDRESS_MISSING, "invalid": ADDRESS_WRONG},
}
NEW_PASSWORDS = {
    "password1": {
        "label": _("New password"),
        "help": PASSWORD_HINT,
        "errors": {"required": _("Choose a password")},
    },
    "password2": {
        "label": _("New password again"),
        "errors": {"required": DIFFERENT},
    },
}


class SignInForm(WordedMixin, allauth.LoginForm):
    words = {
        "login": ADDRESS,
        "password": {
            "label": _("Password"),
            "errors": {"required": _("Enter your password")},
        },
    }


class ResetPasswordForm(WordedMixin, allauth.ResetPasswordForm):
    words = {"email": ADDRESS}


class ResetPasswordFromKeyForm(WordedMixin, allauth.ResetPasswordKeyForm):
    words = NEW_PASSWORDS


class ChangePasswordForm(WordedMixin, allauth.ChangePasswordForm):
    words = {
        "oldpassword": {
            "label": _("Current password"),
            "errors": {"required": _("Enter the password you have now")},
        },
        **NEW_PASSWORDS,
    }


class AcceptInvitationForm(CentreForm):
    """Who one is, and a password. The address is asked only where the invitation names none."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": ADDRESS_MISSING, "invalid": ADDRESS_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As clients and colleagues see it"),
        max_length=200,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        error_messages={"required": _("Choose a password")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        error_messages={"required": DIFFERENT},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if invitation.email:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, second = facts.get("password1"), facts.get("password2")
        if first and second and first != second:
            self.add_error("password2", DIFFERENT)
        if first:
            self._check_password(first, facts)
        return facts

    def _check_password(self, password: str, facts: dict[str, Any]) -> None:
        email = self.invitation.email or facts.get("email", "")
        try:
            validate_password(password, User(email=email, name=facts.get("name", "")))
        except ValidationError as error:
            self.add_error("password1", error)


class ProfileForm(CentreForm):
    """What a user may change of themselves."""

    language = forms.ChoiceField(
        label=_("Language of the screens"), choices=Language.choices, widget=forms.RadioSelect
    )


class TokenForm(CentreForm):
    label = forms.CharField(
        label=_("What the token is for"),
        max_length=ApiToken._meta.get_field("label").max_length,
        error_messages={"required": _("Say what the token is for")},
    )
