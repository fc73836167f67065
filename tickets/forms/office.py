"""The processing office's answer and its question to the centre."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.formatting import today_in
from contactcentre.kit.forms import CentreForm, DatePartsField, HintedRadioSelect
from tickets.actions.referrals import Answer
from tickets.enums import MayTell

LONG = {"rows": 3, "data-count": "500"}


class AnswerForm(CentreForm):
    """The four facts, and what the client may be told."""

    stage = forms.CharField(
        label=_("Stage"),
        max_length=200,
        help_text=_("Where the file is now, for example “Eligibility being reviewed”"),
        error_messages={"required": _("Say at which stage the file is")},
    )
    last_activity = forms.CharField(
        label=_("Last activity"),
        max_length=500,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("What was done, and when"),
        error_messages={"required": _("Say what was done last")},
    )
    outstanding = forms.CharField(
        label=_("What is outstanding, and with whom"),
        max_length=500,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("With the client, a partner or your office. If nothing is, say so"),
        error_messages={"required": _("Say what is outstanding, and with whom")},
    )
    next_update_on = DatePartsField(
        label=_("Next update"),
        help_text=_("The date by which there will be news, even if nothing changes"),
        error_messages={
            "required": _("Enter the date of the next update"),
            "too_early": _("The next update can’t be in the past"),
        },
    )
    may_tell = forms.ChoiceField(
        label=_("May the client be told?"),
        choices=MayTell.choices,
        widget=HintedRadioSelect(
            hints={
                MayTell.YES: _("The centre words it for the client"),
                MayTell.WORDING: _("Write the words below"),
                MayTell.NO: _("Write the reason below"),
            }
        ),
        error_messages={"required": _("Select whether the client may be told")},
    )
    wording = forms.CharField(
        label=_("Words for the client, or the reason why not"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": "4000"}),
        help_text=_("Not needed when the answer above is a plain yes"),
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        next_update = self.fields["next_update_on"]
        assert isinstance(next_update, DatePartsField)
        next_update.not_before = today_in(now, settings.CENTRE_TIME_ZONE)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        missing = not facts.get("wording") and "wording" not in self.errors
        if missing and facts.get("may_tell") == MayTell.WORDING:
            self.add_error("wording", _("Write the words that the client may be told"))
        if missing and facts.get("may_tell") == MayTell.NO:
            self.add_error("wording", _("Write why the client may not be told"))
        return facts

    def facts(self) -> Answer:
        """The checked answer, as the verb takes it."""
        data = self.cleaned_data
        return Answer(**{**data, "may_tell": MayTell(data["may_tell"])})

    def typed(self) -> dict[str, Any]:
        """What was typed so far, checked or not; it can be given back as `initial`."""
        return {name: _storable(self[name].data) for name in self.fields}


def _storable(value: Any) -> Any:
    """PostgreSQL keeps no NUL characters."""
    if isinstance(value, list):
        return [_storable(part) for part in value]
    return (value or "").replace("\x00", "")


class AskForm(CentreForm):
    """What the office has to know before it can answer."""

    question = forms.CharField(
        label=_("Your question to the centre"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": "4000"}),
        error_messages={"required": _("Write your question to the centre")},
    )
