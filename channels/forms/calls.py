"""What an agent writes about a call."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, PresenceState
from channels import callers
from channels.actions.promise_callback import Promise
from channels.enums import CallResult, DayPart
from channels.exceptions import NoCallbackThere
from contactcentre.kit import formatting
from contactcentre.kit.forms import CentreForm, DatePartsField
from contactcentre.kit.languages import page_language
from people import identifiers
from tickets.calendars import Calendar
from tickets.models import EnquiryType, OutcomeCode

THEN = [
    ("", _("As I chose during the call")),
    (PresenceState.READY, PresenceState.READY.label),
    (PresenceState.BREAK, PresenceState.BREAK.label),
    (PresenceState.MEAL, PresenceState.MEAL.label),
]


class IdentityForm(CentreForm):
    """What the caller says who they are. It is compared, and kept nowhere."""

    number = forms.CharField(
        label=_("Client number (UCI) or application number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-history": ""}),
    )
    date_of_birth = DatePartsField(label=_("Date of birth"))


DAYS_SHOWN = 5


class PhoneNumber(forms.CharField):
    """A number as people write it: 1-514-555-0142."""

    def prepare_value(self, value: Any) -> Any:
        if not str(value or "").startswith("+"):
            return value
        return formatting.phone(value, page_language()).replace(formatting.HYPHEN, "-")


def callback_number(*, required: bool = True) -> forms.CharField:
    return PhoneNumber(
        label=_("Number to call back"),
        help_text=_("A Canadian number."),
        max_length=40,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )


def callback_time() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("When to call back"),
        help_text=_("By the clock where the client is."),
        required=False,
    )


class TimesOfCallback(forms.BaseForm):
    """Fields `number` and `time` of a promise to call back, and what they come to."""

    cleaned_data: dict[str, Any]

    def offer_times(self, *, calendar: Calendar, zone: str, now: dt.datetime) -> None:
        """Put the halves of the next days on which the line is open in the zone to choose from."""
        parts = callers.parts_ahead(calendar, zone, now, days=DAYS_SHOWN)
        field: Any = self.fields["time"]
        field.choices = [("", _("As soon as we can")), *_worded(parts, zone)]

    def check_number(self) -> None:
        number = identifiers.canonical_phone(self.cleaned_data.get("number", ""))
        if not callers.is_canadian(number or ""):
            self.add_error("number", NoCallbackThere.message)

    @property
    def promise(self) -> Promise:
        day, _dash, part = self.cleaned_data["time"].partition("_")
        number = self.cleaned_data["number"]
        if not day:
            return Promise(number)
        return Promise(number, dt.date.fromisoformat(day), DayPart(part))


def _worded(parts: Iterable[tuple[dt.date, DayPart]], zone: str) -> list[tuple[str, str]]:
    language = page_language()
    return [
        (f"{day}_{part}", f"{formatting.weekday_date(day, language, zone)}, {part.label}")
        for day, part in parts
    ]


class CallbackForm(TimesOfCallback, CentreForm):
    """A promise to call a client back, made on a ticket."""

    number = callback_number()
    time = callback_time()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("number"):
            self.check_number()
        return facts


class FinishForm(TimesOfCallback, CentreForm):
    """What came of a call."""

    result = forms.ChoiceField(
        label=_("What came of the call?"),
        choices=CallResult.choices,
        widget=forms.RadioSelect,
    )
    outcome = forms.ModelChoiceField(
        label=_("Outcome, if it is solved"),
        queryset=OutcomeCode.objects.none(),
        required=False,
        empty_label=_("Select an outcome"),
    )
    number = callback_number(required=False)
    time = callback_time()
    note = forms.CharField(
        label=_("Notes, for colleagues only"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    then = forms.ChoiceField(label=_("Then I am"), choices=THEN, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.queryset = OutcomeCode.objects.filter(active=True, discards=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("result") == CallResult.SOLVED and not facts.get("outcome"):
            self.add_error("outcome", _("Select the outcome of what is solved"))
        if facts.get("result") == CallResult.CALLBACK:
            self.check_number()
        return facts


class HandForm(CentreForm):
    """A call that came by another telephone."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    name = forms.CharField(label=_("Full name"), max_length=200)
    phone = forms.CharField(label=_("Phone number"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language of the caller"), choices=Language.choices, widget=forms.RadioSelect
    )
    uci = forms.CharField(label=_("Client number (UCI)"), max_length=20, required=False)
    enquiry_type = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=EnquiryType.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("Select a topic"),
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    said = forms.CharField(
        label=_("What the caller said"), widget=forms.Textarea(attrs={"rows": 6})
    )
    outcome = forms.ModelChoiceField(
        label=_("Outcome, if it is solved"),
        queryset=OutcomeCode.objects.none(),
        required=False,
        empty_label=_("Not solved yet: the ticket stays open"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.queryset = OutcomeCode.objects.filter(active=True, discards=False)
        topic: Any = self.fields["enquiry_type"]
        topic.queryset = EnquiryType.objects.filter(active=True)

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        phone = identifiers.canonical_phone(typed)
        if phone is None:
            raise forms.ValidationError(_("Enter a phone number, such as 613-555-0134"))
        return phone

    def clean_uci(self) -> str:
        return identifiers.canonical_uci(self.cleaned_data["uci"])
