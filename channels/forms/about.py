"""What it is about, why it is urgent, who writes."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.forms.steps import StepForm, saved_date
from channels.queries import topics
from contactcentre.kit.forms import DatePartsField, HintedRadioSelect
from tickets.enums import Urgency


class TopicForm(StepForm):
    topic = forms.ChoiceField(
        label=_("What is your enquiry about?"),
        help_text=_("Choose the option that is closest"),
        error_messages={"required": _("Select what your enquiry is about")},
    )

    def adapt(self) -> None:
        kinds = list(topics())
        field = self.fields["topic"]
        hints = {kind.code: kind.hint_in(self.language) for kind in kinds}
        field.widget = HintedRadioSelect(hints=hints)
        field.choices = [(kind.code, kind.name_in(self.language)) for kind in kinds]


class UrgencyForm(StepForm):
    urgency = forms.ChoiceField(
        label=_("Why is it urgent?"),
        choices=Urgency.choices,
        widget=HintedRadioSelect(
            hints={
                Urgency.EXPIRY: _("For example, a work permit or a travel document"),
                Urgency.ILLNESS_OR_DEATH: _("Yours or that of somebody in your family"),
                Urgency.SAFETY: _("Somebody is in danger or at risk of harm"),
            }
        ),
        error_messages={"required": _("Select why it is urgent")},
    )
    urgency_date = DatePartsField(
        label=_("Date of the travel, expiry or other event"),
        help_text=_("If there is a date, we use it to decide what to read first"),
        required=False,
        error_messages={
            "too_early": _("The date must be in the last 12 months or later"),
            "too_late": _("The date must be within the next 2 years"),
        },
    )

    def shown(self, answers: dict[str, Any]) -> dict[str, Any]:
        return {**super().shown(answers), "urgency_date": saved_date(answers, "urgency_date")}

    def adapt(self) -> None:
        field = self.fields["urgency_date"]
        field.not_before = self.today - dt.timedelta(days=365)
        field.not_after = self.today + dt.timedelta(days=731)

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        bad_date = "urgency_date" in self.errors
        if cleaned.get("urgency") == Urgency.TRAVEL and not cleaned.get("urgency_date"):
            if not bad_date:
                self.add_error("urgency_date", _("Enter the date of your travel"))
        return cleaned

    def new_answers(self) -> dict[str, Any]:
        return {"urgency_date": "", **super().new_answers()}


class SafetyForm(StepForm):
    """Nothing to fill in: going on says that the emergency numbers were seen."""


class WhoForm(StepForm):
    role = forms.ChoiceField(
        label=_("Who are you?"),
        choices=[
            ("applicant", _("I am the person whose file it is, or I am asking for myself")),
            ("family", _("I am a family member or friend")),
            ("representative", _("I am an authorized representative")),
            ("organisation", _("I am an employer or a school")),
        ],
        widget=HintedRadioSelect(
            hints={
                "family": _(
                    "Without the person’s consent, we can give you general information only"
                ),
                "representative": _(
                    "A lawyer, a consultant, or somebody whom the client has named"
                ),
            }
        ),
        error_messages={"required": _("Select who you are")},
    )


class RepresentativeForm(StepForm):
    named = forms.ChoiceField(
        label=_("Has the client already named you as their representative?"),
        help_text=_("The client does this with a form, or in their online account"),
        choices=[
            ("yes", _("Yes")),
            ("no", _("No")),
            ("unsure", _("I am not sure")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select whether the client has named you as their representative")
        },
    )
