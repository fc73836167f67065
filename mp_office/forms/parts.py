"""Kinds of fields of the form for an enquiry, and the names of those that a consent has."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.forms import DatePartsField
from tickets.filetypes import ACCEPT

NO_BROWSER_HELP = {"autocomplete": "off"}


@dataclass(frozen=True)
class ConsentNames:
    """The fields that say how one person consents."""

    by: str
    form: str
    signed_on: str
    email: str


FIRST = ConsentNames("consent_by", "form", "signed_on", "constituent_email")
SECOND = ConsentNames("second_by", "second_form", "second_signed_on", "second_email")


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


def files_field(label: Any, help_text: Any = "") -> forms.FileField:
    """A choice of files. What they are is judged one by one when they are put beside the draft."""
    return forms.FileField(
        label=label,
        help_text=help_text,
        required=False,
        widget=SeveralFilesInput(attrs={"multiple": True, "accept": ACCEPT}),
    )


def text_field(label: Any, *, required: Any = "", help_text: Any = "") -> forms.CharField:
    """One line that the browser does not fill in with the writer's own facts."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=200,
        widget=forms.TextInput(attrs=NO_BROWSER_HELP),
        error_messages={"required": required} if required else {},
    )


def choice_field(label: Any, choices: Any, missing: Any, **options: Any) -> forms.ChoiceField:
    options.setdefault("widget", forms.RadioSelect)
    return forms.ChoiceField(
        label=label, choices=choices, error_messages={"required": missing}, **options
    )


def signed_field(label: Any) -> DatePartsField:
    """The day of a signature."""
    return DatePartsField(
        label=label,
        required=False,
        error_messages={
            "too_late": _("The day of the signature can’t be in the future"),
            "too_early": _("A form that is more than a year old does not count. Have it signed"),
        },
    )


def address_field(label: Any, help_text: Any) -> forms.EmailField:
    """Where a link to sign goes."""
    return forms.EmailField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.EmailInput(attrs=NO_BROWSER_HELP),
        error_messages={"invalid": _("Enter an e-mail address, like name@example.com")},
    )
