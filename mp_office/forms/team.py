"""Whom to invite into an office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from contactcentre.kit.forms import CentreForm


class InviteForm(CentreForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter the e-mail address of the person to invite"),
            "invalid": _("Enter an e-mail address, like name@example.com"),
        },
    )
    language = forms.ChoiceField(
        label=_("Language of the screens"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the language of the screens")},
    )
    manager = forms.BooleanField(label=_("May invite others and end their access"), required=False)
