"""An enquiry for a constituent: one form in sections, saved as it is typed, checked at the end."""

import datetime as dt
import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Language
from contactcentre.kit.forms import CentreForm, DatePartsField, HintedRadioSelect
from mp_office.actions.file_enquiry import Consenting, Filing
from mp_office.actions.provide_form import GOOD_FOR
from mp_office.enums import Purpose
from mp_office.exceptions import OwnAddress
from mp_office.forms.parts import (
    FIRST,
    NO_BROWSER_HELP,
    SECOND,
    ConsentNames,
    address_field,
    choice_field,
    files_field,
    signed_field,
    text_field,
)
from mp_office.models import OfficeEnquiry
from mp_office.queries import is_of_office
from people.enums import ConsentScope, Evidence
from people.identifiers import canonical, canonical_phone, canonical_uci, uci_is_shaped
from tickets.enums import Urgency
from tickets.models import EnquiryType

LONGEST = 4000
OLDEST = dt.timedelta(days=130 * 366)
BETWEEN_NUMBERS = re.compile(r"[,;\r\n]+|\s+(?:and|et)\s+", re.IGNORECASE)
MOST_NUMBERS = 5
LONGEST_NUMBER = 20
FILE_FIELDS = {
    "proof": Purpose.PROOF,
    "form": Purpose.CONSENT,
    "second_form": Purpose.SECOND,
    "documents": Purpose.DOCUMENT,
}


class EnquiryForm(CentreForm):
    """`present` are the purposes of the files that wait beside the draft."""

    fields: Any

    constituent_name = text_field(
        _("Constituent’s full name"), required=_("Enter the constituent’s name")
    )
    constituent_language = choice_field(
        _("Language of the texts for the constituent"),
        Language.choices,
        _("Select the constituent’s language"),
        help_text=_("Of the link to sign, and of the text that you can forward"),
    )
    own_file = choice_field(
        _("Whose file is it?"),
        [("yes", _("The constituent’s own")), ("no", _("Another person’s"))],
        _("Select whose file it is"),
    )
    client_name = text_field(
        _("Full name of that other person"),
        help_text=_("Only if it is another person’s file, for example of a relative abroad"),
    )
    family_name = text_field(
        _("Family name on the file"), required=_("Enter the family name on the file")
    )
    date_of_birth = DatePartsField(
        label=_("Date of birth of the person whose file it is"),
        help_text=_("Without it we cannot show you where the application stands"),
        required=False,
        error_messages={
            "too_late": _("The date of birth must be in the past"),
            "too_early": _("Enter the year of birth in four digits, like 1984"),
        },
    )
    uci = text_field(_("Client number (UCI)"), help_text=_("Like 1234-5678 or 11-2233-4455"))
    applications = text_field(
        _("Application numbers"),
        help_text=_("Like W123456789. Put a comma between two numbers"),
    )
    topic = choice_field(
        pgettext_lazy("of an enquiry", "Topic"),
        (),
        _("Select a topic"),
        widget=forms.Select,
    )
    question = forms.CharField(
        label=_("What you ask"),
        help_text=_("Do not include card numbers or passwords."),
        widget=forms.Textarea(attrs={"rows": 8, "data-count": str(LONGEST), "autocomplete": "off"}),
        error_messages={"required": _("Write what you ask")},
    )
    documents = files_field(
        pgettext_lazy("files", "Documents"),
        _("PDF, JPG, PNG or DOCX. Up to 5 files of 10 MB each"),
    )
    urgency = choice_field(
        _("Is it urgent?"),
        [("no", _("No")), *Urgency.choices],
        _("Select whether it is urgent"),
    )
    urgency_date = DatePartsField(
        label=_("Date of the urgent event"),
        help_text=_("Only if it is urgent: for example the day of the flight"),
        required=False,
        error_messages={"too_early": _("The date of the urgent event can’t be in the past")},
    )
    proof = files_field(
        _("Proof of urgency"),
        _(
            "Only if it is urgent: for example a ticket or a doctor’s letter. Not needed where "
            "somebody is in danger"
        ),
    )
    callback_phone = forms.CharField(
        label=_("Number at which we call your office back"),
        help_text=_(
            "Only if somebody is in danger. We call within two hours of a working day; until the "
            "consent is there, with general information only"
        ),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", **NO_BROWSER_HELP}),
    )
    scope = choice_field(
        _("What does the consent cover?"),
        ConsentScope.choices,
        _("Select what the consent covers"),
    )
    consent_by = choice_field(
        _("How does the person whose file it is consent?"),
        [
            (Evidence.FORM.value, _("A signed form that you have")),
            (Evidence.LINK.value, _("A link that we send to the person")),
        ],
        _("Select how the person consents"),
        widget=HintedRadioSelect(
            hints={
                Evidence.FORM.value: _("Add the form below, with the day on which it was signed"),
                Evidence.LINK.value: _("Until it is signed you are told nothing about the file"),
            }
        ),
    )
    form = files_field(_("Signed consent form"))
    signed_on = signed_field(_("Day on which the form was signed"))
    constituent_email = address_field(
        _("E-mail address that the link to sign goes to"),
        _("Of the person whose file it is. Needed only for the link"),
    )
    second_by = choice_field(
        _("How does the constituent consent?"),
        [
            (Evidence.FORM.value, _("A signed form that you have")),
            (Evidence.LINK.value, _("A link that we send to the person")),
        ],
        "",
        help_text=_("Only if it is another person’s file: then we need both consents"),
        required=False,
    )
    second_form = files_field(_("Signed consent form of the constituent"))
    second_signed_on = signed_field(_("Day on which the constituent signed the form"))
    second_email = address_field(
        _("E-mail address that the constituent’s link to sign goes to"),
        _("Needed only for the link"),
    )
    office_language = choice_field(
        _("In which language should we answer your office?"),
        Language.choices,
        _("Select the language of our answer"),
    )
    own_reference = forms.CharField(
        label=_("Your reference"),
        help_text=_("Your office’s own number. Each is used once"),
        max_length=40,
        widget=forms.TextInput(attrs=NO_BROWSER_HELP),
        error_messages={"required": _("Enter your reference")},
    )

    def __init__(
        self,
        data: QueryDict,
        *,
        enquiry: OfficeEnquiry,
        present: Collection[str],
        language: str,
        today: dt.date,
    ) -> None:
        super().__init__(data)
        self.enquiry, self.present = enquiry, set(present)
        kinds = EnquiryType.objects.filter(parent=None, active=True, on_form=True)
        topics = [(kind.code, kind.name_in(language)) for kind in kinds if kind.code != "urgent"]
        self.fields["topic"].choices = [("", _("Select a topic")), *topics]
        spoken = enquiry.office.languages
        self.fields["office_language"].choices = [
            choice for choice in Language.choices if choice[0] in spoken
        ]
        for name in ("constituent_name", "client_name", "family_name", "uci", "applications"):
            self.fields[name].widget.attrs.pop("maxlength", None)
        birth, urgent = self.fields["date_of_birth"], self.fields["urgency_date"]
        birth.not_before, birth.not_after = today - OLDEST, today
        urgent.not_before = today
        for name in ("signed_on", "second_signed_on"):
            signed = self.fields[name]
            signed.not_before, signed.not_after = today - GOOD_FOR, today
        if data.get("urgency") == Urgency.SAFETY:
            self.fields["scope"].required = self.fields["consent_by"].required = False

    def quiet(self) -> "EnquiryForm":
        """The form as typed, without a word on mistakes: what is not finished is not wrong."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def clean_constituent_name(self) -> str:
        return " ".join(self.cleaned_data["constituent_name"].split())

    def clean_own_reference(self) -> str:
        reference = " ".join(self.cleaned_data["own_reference"].split())
        others = OfficeEnquiry.objects.sent().filter(office=self.enquiry.office_id)
        if others.filter(own_reference=reference).exists():
            raise ValidationError(
                _("Your office used this reference already. Choose another."), code="used"
            )
        return reference

    def clean_uci(self) -> str:
        uci = canonical_uci(self.cleaned_data["uci"])
        if uci and not uci_is_shaped(uci):
            raise ValidationError(
                _("UCI must be 8 or 10 digits, like 1234-5678 or 11-2233-4455"), code="shape"
            )
        return uci

    def clean_applications(self) -> tuple[str, ...]:
        parts = BETWEEN_NUMBERS.split(self.cleaned_data["applications"])
        numbers = tuple(dict.fromkeys(number for part in parts if (number := canonical(part))))
        if len(numbers) > MOST_NUMBERS or any(len(n) > LONGEST_NUMBER for n in numbers):
            raise ValidationError(
                _("Enter up to 5 application numbers, with a comma between two"), code="many"
            )
        return numbers

    def clean_question(self) -> str:
        text = self.cleaned_data["question"].replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise ValidationError(_("Shorten your question to 4,000 characters"), code="long")
        return text

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("own_file") == "no" and not facts.get("client_name"):
            self.add_error("client_name", _("Enter the name of the person whose file it is"))
        if facts.get("urgency", "no") != "no":
            self._clean_urgency(facts)
        if facts.get("scope") == ConsentScope.APPLICATIONS and facts.get("applications") == ():
            self.add_error("scope", _("Name the applications, or have the whole file covered"))
        self._clean_consents(facts)
        return facts

    def clean_callback_phone(self) -> str:
        typed = self.cleaned_data["callback_phone"].strip()
        phone = canonical_phone(typed) if typed else ""
        if phone is None:
            raise ValidationError(_("Enter a phone number, such as 613-555-0134"), code="shape")
        return phone

    def _clean_urgency(self, facts: dict[str, Any]) -> None:
        if facts["urgency"] == Urgency.SAFETY:
            if not facts.get("callback_phone") and "callback_phone" not in self.errors:
                self.add_error("callback_phone", _("Enter the number at which we call you back"))
            return
        if not facts.get("urgency_date") and "urgency_date" not in self.errors:
            self.add_error("urgency_date", _("Enter the date of the urgent event"))
        if Purpose.PROOF not in self.present:
            self.add_error("proof", _("Add the proof of urgency"))

    def _clean_consents(self, facts: dict[str, Any]) -> None:
        safety = facts.get("urgency") == Urgency.SAFETY
        if safety and (facts.get("consent_by") or facts.get("second_by")) and not facts["scope"]:
            self.add_error("scope", _("Select what the consent covers"))
        self._clean_consent(facts, FIRST)
        if facts.get("own_file") != "no":
            return
        if not facts.get("second_by") and not safety:
            self.add_error("second_by", _("Select how the constituent consents"))
        self._clean_consent(facts, SECOND)

    def _clean_consent(self, facts: dict[str, Any], names: ConsentNames) -> None:
        by = facts.get(names.by)
        if by == Evidence.FORM:
            if FILE_FIELDS[names.form] not in self.present:
                self.add_error(names.form, _("Add the signed consent form"))
            if not facts.get(names.signed_on) and names.signed_on not in self.errors:
                self.add_error(names.signed_on, _("Enter the day on which the form was signed"))
        if by != Evidence.LINK or names.email in self.errors:
            return
        email = facts.get(names.email)
        if not email:
            self.add_error(names.email, _("Enter where the link to sign goes"))
        elif is_of_office(self.enquiry.office, email):
            self.add_error(names.email, str(OwnAddress.message))

    def _consenting(self, names: ConsentNames) -> Consenting | None:
        facts = self.cleaned_data
        if not facts[names.by]:
            return None
        return Consenting(Evidence(facts[names.by]), facts[names.signed_on], facts[names.email])

    def filing(self) -> Filing:
        """The checked answers, as the verb takes them."""
        facts = self.cleaned_data
        urgent = facts["urgency"] != "no"
        own = facts["own_file"] == "yes"
        return Filing(
            constituent_name=facts["constituent_name"],
            constituent_language=facts["constituent_language"],
            client_name=facts["constituent_name"] if own else facts["client_name"],
            family_name=facts["family_name"],
            date_of_birth=facts["date_of_birth"],
            uci=facts["uci"],
            applications=facts["applications"],
            topic=facts["topic"],
            question=facts["question"],
            urgency=facts["urgency"] if urgent else "",
            urgency_date=facts["urgency_date"] if urgent else None,
            office_language=facts["office_language"],
            own_reference=facts["own_reference"],
            own_file=own,
            scope=ConsentScope(facts["scope"] or ConsentScope.APPLICATIONS),
            first=self._consenting(FIRST),
            second=None if own else self._consenting(SECOND),
            callback_phone=facts["callback_phone"] if urgent else "",
        )


def typed_names() -> list[str]:
    """The names under which the form's values are posted, without the files."""
    names: list[str] = []
    for name, field in EnquiryForm.base_fields.items():
        if isinstance(field, DatePartsField):
            names += [f"{name}_{part}" for part in ("day", "month", "year")]
        elif name not in FILE_FIELDS:
            names.append(name)
    return names


def field_of(name: str) -> str:
    """The field that a posted name belongs to."""
    stem, _mark, part = name.rpartition("_")
    return stem if part in ("day", "month", "year") else name
