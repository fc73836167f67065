"""How the answer reaches the writer, and in which language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from channels.forms.steps import StepForm, one_line
from people.identifiers import canonical_phone
from tickets.countries import CANADA, countries, provinces

ADDRESS = _("Enter an e-mail address, like name@example.com")


class ReachForm(StepForm):
    name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send our answer here"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address. Without it our answer cannot reach you"),
            "invalid": ADDRESS,
        },
    )
    phone = forms.CharField(
        label=_("Phone number"),
        help_text=_("If we need to call you about this enquiry"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    country = forms.ChoiceField(
        label=_("Country where you are now"),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Select the country where you are now")},
    )
    province = forms.ChoiceField(
        label=_("Province or territory"),
        help_text=_("Only if you are in Canada"),
        required=False,
    )
    answer_language = forms.ChoiceField(
        label=_("In which language should we answer?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the language of our answer")},
    )
    accommodation = forms.CharField(
        label=_("Do you need an accommodation?"),
        help_text=_("For example large print, or a call by TTY. You do not have to give a reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "500"}),
        error_messages={"max_length": _("Describe the accommodation in 500 characters or fewer")},
    )

    def shown(self, answers: dict[str, Any]) -> dict[str, Any]:
        return {"answer_language": self.language, **super().shown(answers)}

    def adapt(self) -> None:
        self.fields["country"].choices = [("", _("Select a country")), *countries(self.language)]
        self.fields["province"].choices = [("", ""), *provinces(self.language)]
        self.fields["accommodation"].widget.attrs.pop("maxlength", None)

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("country") != CANADA:
            cleaned["province"] = ""
        if cleaned.get("phone"):
            phone = canonical_phone(cleaned["phone"], cleaned.get("country") or CANADA)
            if phone is None:
                self.add_error(
                    "phone", _("Enter a phone number, like 613-555-0134 or +33 1 23 45 67 89")
                )
            cleaned["phone"] = phone or ""
        return cleaned
