"""Calls as they come to an agent: each waits for a person because the centre said so."""

import datetime as dt
import itertools

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import User
from channels.actions.accept_offer import accept_offer
from channels.actions.book_callback import book_callback
from channels.actions.note_call import note_call
from channels.actions.offer_calls import offer_calls
from channels.actions.queue_call import queue_call
from channels.actions.switchboard import say
from channels.enums import CallEventKind
from channels.models import Call, IvrFlowVersion, IvrSession, Offer, VoiceLine
from people.models import ClientFile
from tests.factories import NOW

CALLER = "+15145550142"
_numbers = itertools.count(1)


def waiting(*, number: str = CALLER, language: str = "en", now: dt.datetime = NOW) -> Call:
    """A caller who asked for a person and waits since `now`."""
    call = Call.objects.create(
        line=VoiceLine.objects.get(slug="general"),
        provider="tests",
        provider_id=f"CA{next(_numbers)}",
        caller_number=number,
        country="CA",
        province="QC",
        language=language,
        started_at=now,
    )
    say(call, CallEventKind.STARTED, now=now)
    say(call, CallEventKind.ASKED, now=now)
    queue_call(call_id=call.pk, now=now)
    call.refresh_from_db()
    return call


def offered(agent: User, *, now: dt.datetime = NOW, **facts: str) -> Offer:
    """A caller whom the centre offers to this agent, who is ready."""
    waiting(now=now, **facts)
    set_presence(state=PresenceState.READY, by=agent, now=now)
    return offer_calls(now=now)[0]


def talking(agent: User, *, now: dt.datetime = NOW, **facts: str) -> Call:
    """An agent who took the call of a caller: their telephone was rung, and they picked it up."""
    return accepted(offered(agent, now=now, **facts), now=now)


def accepted(offer: Offer, *, now: dt.datetime = NOW) -> Call:
    """An agent takes what is offered, and picks up their telephone."""
    accept_offer(offer_id=offer.pk, by=offer.agent, now=now)
    happened(offer.call, CallEventKind.LEG_UP, leg=f"agent-{offer.pk}", offer=offer, now=now)
    offer.call.refresh_from_db()
    return offer.call


def callback_offered(agent: User, *, now: dt.datetime = NOW) -> Offer:
    """A caller who left to be called back, and whose turn has come."""
    call = waiting(now=now)
    book_callback(call_id=call.pk, number=CALLER, now=now)
    set_presence(state=PresenceState.READY, by=agent, now=now)
    return offer_calls(now=now + dt.timedelta(minutes=2))[0]


def client_answers(call: Call, *, now: dt.datetime = NOW + dt.timedelta(minutes=2)) -> None:
    """The client picks up the telephone of a callback."""
    happened(call, CallEventKind.LEG_UP, leg=call.provider_id, now=now)
    call.refresh_from_db()


def walk(call: Call, *, file: ClientFile | None = None, **facts: object) -> IvrSession:
    """How the caller came through the menu; with a file, they were identified by the keypad."""
    return IvrSession.objects.create(
        call=call,
        version=IvrFlowVersion.objects.in_force()[0],
        node="menu",
        is_identified=file is not None,
        file=file,
        updated_at=NOW,
        **facts,
    )


def happened(
    call: Call, kind: CallEventKind, *, leg: str, now: dt.datetime, offer: Offer | None = None
) -> None:
    """The provider tells of one end of a call."""
    payload = {"role": "agent", "offer": offer.pk} if offer else {"role": "caller"}
    note_call(
        call_id=call.pk,
        kind=kind,
        event_id=f"{call.pk}-{leg}-{kind}",
        occurred_at=now,
        now=now,
        leg=leg,
        payload=payload,
    )


def hung_up(call: Call, *, now: dt.datetime) -> None:
    """The caller leaves."""
    happened(call, CallEventKind.LEG_ENDED, leg=call.provider_id, now=now)


def agent_leaves(call: Call, *, now: dt.datetime) -> None:
    """The agent puts down the telephone."""
    offer = call.offers.latest("pk")
    happened(call, CallEventKind.LEG_ENDED, leg=f"agent-{offer.pk}", offer=offer, now=now)
