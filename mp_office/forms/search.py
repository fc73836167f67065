"""How an office's list is narrowed: a GET form, in whose address stands nothing personal."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contactcentre.kit.forms import CentreForm
from mp_office.models import Office, OfficeEnquiry
from mp_office.models.offices import day_begins
from tickets.enums import Urgency

ANY = [("", pgettext_lazy("filter", "Any"))]
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
ANYBODY = [("", pgettext_lazy("filter", "Anybody"))]
URGENT, NOT_URGENT = "urgent", "no"
URGENCIES = [
    *ANY,
    (URGENT, pgettext_lazy("filter", "Urgent, for any reason")),
    *Urgency.choices,
    (NOT_URGENT, _("Not urgent")),
]


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        error_messages={"invalid": _("Enter a date as year, month and day, like 2026-11-24")},
    )


class ListForm(CentreForm):
    """The filters of the sent enquiries."""

    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=URGENCIES)
    by = forms.ChoiceField(label=_("Filed by"), required=False)
    first = day_field(_("Filed from"))
    last = day_field(_("Filed until"))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        field: Any = self.fields["by"]
        people = office.staff.order_by("user__name").values_list("user_id", "user__name").distinct()
        field.choices = [*ANYBODY, *((str(pk), name) for pk, name in people)]

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set; one that is not understood counts as not set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, rows: QuerySet[OfficeEnquiry]) -> QuerySet[OfficeEnquiry]:
        """Apply the filters that are set."""
        chosen = self.chosen
        urgency = chosen.get("urgency", "")
        if urgency == URGENT:
            rows = rows.exclude(ticket__urgency_claimed="")
        elif urgency:
            claimed = "" if urgency == NOT_URGENT else urgency
            rows = rows.filter(ticket__urgency_claimed=claimed)
        if by := chosen.get("by"):
            rows = rows.filter(author=by)
        if first := chosen.get("first"):
            rows = rows.filter(sent_at__gte=day_begins(first))
        if last := chosen.get("last"):
            rows = rows.filter(sent_at__lt=day_begins(last + dt.timedelta(days=1)))
        return rows

    def query(self, **changes: str) -> str:
        """The address's query for these filters with some changed; empty values are left out."""
        set_now = {name: str(value) for name, value in self.chosen.items()} | changes
        return urlencode({name: value for name, value in set_now.items() if value})
