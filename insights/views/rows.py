"""The rows behind a figure of the history."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit.languages import language_word
from contactcentre.kit.pagination import BadCursor, keyset_page
from insights.enums import Group
from insights.forms import day_field
from insights.measures import MEASURES, Rows
from insights.queries.behind import Wanted, order_of, rows_behind
from insights.views.wording import span_words
from tickets.enums import Channel, EventKind
from tickets.models import EnquiryType, Queue

ID = re.compile(r"none|[0-9]{1,9}")
# What the parts of each split are called in an address.
PARTS = {
    "": re.compile(""),
    "type": ID,
    "language": re.compile("none|en|fr"),
    "queue": ID,
}


class RowsForm(forms.Form):
    """The figure, as a cell of the table names it."""

    figure = forms.ChoiceField(choices=[(code, code) for code in MEASURES])
    first = day_field("", required=True)
    last = day_field("", required=True)
    channel = forms.ChoiceField(choices=Group.choices, required=False)
    split = forms.ChoiceField(choices=[(n, n) for n in PARTS], required=False)
    part = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in Rows], required=False)

    def clean(self) -> dict[str, Any]:
        """A part is one of its split's, and neither stands without the other."""
        data = super().clean() or {}
        split, part = data.get("split", ""), data.get("part", "")
        if not PARTS[split].fullmatch(part):
            raise forms.ValidationError("part")
        return data


@requires(Can.SEE_FIGURES)
@require_safe
def rows(request: StaffRequest) -> HttpResponse:
    form = RowsForm(request.GET)
    if not form.is_valid():
        raise Http404
    wanted = _wanted(form.cleaned_data)
    try:
        page = keyset_page(
            rows_behind(wanted, request.user),
            order=order_of(wanted.kind),
            cursor=request.GET.get("after", ""),
        )
    except BadCursor:
        return redirect(_here(form.cleaned_data))
    context = {
        "measure": wanted.measure,
        "kind": wanted.kind,
        "has_outcome": wanted.kind not in (Rows.CONTACTS, Rows.BY_HAND),
        "span": span_words(wanted.first, wanted.last),
        "group": Group(wanted.group).label if wanted.group else "",
        "part": _part(wanted),
        "rows": _all_shown(page.rows, wanted.kind),
        "tabs": _tabs(wanted, form.cleaned_data),
        "next_url": _here(form.cleaned_data, after=page.next_cursor) if page.next_cursor else "",
        "first_url": _here(form.cleaned_data) if request.GET.get("after") else "",
    }
    return render(request, "insights/rows.html", context)


def _wanted(data: dict[str, Any]) -> Wanted:
    measure = MEASURES[data["figure"]]
    kind = measure.rows
    if kind == Rows.CONTACTS:
        kinds = list(_kinds_of_contacts(data["channel"]))
        kind = Rows(data["kind"]) if data["kind"] in kinds else kinds[0]
    return Wanted(
        kind=kind,
        measure=measure,
        first=data["first"],
        last=data["last"],
        group=data["channel"],
        split=data["split"],
        part=data["part"],
    )


def _part(wanted: Wanted) -> str:
    """What the figure was split into, in words; empty where it was not."""
    if not wanted.part:
        return ""
    if wanted.part == "none":
        return _("Not recorded")
    if wanted.split == "language":
        return language_word(wanted.part)
    model = EnquiryType if wanted.split == "type" else Queue
    found = model.objects.filter(pk=wanted.part).first()
    return found.name if found else ""


def _here(data: dict[str, Any], **more: str) -> str:
    kept = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in {**data, **more}.items()
        if value
    }
    return f"{reverse('insights:rows')}?{urlencode(kept)}"


def _tabs(wanted: Wanted, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Contacts of all channels are three kinds of rows; those by phone are two."""
    kinds = _kinds_of_contacts(wanted.group)
    if wanted.measure.rows != Rows.CONTACTS or len(kinds) == 1:
        return []
    return [
        {
            "label": label,
            "url": _here({**data, "kind": kind}),
            "current": kind == wanted.kind,
            "count": None,
        }
        for kind, label in kinds.items()
    ]


def _kinds_of_contacts(group: str) -> dict[Rows, str]:
    """Which rows the contacts of a group of channels are; of all channels, without one."""
    by_phone = {Rows.CALLS: _("Calls"), Rows.BY_HAND: _("Calls logged by hand")}
    written = {Rows.CONTACTS: _("Messages and forms")}
    if group == Group.PHONE:
        return by_phone
    return written if group else {**written, **by_phone}


def _all_shown(rows: list[Any], kind: Rows) -> list[dict[str, Any]]:
    """The rows in words, each with the type that it is counted with.

    Of an enquiry that whoever looks may not open nothing is shown but that it was counted.
    """
    types = EnquiryType.objects.in_bulk({row.type_id for row in rows if row.type_id})
    return [
        {"is_hidden": True}
        if row.ticket and not row.visible
        else {**_shown(row, kind), "ticket": row.ticket, "type": types.get(row.type_id)}
        for row in rows
    ]


def _shown(row: Any, kind: Rows) -> dict[str, Any]:
    match kind:
        case Rows.CALLS:
            return {
                "at": row.started_at,
                "channel": Channel.PHONE.label,
                "language": _language(row.language),
                "word": row.get_outcome_display(),
            }
        case Rows.ANSWERS:
            return {
                "at": row.stopped_at,
                "channel": row.ticket.get_channel_display(),
                "language": _language(row.ticket.language),
                "seconds": (row.stopped_at - row.started_at).total_seconds(),
                "word": row.get_state_display(),
            }
        case Rows.FEEDBACK:
            return {
                "at": row.at,
                "channel": row.ticket.get_channel_display(),
                "language": _language(row.ticket.language),
                "word": EventKind(row.kind).label,
            }
    return {
        "at": row.at,
        "channel": row.get_channel_display(),
        "language": _language(row.language),
        "word": "",
    }


def _language(code: str) -> str:
    return language_word(code) if code else _("Not recorded")
