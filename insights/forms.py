"""What a table of figures is asked for: a GET form, so that a view of it can be kept and sent."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.forms import CentreForm
from insights.enums import Group
from insights.measures import MEASURES
from insights.periods import DAY, Unit, fiscal_year, month_of, year_of

MOST_ROWS = 400
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
UNITS = [
    (Unit.YEAR, _("Fiscal year")),
    (Unit.MONTH, _("Month")),
    (Unit.WEEK, _("Week")),
    (Unit.DAY, _("Day")),
]
SPLITS = [
    ("channel", _("Channel")),
    ("type", _("Enquiry type")),
    ("language", _("Language")),
    ("queue", _("Queue")),
]
LENGTH = {Unit.MONTH: 28, Unit.WEEK: 7, Unit.DAY: 1, Unit.YEAR: 365}


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A day of figures: beyond these years there are none, and the reckoning would overflow."""
    words = _("Enter a date from the years 2000 to 2099")
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY, words), MaxValueValidator(LAST_DAY, words)],
        error_messages={"invalid": _("Enter a date as year, month and day, like 2026-11-24")},
    )


class HistoryForm(CentreForm):
    """Which periods, split by what, of which figure."""

    by = forms.ChoiceField(label=_("Rows"), required=False, choices=UNITS)
    figure = forms.ChoiceField(label=_("Figure"), required=False)
    split = forms.ChoiceField(label=_("Columns"), required=False, choices=SPLITS)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All")), *Group.choices]
    )
    first = day_field(_("From"))
    last = day_field(_("To"))

    def __init__(self, *args: Any, known: tuple[dt.date, dt.date] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        field: Any = self.fields["figure"]
        field.choices = [(measure.code, measure.name) for measure in MEASURES.values()]

    def clean(self) -> dict[str, Any]:
        """Fill in what was left open, and refuse a table that nobody could read."""
        data = super().clean() or {}
        data["by"] = Unit(data.get("by") or Unit.YEAR)
        data["figure"] = data.get("figure") or "contacts"
        data["split"] = data.get("split") or "channel"
        if "first" not in data or "last" not in data:
            return data
        self._fill_days(data)
        if data["last"] < data["first"]:
            self.add_error("last", _("The last day must not lie before the first"))
        elif (data["last"] - data["first"]).days / LENGTH[data["by"]] > MOST_ROWS:
            self.add_error("first", _("Choose fewer days, or longer rows"))
        return data

    def _fill_days(self, data: dict[str, Any]) -> None:
        """The last stretch that fits the length of a row; every year there is for years."""
        oldest, newest = self.known or (dt.date(2000, 1, 1), dt.date(2000, 1, 1))
        last = data["last"] or newest
        start = {
            Unit.YEAR: oldest,
            Unit.MONTH: year_of(fiscal_year(last)).first,
            Unit.WEEK: last - 12 * 7 * DAY,
            Unit.DAY: month_of(last).first,
        }[data["by"]]
        data["last"], data["first"] = last, data["first"] or start

    def query(self, **changes: Any) -> str:
        """The address's query for this table with some of it changed."""
        chosen = {
            name: value
            for name, value in {**self.cleaned_data, **changes}.items()
            if value not in ("", None)
        }
        return "?" + urlencode(
            {
                name: value.isoformat() if isinstance(value, dt.date) else str(value)
                for name, value in chosen.items()
            }
        )


INTERVALS = [("15", _("15 minutes")), ("30", _("30 minutes")), ("60", _("1 hour"))]
WANTED = [
    ("answer_rate", _("Calls answered")),
    ("service_level", _("Calls answered within the target time")),
]
# Beyond this the page would take longer than anybody waits for it.
MOST_ERLANGS = 5_000


def _whole(label: Any, *, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    words = {
        "invalid": _("Enter a whole number"),
        "min_value": _("Enter %(limit_value)s or more"),
        "max_value": _("Enter %(limit_value)s or less"),
    }
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=words,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **kwargs,
    )


class StaffingForm(CentreForm):
    """The calls, what callers put up with, what is wanted, and what the centre has."""

    calls = _whole(_("Calls for an agent in the interval"), least=0, most=100_000)
    interval = forms.ChoiceField(label=_("Interval"), choices=INTERVALS)
    aht = _whole(
        _("Handle time in seconds"),
        least=1,
        most=7200,
        help_text=_("The talk and the work after the call, on average."),
    )
    target = _whole(_("Target time to answer, in seconds"), least=0, most=3600)
    patience = _whole(
        _("Patience in seconds"),
        least=1,
        most=7200,
        help_text=_("How long callers wait on average before they hang up."),
    )
    wanted = forms.ChoiceField(label=_("What is wanted"), choices=WANTED)
    share = _whole(_("Wanted, in percent of the calls"), least=1, most=99)
    agents = _whole(
        _("Or: agents on the phone"),
        least=1,
        most=10_000,
        required=False,
        help_text=_("To see what these agents can do."),
    )
    trunks = _whole(
        _("Telephone lines"),
        least=1,
        most=20_000,
        required=False,
        help_text=_("For callers who talk and who wait. Empty: as many as it takes."),
    )
    occupancy = _whole(_("Highest occupancy, in percent"), least=1, most=100, required=False)
    shrinkage = _whole(
        _("Shrinkage in percent"),
        least=0,
        most=95,
        help_text=_("The part of paid time in breaks, training, meetings, leave and sickness."),
    )

    DEFAULTS = {
        "calls": "100",
        "interval": "30",
        "aht": "420",
        "target": "20",
        "patience": "180",
        "wanted": "answer_rate",
        "share": "80",
        "occupancy": "100",
        "shrinkage": "30",
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"calls", "aht", "interval"} <= data.keys():
            load = data["calls"] * data["aht"] / (int(data["interval"]) * 60)
            if load > MOST_ERLANGS:
                self.add_error(
                    "calls",
                    _("These calls would keep more than 5,000 agents busy: enter fewer calls"),
                )
        return data
