"""What a table of figures is asked for: a GET form, so that a view of it can be kept and sent."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.forms import CentreForm
from insights.enums import Group
from insights.measures import MEASURES
from insights.periods import DAY, Unit, fiscal_year, month_of, year_of

MOST_ROWS = 400
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


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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
    first = _day_field(_("From"))
    last = _day_field(_("To"))

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
