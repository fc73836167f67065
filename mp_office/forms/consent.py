"""Signing by the link; and the consent that an office sends later."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from contactcentre.kit.forms import CentreForm, DatePartsField
from mp_office.actions.provide_form import GOOD_FOR
from mp_office.enums import Signer
from mp_office.exceptions import OwnAddress
from mp_office.models import OfficeEnquiry
from mp_office.queries import is_of_office
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
    """Of whom, and for what; `whose` is asked only where two consent."""

    whose = forms.ChoiceField(
        label=_("Whose consent is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whose consent it is")},
    )
    scope = forms.ChoiceField(
        label=_("What does the consent cover?"),
        choices=ConsentScope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what the consent covers")},
    )

    def __init__(self, *args: Any, enquiry: OfficeEnquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiry = enquiry
        whose: Any = self.fields["whose"]
        whose.choices = [(str(one), one.label) for one in enquiry.signers]
        if enquiry.constituent_id is None:
            del self.fields["whose"]

    def clean_scope(self) -> str:
        scope = self.cleaned_data["scope"]
        ticket = self.enquiry.ticket
        if scope == ConsentScope.APPLICATIONS and ticket and not ticket.application_numbers:
            raise ValidationError(
                _("This enquiry names no application. Have the whole file covered"), code="none"
            )
        return scope

    @property
    def signer(self) -> Signer:
        return Signer(self.cleaned_data.get("whose", Signer.CLIENT))


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
        help_text=_("Of the person who consents, never of your office"),
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

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if is_of_office(self.enquiry.office, email):
            raise ValidationError(str(OwnAddress.message), code="own")
        return email


class EndForm(CentreForm):
    """An agent records why a consent counts no more, which `whose` is."""

    whose = forms.TypedChoiceField(
        choices=Signer.choices,
        coerce=Signer,
        required=False,
        empty_value=Signer.CLIENT,
        widget=forms.HiddenInput,
    )

    end = forms.ChoiceField(
        label=_("Why does the consent count no more?"),
        choices=ConsentEnd.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select why the consent counts no more")},
    )
