"""How a list of tickets is narrowed and ordered: a GET form, whose fields are in the address."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from contactcentre.kit.forms import CentreForm
from tickets.enums import LIVE_STATES, Priority
from tickets.models import EnquiryType, SpecialOperation, Ticket
from tickets.queries.rows import ORDERS

ANY = [("", _("Any"))]
LATEST = 20
DUE = [
    *ANY,
    ("overdue", _("Overdue")),
    ("today", _("Due today")),
    ("later", _("Due later")),
]
OWNERS = [*ANY, ("nobody", _("Nobody")), ("me", _("Me")), ("others", _("Somebody else"))]


class ListForm(CentreForm):
    """The filters of a queue's list."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[*ANY, *Language.choices]
    )
    type = forms.ChoiceField(label=_("Enquiry type"), required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[*ANY, *Priority.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[*ANY, *[(state.value, state.label) for state in LIVE_STATES]],
    )
    due = forms.ChoiceField(label=_("Due"), required=False, choices=DUE)
    owner = forms.ChoiceField(label=_("Owner"), required=False, choices=OWNERS)
    operation = forms.ChoiceField(label=_("Special operation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = EnquiryType.objects.filter(parent=None)
        field: Any = self.fields["type"]
        field.choices = [*ANY, *((kind.code, kind.name) for kind in kinds)]
        self._offer_operations()

    def _offer_operations(self) -> None:
        """The latest ones; a centre that never had one is not asked about them."""
        latest = [(item.slug_en, item.name) for item in SpecialOperation.objects.all()[:LATEST]]
        if not latest:
            del self.fields["operation"]
            return
        field: Any = self.fields["operation"]
        field.choices = [*ANY, *latest]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set; one that is not understood counts as not set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def sort(self) -> str:
        wanted = self.data.get("sort", "")
        return wanted if wanted in ORDERS else "work"

    def narrow(
        self, tickets: QuerySet[Ticket], *, user: Any, now: dt.datetime, end_of_day: dt.datetime
    ) -> QuerySet[Ticket]:
        """Apply the filters that are set."""
        chosen = self.chosen
        plain = {name: chosen[name] for name in ("language", "priority", "state") if name in chosen}
        wheres = [Q(**plain)]
        if kind := chosen.get("type"):
            wheres.append(Q(enquiry_type__code=kind) | Q(enquiry_type__parent__code=kind))
        if operation := chosen.get("operation"):
            wheres.append(Q(operation__slug_en=operation))
        wheres.append(_due(chosen.get("due", ""), now, end_of_day))
        wheres.append(_owner(chosen.get("owner", ""), user))
        return tickets.filter(*wheres)

    def query(self, **changes: str) -> str:
        """The address's query for these filters with some changed; empty values are left out."""
        values = {**self.chosen, "sort": self.sort if self.sort != "work" else "", **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def chips(self) -> list[dict[str, Any]]:
        """The set filters in words, each with the address that takes it away."""
        return [
            {
                "label": self.fields[name].label,
                "value": self._word(name, value),
                "url": self.query(**{name: ""}),
            }
            for name, value in self.chosen.items()
        ]

    def _word(self, name: str, value: str) -> Any:
        field: Any = self.fields[name]
        return {str(key): word for key, word in field.choices}[value]


def _due(word: str, now: dt.datetime, end_of_day: dt.datetime) -> Q:
    return {
        "overdue": Q(due_at__lte=now),
        "today": Q(due_at__gt=now, due_at__lt=end_of_day),
        "later": Q(due_at__gte=end_of_day),
    }.get(word, Q())


def _owner(word: str, user: Any) -> Q:
    return {
        "nobody": Q(assignee=None),
        "me": Q(assignee=user),
        "others": Q(assignee__isnull=False) & ~Q(assignee=user),
    }.get(word, Q())
