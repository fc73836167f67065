"""Signing by the link; and the consent that an office sends later."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from contactcentre.kit.forms import CentreForm, DatePartsField
from mp_office.actions.provide_form import GOOD_FOR
from people.enums import ConsentEnd, ConsentScope
from tickets.filetypes import ACCEPT


class SignForm(CentreForm):
    """A name under the words, and agreement or refusal."""

    name = forms.CharField(
        label=_("Your full name"),
        help_text=_("As in your passport or on your application"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your full name")},
    )
    decision = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[("agree", _("Yes, I agree")), ("refuse", _("No, I do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether you agree")},
    )


class ScopeForm(CentreForm):
    scope = forms.ChoiceField(
        label=_("What does the consent cover?"),
        choices=ConsentScope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what the consent covers")},
    )


class ProvideForm(ScopeForm):
    """A signed form that the office has now."""

    form = forms.FileField(
        label=_("Signed consent form"),
        help_text=_("PDF, JPG, PNG or DOCX, up to 10 MB"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Add the signed consent form")},
    )
    signed_on = DatePartsField(
        label=_("Day on which the form was signed"),
        error_messages={
            "required": _("Enter the day on which the form was signed"),
            "too_late": _("The day of the signature can’t be in the future"),
            "too_early": _("A form that is more than a year old does not count. Have it signed"),
        },
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="form_%s", **kwargs)
        signed: Any = self.fields["signed_on"]
        signed.not_before, signed.not_after = today - GOOD_FOR, today


class LinkForm(ScopeForm):
    """Where a link to sign goes, and in which language."""

    email = forms.EmailField(
        label=_("E-mail address that the link to sign goes to"),
        help_text=_("Of the person whose file it is"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter where the link to sign goes"),
            "invalid": _("Enter an e-mail address, like name@example.com"),
        },
    )
    language = forms.ChoiceField(
        label=_("Language of the link"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the language of the link")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="link_%s", **kwargs)


class EndForm(CentreForm):
    """An agent records why a consent counts no more."""

    end = forms.ChoiceField(
        label=_("Why does the consent count no more?"),
        choices=ConsentEnd.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select why the consent counts no more")},
    )
