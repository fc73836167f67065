"""What a client is shown of an enquiry's course: four steps, and a dated history."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from channels.enums import News
from tickets.enums import EventKind, State

LOOKED_AT = (
    EventKind.CLAIMED,
    EventKind.TAKEN,
    EventKind.ASSIGNED,
    EventKind.REPLIED,
    EventKind.SPOKEN_WITH,
    EventKind.REFERRED,
    EventKind.HANDED_OVER,
    EventKind.RESOLVED,
)
TOLD = {
    EventKind.RECEIVED: News.RECEIVED,
    EventKind.MESSAGE_RECEIVED: News.WROTE,
    EventKind.REPLIED: News.REPLIED,
    EventKind.WAITING_CLIENT: News.ASKED,
    EventKind.REFERRED: News.REFERRED,
    EventKind.REFERRAL_ANSWERED: News.OFFICE_ANSWERED,
    EventKind.HANDED_OVER: News.HANDED_OVER,
    EventKind.HANDOVER_RECEIVED: News.OFFICE_HAS_IT,
    EventKind.RESOLVED: News.RESOLVED,
    EventKind.SOLVED: News.SOLVED,
    EventKind.NOT_SOLVED: News.NOT_SOLVED,
    EventKind.REOPENED: News.REOPENED,
    EventKind.CLOSED: News.CLOSED,
    EventKind.DISCARDED: News.CLOSED,
}
# Of two things that happened at one instant, the one that says more.
SAID_BY = {
    News.REPLIED: News.ASKED,
    News.REOPENED: News.NOT_SOLVED,
    News.CLOSED: News.SOLVED,
}
ENDED = (State.RESOLVED, State.CLOSED)


@dataclass(frozen=True)
class Happened:
    """An event as far as this page goes; `before` is the state that a reopening left."""

    kind: EventKind
    at: dt.datetime
    before: str = ""


@dataclass(frozen=True)
class Told:
    news: News
    at: dt.datetime


@dataclass(frozen=True)
class Stage:
    """One of the four steps: done, current, next, or skipped (not needed)."""

    name: str
    state: str
    when: dt.datetime | None = None


def history(events: Sequence[Happened]) -> list[Told]:
    """What the client is told, newest first."""
    told: list[Told] = []
    looked_at = False
    for event in events:
        if event.kind in LOOKED_AT and not looked_at:
            looked_at = True
            told.append(Told(News.LOOKED_AT, event.at))
        if event.kind in TOLD and not _only_answered(event):
            told.append(Told(TOLD[event.kind], event.at))
    at_once = {(item.news, item.at) for item in told}
    kept = [item for item in told if (SAID_BY.get(item.news), item.at) not in at_once]
    return kept[::-1]


def _only_answered(event: Happened) -> bool:
    """A client who answers our question opens nothing again: that was said by the message."""
    return event.kind == EventKind.REOPENED and event.before == State.WAITING_CLIENT


def stages(state: str, events: Sequence[Happened]) -> list[Stage]:
    """Received, being looked at, with another office, answered."""
    received = next((event.at for event in events if event.kind == EventKind.RECEIVED), None)
    looked = next((event.at for event in events if event.kind in LOOKED_AT), None)
    referred = _last(events, EventKind.REFERRED, EventKind.HANDED_OVER)
    ended = _last(events, EventKind.RESOLVED, EventKind.CLOSED, EventKind.DISCARDED)
    over = state in ENDED
    at_office = state == State.WAITING_OFFICE
    if at_office:
        office = "current"
    elif referred:
        office = "done"
    else:
        office = "skipped" if over else "next"
    working = "done" if over or at_office else "current"
    return [
        Stage("received", "done" if looked or over else "current", received),
        Stage("looked_at", working if looked else "skipped" if over else "next", looked),
        Stage("office", office, referred),
        Stage("answered", "done" if over else "next", ended if over else None),
    ]


def _last(events: Sequence[Happened], *kinds: EventKind) -> dt.datetime | None:
    return next((event.at for event in reversed(events) if event.kind in kinds), None)


def answered(events: Sequence[Happened]) -> bool:
    """Whether we have written to the client: what was promised is done then."""
    return any(event.kind == EventKind.REPLIED for event in events)


def is_late(
    state: str, promised_on: dt.date | None, today: dt.date, events: Sequence[Happened]
) -> bool:
    """Whether the day that we promised is over without a word from us."""
    if promised_on is None or state in (*ENDED, State.WAITING_CLIENT):
        return False
    return promised_on < today and not answered(events)
