"""What the desk answers an office: the four facts, and words to pass on."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contactcentre.kit.forms import CentreForm, DatePartsField
from mp_office.actions.answer import Facts
from tickets.actions.reply import BLANK
from tickets.models import OutcomeCode

LONG = {"rows": 3, "data-count": "500"}


class AnswerForm(CentreForm):
    done = forms.CharField(
        label=_("What was done"),
        max_length=500,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": _("Say what was done")},
    )
    next_step = forms.CharField(
        label=pgettext_lazy("answer to an office", "What happens next"),
        max_length=500,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": _("Say what happens next")},
    )
    by_whom = forms.CharField(
        label=_("By whom"),
        max_length=200,
        error_messages={"required": _("Say who does it")},
    )
    by_when = DatePartsField(
        label=_("By when"),
        error_messages={
            "required": _("Enter the date by which it is done"),
            "too_early": _("The date can’t be in the past"),
        },
    )
    forward = forms.CharField(
        label=_("Text that the office can forward"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, "data-count": "4000"}),
        error_messages={"required": _("Write the text that the office can forward")},
    )
    outcome = forms.ModelChoiceField(
        label=_("Resolve with this outcome"),
        help_text=_("Leave open when there is more to do"),
        queryset=OutcomeCode.objects.none(),
        required=False,
        empty_label=_("Leave open"),
    )
    thread_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_when: Any = self.fields["by_when"]
        by_when.not_before = today
        outcome: Any = self.fields["outcome"]
        outcome.queryset = OutcomeCode.objects.filter(active=True, discards=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        for name in ("done", "next_step", "by_whom", "forward"):
            if blanks := BLANK.findall(facts.get(name) or ""):
                self.add_error(
                    name,
                    ValidationError(
                        _("Fill in or remove %(blanks)s"), params={"blanks": ", ".join(blanks)}
                    ),
                )
        return facts

    def facts(self) -> Facts:
        """The checked answer, as the verb takes it."""
        data = self.cleaned_data
        return Facts(
            done=data["done"],
            next_step=data["next_step"],
            by_whom=data["by_whom"],
            by_when=data["by_when"],
            forward=data["forward"],
        )
