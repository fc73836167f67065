"""Client and application numbers: forgiving to type, and never a reason to be stuck."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from channels.forms.steps import StepForm, one_line, saved_date
from contactcentre.kit.forms import DatePartsField
from people.identifiers import canonical, canonical_uci, display_uci, uci_is_shaped

BETWEEN_NUMBERS = re.compile(r"[,;\r\n]+|\s+(?:and|et)\s+", re.IGNORECASE)
MOST_NUMBERS = 5
LONGEST_NUMBER = 20
OLDEST = 130 * 366


class NumbersForm(StepForm):
    uci = forms.CharField(
        label=_("Client number (UCI)"),
        help_text=_(
            "On letters that we sent you, at the top right. Like 1234-5678 or 11-2233-4455"
        ),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": None}),
    )
    uci_unknown = forms.BooleanField(label=_("I do not have this or I do not know"), required=False)
    application = forms.CharField(
        label=_("Application number"),
        help_text=_(
            "1 letter and 9 digits, like W123456789. If you have more than one, put a comma between"
        ),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    date_of_birth = DatePartsField(
        label=_("Date of birth"),
        required=False,
        error_messages={
            "too_late": _("The date of birth must be in the past"),
            "too_early": _("Enter the year of birth in four digits, like 1984"),
        },
    )

    def shown(self, answers: dict[str, Any]) -> dict[str, Any]:
        return {
            **super().shown(answers),
            "uci": display_uci(answers.get("uci", "")),
            "application": ", ".join(answers.get("applications", [])),
            "date_of_birth": saved_date(answers, "date_of_birth"),
        }

    def adapt(self) -> None:
        self.fields["uci"].widget.attrs.pop("maxlength", None)
        birth = self.fields["date_of_birth"]
        birth.not_before = self.today - dt.timedelta(days=OLDEST)
        birth.not_after = self.today
        if self.given.get("role") == "applicant":
            parts = zip(birth.widget.widgets, ("day", "month", "year"), strict=True)
            for widget, part in parts:
                widget.attrs["autocomplete"] = f"bday-{part}"
            return
        self.fields["family_name"].label = _("Family name of the person whose file it is")
        self.fields["family_name"].widget.attrs["autocomplete"] = "off"
        birth.label = _("Date of birth of the person whose file it is")

    def clean_uci(self) -> str:
        uci = canonical_uci(self.cleaned_data["uci"])
        if uci and not uci_is_shaped(uci):
            raise ValidationError(
                _("UCI must be 8 or 10 digits, like 1234-5678 or 11-2233-4455"), code="shape"
            )
        return uci

    def clean_application(self) -> list[str]:
        parts = BETWEEN_NUMBERS.split(self.cleaned_data["application"])
        numbers = list(dict.fromkeys(number for part in parts if (number := canonical(part))))
        if len(numbers) > MOST_NUMBERS:
            raise ValidationError(_("Enter up to 5 application numbers"), code="many")
        if any(len(number) > LONGEST_NUMBER for number in numbers):
            raise ValidationError(
                _(
                    "An application number has up to 20 letters and digits. "
                    "Put a comma between two numbers"
                ),
                code="long",
            )
        return numbers

    def clean_family_name(self) -> str:
        return one_line(self.cleaned_data["family_name"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        missing = not cleaned.get("uci") and not cleaned.get("uci_unknown")
        if missing and "uci" not in self.errors:
            self.add_error(
                "uci", _("Enter the UCI, or select that you do not have it or do not know it")
            )
        return cleaned

    def new_answers(self) -> dict[str, Any]:
        answers = {"date_of_birth": "", **super().new_answers()}
        answers["applications"] = answers.pop("application")
        answers["uci_unknown"] = answers["uci_unknown"] and not answers["uci"]
        return answers
