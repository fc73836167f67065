"""The rows behind a figure: the same conditions as the count of a day, so both always agree."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from channels.enums import CallOutcome
from insights.measures import GROUPS, Measure, Rows
from insights.queries import counting
from insights.queries.then import queue_then, type_then
from tickets.models import Ticket

NOT_RECORDED = "none"


@dataclass(frozen=True)
class Kind:
    """How rows of one kind are found, ordered and narrowed."""

    between: Callable[[dt.datetime, dt.datetime], Any]
    at: str
    channel: str
    language: str

    def part(self, split: str) -> Any:
        """What tells the parts of a split apart, as the count does."""
        match split:
            case "type":
                return type_then(self.at)
            case "queue":
                return F("waiting__queue") if not self.channel else queue_then(self.at)
        return F(self.language)


KINDS = {
    Rows.CONTACTS: Kind(counting.contacts_between, "at", "channel", "language"),
    Rows.CALLS: Kind(counting.calls_between, "started_at", "", "language"),
    Rows.BY_HAND: Kind(counting.by_hand_between, "at", "channel", "language"),
    Rows.ANSWERS: Kind(
        counting.answers_between, "stopped_at", "ticket__channel", "ticket__language"
    ),
    Rows.FEEDBACK: Kind(counting.feedback_between, "at", "ticket__channel", "ticket__language"),
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
    if wanted.split and wanted.part:
        rows = rows.alias(part=kind.part(wanted.split)).filter(**_part(wanted))
    seen = Ticket.objects.visible_to(user).filter(pk=OuterRef("ticket"))
    return rows.select_related("ticket").annotate(visible=Exists(seen), type_id=type_then(kind.at))


def _part(wanted: Wanted) -> dict[str, Any]:
    if wanted.part != NOT_RECORDED:
        return {"part": wanted.part}
    return {"part": ""} if wanted.split == "language" else {"part__isnull": True}


ANSWERED = Q(outcome=CallOutcome.ANSWERED)
CALLS_OF = {
    "contacts": Q(),
    "calls_asked": Q(asked_for_agent=True),
    "calls_handled": ANSWERED & Q(ended_at__isnull=False),
    "waits_told": ANSWERED & Q(waiting__quoted_low__isnull=False),
    **{measure: Q(outcome=outcome) for outcome, measure in counting.OUTCOMES.items()},
}


def _calls(rows: QuerySet, measure: Measure) -> QuerySet:
    """Calls that the figure counts; for a share or a mean, those of its denominator."""
    return rows.filter(CALLS_OF[measure.over or measure.of])


def order_of(kind: Rows) -> tuple[str, str]:
    """Newest first."""
    return (f"-{KINDS[kind].at}", "-id")
