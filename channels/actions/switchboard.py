"""What every verb of a call does: lock it, append what happened, fold it again, leave commands.

Order of locks: the call, its place in the queue, its offers, then presences and the ticket.
"""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from channels.calls import CallView, Said, fold
from channels.enums import (
    CallDirection,
    CallEventKind,
    CommandKind,
    HangUpBy,
    LegRole,
)
from channels.models import Call, CallCommand, CallEvent, CallLeg, Offer
from contactcentre.kit.wake import wake
from tickets.adapters import live

CENTRE = "centre"
FOLDED = [
    "outcome",
    "asked_for_agent",
    "ivr_done_at",
    "queued_at",
    "answered_at",
    "ended_at",
    "hung_up_by",
    "cause",
]


def lock_call(call_id: int) -> Call:
    """Lock a call's row until the transaction ends, and return it fresh."""
    calls = Call.objects.select_for_update(no_key=True, of=("self",))
    return calls.select_related("line").get(pk=call_id)


def conference_of(call: Call) -> str:
    """The name under which the ends of a call are put together."""
    return f"call-{call.uuid}"


def append(
    call: Call,
    kind: CallEventKind,
    *,
    provider: str,
    event_id: str,
    occurred_at: dt.datetime,
    now: dt.datetime,
    leg: str = "",
    payload: Mapping[str, Any] | None = None,
) -> bool:
    """Append one event; False when it was there already."""
    if CallEvent.objects.filter(provider=provider, event_id=event_id).exists():
        return False
    event = CallEvent(
        call=call,
        provider=provider,
        event_id=event_id,
        kind=kind,
        leg=leg,
        occurred_at=occurred_at,
        received_at=now,
        payload=dict(payload or {}),
    )
    # Callers hold the lock of the call, so the same event of the same call can't come between.
    CallEvent.objects.bulk_create([event], ignore_conflicts=True)
    return True


def say(
    call: Call,
    kind: CallEventKind,
    *,
    now: dt.datetime,
    once: str = "",
    payload: Mapping[str, Any] | None = None,
) -> CallView:
    """Append what the centre itself did, once a call (or once for each `once`), and fold."""
    append(
        call,
        kind,
        provider=CENTRE,
        event_id=f"{call.uuid}:{kind}{once and ':'}{once}",
        occurred_at=now,
        now=now,
        payload=payload,
    )
    return refold(call)


def refold(call: Call) -> CallView:
    """Write what all the events of the call make of it, and of its ends."""
    events = [_said(event, call) for event in call.events.all()]
    view = fold(events, outgoing=call.direction == CallDirection.OUT)
    for name in FOLDED:
        setattr(
            call, name, getattr(view, name) or ("" if name in ("hung_up_by", "cause") else None)
        )
    call.asked_for_agent = view.asked_for_agent
    call.save(update_fields=FOLDED)
    _write_legs(call, view)
    return view


def _said(event: CallEvent, call: Call) -> Said:
    facts = event.payload
    known = LegRole.CALLER if event.leg in ("", call.provider_id) else LegRole.AGENT
    by = facts.get("by")
    return Said(
        kind=CallEventKind(event.kind),
        at=event.occurred_at,
        leg=event.leg,
        role=LegRole(facts.get("role", known)),
        offer=int(facts["offer"]) if facts.get("offer") else None,
        by=HangUpBy(by) if by else None,
        cause=str(facts.get("cause", ""))[:40],
        first=bool(facts.get("first")),
    )


def _write_legs(call: Call, view: CallView) -> None:
    stored = {leg.provider_id: leg for leg in call.legs.all()}
    offers = {leg.offer for leg in view.legs.values() if leg.offer}
    users = dict(Offer.objects.filter(pk__in=offers).values_list("pk", "agent_id"))
    for name, leg in view.legs.items():
        row = stored.get(name) or CallLeg(call=call, provider_id=name)
        facts = {
            "role": leg.role,
            "state": leg.state,
            "user_id": users.get(leg.offer) if leg.offer else row.user_id,
            "started_at": leg.started_at,
            "ended_at": leg.ended_at,
            "conference": conference_of(call),
        }
        if any(getattr(row, key) != value for key, value in facts.items()):
            for key, value in facts.items():
                setattr(row, key, value)
            row.save()


def command(
    call: Call,
    kind: CommandKind,
    *,
    key: str,
    now: dt.datetime,
    offer: Offer | None = None,
    leg: str = "",
) -> CallCommand:
    """Leave a command for the provider; it goes once this has committed. The same key is one."""
    made, created = CallCommand.objects.get_or_create(
        key=f"{kind}:{key}",
        defaults={
            "call": call,
            "kind": kind,
            "offer": offer,
            "leg": leg,
            "created_at": now,
            "next_attempt_at": now,
        },
    )
    if created:
        wake("channels.command", made.pk)
    return made


def end_leg(call: Call, leg: str, *, now: dt.datetime) -> None:
    """Have one end of the call ended; doing it twice is doing it once."""
    command(call, CommandKind.HANG_UP, key=f"{call.pk}:{leg}", now=now, leg=leg)


def announce(*topics: str, call: Call) -> None:
    """Tell open pages, after commit, that something about a call changed. Ids only.

    A page that listens to several topics hears whose call it is: one's own, or anybody's.
    """
    for topic in topics:
        message = {"call": str(call.pk), "topic": topic}
        transaction.on_commit(partial(live.publish, topic, message), robust=True)
