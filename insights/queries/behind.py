"""The rows behind a figure: the same conditions as the count of a day, so both always agree."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from insights.measures import GROUPS, Measure, Rows
from insights.queries import counting
from tickets.models import Ticket

NOT_RECORDED = "none"
OUTCOME_OF = {measure: outcome for outcome, measure in counting.OUTCOMES.items()}


@dataclass(frozen=True)
class Kind:
    """How rows of one kind are found, ordered and narrowed."""

    between: Callable[[dt.datetime, dt.datetime], Any]
    at: str
    channel: str
    parts: dict[str, str]


OF_TICKET = {"type": "ticket__enquiry_type", "queue": "ticket__queue"}
KINDS = {
    Rows.CONTACTS: Kind(
        counting.contacts_between, "at", "channel", {**OF_TICKET, "language": "language"}
    ),
    Rows.CALLS: Kind(
        counting.calls_between,
        "started_at",
        "",
        {"type": "ticket__enquiry_type", "queue": "waiting__queue", "language": "language"},
    ),
    Rows.ANSWERS: Kind(
        counting.answers_between,
        "stopped_at",
        "ticket__channel",
        {**OF_TICKET, "language": "ticket__language"},
    ),
    Rows.FEEDBACK: Kind(
        counting.feedback_between,
        "at",
        "ticket__channel",
        {**OF_TICKET, "language": "ticket__language"},
    ),
}


@dataclass(frozen=True)
class Wanted:
    """Which rows: of which days, of which group of channels, of which part."""

    kind: Rows
    measure: Measure
    first: dt.date
    last: dt.date
    group: str = ""
    split: str = ""
    part: str = ""


def rows_behind(wanted: Wanted, user: User) -> QuerySet:
    """The rows, each with `visible`: whether this user may open its ticket."""
    kind = KINDS[wanted.kind]
    start, _end = counting.bounds(wanted.first)
    _start, end = counting.bounds(wanted.last)
    rows = kind.between(start, end)
    channels = GROUPS.get(wanted.group) or wanted.measure.channels
    if channels and kind.channel:
        rows = rows.filter(**{f"{kind.channel}__in": channels})
    if wanted.kind == Rows.CALLS:
        rows = _calls(rows, wanted.measure)
    if wanted.split in kind.parts and wanted.part:
        rows = rows.filter(**_part(kind.parts[wanted.split], wanted))
    seen = Ticket.objects.visible_to(user).filter(pk=OuterRef("ticket"))
    return rows.select_related("ticket", "ticket__enquiry_type").annotate(visible=Exists(seen))


def _part(column: str, wanted: Wanted) -> dict[str, Any]:
    if wanted.part != NOT_RECORDED:
        return {column: wanted.part}
    return {column: ""} if wanted.split == "language" else {f"{column}__isnull": True}


def _calls(rows: QuerySet, measure: Measure) -> QuerySet:
    """Calls that the figure counts; for the answer rate, those of its denominator."""
    if measure.of in OUTCOME_OF and not measure.over:
        return rows.filter(outcome=OUTCOME_OF[measure.of])
    if measure.code == "contacts":
        return rows
    return rows.filter(asked_for_agent=True)


def order_of(kind: Rows) -> tuple[str, str]:
    """Newest first."""
    return (f"-{KINDS[kind].at}", "-id")
