"""Signing in to the status page: two details, then a code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.forms.reach import ADDRESS
from contactcentre.kit.forms import CentreForm


class StatusForm(CentreForm):
    """Says nothing about whether a number exists: any number is taken."""

    number = forms.CharField(
        label=_("Reference number"),
        help_text=_("On your receipt. Like CC-4F7K-93Q2"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={
            "required": _("Enter the reference number of your enquiry"),
            "max_length": _("Enter the reference number as it is on your receipt"),
        },
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one that you gave with your enquiry"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the e-mail address that you gave"),
            "invalid": ADDRESS,
        },
    )


class CodeForm(CentreForm):
    code = forms.CharField(
        label=_("6-digit code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter the 6-digit code"),
            "max_length": _("Enter the 6-digit code"),
        },
    )

    def refuse(self, *, over: bool) -> None:
        """Say that the code is not right, in the same words whatever the reason."""
        self.add_error(
            "code",
            _("This code does not work any more. Ask for a new code")
            if over
            else _("The code is not right. Check the 6 digits"),
        )
