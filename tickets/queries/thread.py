"""A ticket's thread: messages, notes, words with offices, and what happened, in one order."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from tickets.enums import EventKind
from tickets.models import Event, Message, OutcomeCode, Queue, Referral, ReferralMessage, Ticket

MOST = 300
# These stand in the thread as what they are about.
SHOWN_OTHERWISE = {
    EventKind.RECEIVED,
    EventKind.MESSAGE_RECEIVED,
    EventKind.AUTO_RECEIVED,
    EventKind.FLAGGED,
    EventKind.REPLIED,
    EventKind.ACKNOWLEDGED,
    EventKind.DELIVERED,
    EventKind.NOTE_ADDED,
    EventKind.REFERRED,
    EventKind.REFERRAL_ASKED,
    EventKind.REFERRAL_CLARIFIED,
    EventKind.REFERRAL_ANSWERED,
}


@dataclass
class Item:
    """One thing on the thread; `kind` names the template that draws it."""

    kind: str
    at: dt.datetime
    thing: Any = None
    new: bool = False
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Thread:
    """The newest items, oldest first; `earlier` when there are more."""

    items: list[Item]
    earlier: bool
    last_event: int


def read_thread(ticket: Ticket, *, new: int = 0, whole: bool = False) -> Thread:
    """Gather the thread; the last `new` messages are marked as new."""
    limit = None if whole else MOST
    messages = _messages(ticket, limit)
    _mark(messages, new)
    referrals = _referrals(ticket)
    events = _events(ticket, limit)
    said = sorted(
        chain(
            messages,
            (Item("note", note.created_at, note) for note in _notes(ticket, limit)),
            chain.from_iterable(_of_referral(referral) for referral in referrals),
            (
                Item("events", event.at, events=[event])
                for event in events
                if event.kind not in SHOWN_OTHERWISE
            ),
        ),
        key=lambda item: item.at,
    )
    return Thread(
        items=_gather_events(said),
        earlier=not whole and len(messages) >= MOST,
        last_event=max((event.pk for event in events), default=0),
    )


def _messages(ticket: Ticket, limit: int | None) -> list[Item]:
    found = (
        Message.objects.filter(ticket=ticket)
        .select_related("user", "person")
        .prefetch_related("attachments")
        .order_by("-created_at", "-id")[:limit]
    )
    return [Item("message", message.created_at, message) for message in reversed(found)]


def _mark(messages: list[Item], new: int) -> None:
    counted = [item for item in messages if not (item.thing.automatic or item.thing.flagged)]
    for item in counted[len(counted) - new :] if new > 0 else []:
        item.new = True


def _notes(ticket: Ticket, limit: int | None) -> Iterable[Any]:
    return ticket.notes.select_related("user").order_by("-created_at", "-id")[:limit]


def _referrals(ticket: Ticket) -> list[Referral]:
    said = ReferralMessage.objects.select_related("user")
    return list(
        ticket.referrals.select_related("office", "climbed_to", "created_by", "answered_by")
        .prefetch_related(Prefetch("messages", queryset=said), "attachments")
        .order_by("id")
    )


def _of_referral(referral: Referral) -> Iterable[Item]:
    yield Item("referral", referral.created_at, referral)
    for message in referral.messages.all():
        message.referral = referral
        yield Item("office", message.created_at, message)
    if referral.ended_at and referral.answered_by_id:
        yield Item("answer", referral.ended_at, referral)


def _events(ticket: Ticket, limit: int | None) -> list[Event]:
    return list(ticket.events.select_related("user").order_by("-id")[:limit])[::-1]


def _gather_events(items: Iterable[Item]) -> list[Item]:
    """Put neighbouring events into one item, so that they can be folded away."""
    gathered: list[Item] = []
    for item in items:
        if item.kind == "events" and gathered and gathered[-1].kind == "events":
            gathered[-1].events += item.events
        else:
            gathered.append(item)
    return gathered


@dataclass(frozen=True)
class Names:
    """Names for the codes and ids that events hold."""

    queues: dict[str, str]
    outcomes: dict[str, str]
    users: dict[int, str]


def names_for(events: Iterable[Event]) -> Names:
    """Look up the names for these events: three queries however many events."""
    ids = {event.data[key] for event in events for key in ("user", "before") if key in event.data}
    users = User.objects.filter(pk__in=[pk for pk in ids if isinstance(pk, int)])
    return Names(
        queues={queue.code: queue.name for queue in Queue.objects.all()},
        outcomes={outcome.code: outcome.name for outcome in OutcomeCode.objects.all()},
        users={user.pk: str(user) for user in users},
    )
