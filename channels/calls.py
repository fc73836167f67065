"""What is known of a call: a fold over its events. Late, doubled, in any order, it is the same."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from channels.enums import CallEventKind, CallOutcome, HangUpBy, LegRole, LegState

SHORT = dt.timedelta(seconds=5)
_LEG_STATES = {
    CallEventKind.LEG_RINGING: LegState.RINGING,
    CallEventKind.LEG_UP: LegState.UP,
    CallEventKind.LEG_HELD: LegState.HELD,
    CallEventKind.LEG_ENDED: LegState.ENDED,
}
# Of what happened in one second: a leg rings before it is up, and is up before it ends.
_RANKS = {state: rank for rank, state in enumerate(_LEG_STATES)}


@dataclass(frozen=True)
class Said:
    """One event. `offer` is the one that an agent's leg belongs to."""

    kind: CallEventKind
    at: dt.datetime
    leg: str = ""
    role: LegRole = LegRole.CALLER
    offer: int | None = None
    by: HangUpBy | None = None
    cause: str = ""
    # It came while no other end was known to be over: providers tell times in whole seconds.
    first: bool = False


@dataclass(frozen=True)
class LegView:
    """One end of the call as it is now."""

    role: LegRole
    state: LegState
    started_at: dt.datetime
    up_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    offer: int | None = None


@dataclass(frozen=True)
class CallView:
    """The call as its events tell it."""

    outcome: CallOutcome
    asked_for_agent: bool
    ivr_done_at: dt.datetime | None = None
    queued_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    hung_up_by: HangUpBy | None = None
    cause: str = ""
    legs: dict[str, LegView] = field(default_factory=dict)
    # The agents' ends that were up for this call: not those whose offer was taken back.
    connected: tuple[str, ...] = ()


def fold(events: Iterable[Said], *, outgoing: bool = False) -> CallView:
    """What these events make of a call.

    Incoming: `queued_at` is set exactly for the outcomes of a queued call, so both sums of DESIGN
    hold whatever has come in by now. An agent is connected when their leg is up before the caller's
    end, unless the offer was taken back. Outgoing: answered when the client's leg is up as well.
    """
    told = sorted(set(events), key=_order)
    legs = _legs(told)
    ended = _first(told, CallEventKind.ENDED, CallEventKind.FAILED)
    gone = _end_of_caller(legs)
    ended_at = min((at for at in (ended.at if ended else None, gone) if at), default=None)
    lost = {event.offer for event in told if event.kind == CallEventKind.OFFER_ENDED}
    counting = {name: leg for name, leg in legs.items() if leg.offer not in lost - {None}}
    answered_at = _answered(counting.values(), ended_at, outgoing=outgoing)
    queued_at = None if outgoing else _queued(told, answered_at)
    kinds = {event.kind for event in told}
    return CallView(
        outcome=_outgoing(kinds, answered_at, ended_at)
        if outgoing
        else _outcome(told, queued_at, answered_at, ended_at),
        asked_for_agent=queued_at is not None or bool(kinds & _ASKING),
        ivr_done_at=min((at for at in (queued_at, ended_at) if at), default=None),
        queued_at=queued_at,
        answered_at=answered_at,
        ended_at=ended_at,
        hung_up_by=_who(told, legs, ended_at),
        cause=_cause(told),
        legs=legs,
        connected=tuple(
            name for name, leg in counting.items() if leg.role == LegRole.AGENT and leg.up_at
        ),
    )


_ASKING = {CallEventKind.ASKED, CallEventKind.CLOSED, CallEventKind.BLOCKED}
_WISHES = (CallEventKind.ASKED, CallEventKind.SERVED)
_QUEUING = (CallEventKind.QUEUED, CallEventKind.CALLBACK, CallEventKind.VOICEMAIL)


def _order(event: Said) -> tuple:
    return (
        event.at,
        _RANKS.get(event.kind, -1),
        event.kind,
        event.leg,
        event.role,
        event.offer or 0,
        event.by or "",
        event.cause,
        event.first,
    )


def _first(told: list[Said], *kinds: CallEventKind) -> Said | None:
    return next((event for event in told if event.kind in kinds), None)


def _legs(told: list[Said]) -> dict[str, LegView]:
    names = dict.fromkeys(event.leg for event in told if event.kind in _LEG_STATES)
    return {name: _leg([event for event in told if event.leg == name]) for name in names}


def _leg(told: list[Said]) -> LegView:
    """A leg that has ended stays so, whatever else is told of it."""
    moves = [event for event in told if event.kind in _LEG_STATES]
    ended = _first(moves, CallEventKind.LEG_ENDED)
    up = _first(moves, CallEventKind.LEG_UP)
    state = LegState.ENDED if ended else _LEG_STATES[moves[-1].kind]
    # A late "rings" does not undo that somebody answered.
    if up and state == LegState.RINGING:
        state = LegState.UP
    return LegView(
        role=LegRole.AGENT if any(m.role == LegRole.AGENT for m in moves) else LegRole.CALLER,
        state=state,
        started_at=moves[0].at,
        up_at=up.at if up else None,
        ended_at=ended.at if ended else None,
        offer=next((move.offer for move in moves if move.offer), None),
    )


def _end_of_caller(legs: dict[str, LegView]) -> dt.datetime | None:
    ends = [leg.ended_at for leg in legs.values() if leg.role == LegRole.CALLER and leg.ended_at]
    return min(ends, default=None)


def _answered(
    legs: Iterable[LegView], ended_at: dt.datetime | None, *, outgoing: bool
) -> dt.datetime | None:
    role = LegRole.CALLER if outgoing else LegRole.AGENT
    ups = [leg.up_at for leg in legs if leg.role == role and leg.up_at]
    up = min(ups, default=None)
    return None if up is None or (ended_at and up > ended_at) else up


def _queued(told: list[Said], answered_at: dt.datetime | None) -> dt.datetime | None:
    queuing = _first(told, *_QUEUING)
    return min((at for at in (queuing.at if queuing else None, answered_at) if at), default=None)


def _outcome(
    told: list[Said],
    queued_at: dt.datetime | None,
    answered_at: dt.datetime | None,
    ended_at: dt.datetime | None,
) -> CallOutcome:
    if queued_at is None:
        return _unqueued(told, over=ended_at is not None)
    if answered_at:
        return CallOutcome.ANSWERED
    kinds = {event.kind for event in told}
    for kind in (CallEventKind.CALLBACK, CallEventKind.VOICEMAIL):
        if kind in kinds:
            return CallOutcome(kind)
    if ended_at is None:
        return CallOutcome.WAITING
    if CallEventKind.FAILED in kinds:
        return CallOutcome.FAILED
    return CallOutcome.SHORT_ABANDON if ended_at - queued_at < SHORT else CallOutcome.ABANDONED


def _unqueued(told: list[Said], *, over: bool) -> CallOutcome:
    """Contained is who got what they asked for and asked for no person after that."""
    kinds = {event.kind for event in told}
    if CallEventKind.BLOCKED in kinds:
        return CallOutcome.BLOCKED
    if CallEventKind.CLOSED in kinds:
        return CallOutcome.CLOSED
    if not over:
        return CallOutcome.IN_IVR
    wishes = [event.kind for event in told if event.kind in _WISHES]
    contained = bool(wishes) and wishes[-1] == CallEventKind.SERVED
    return CallOutcome.CONTAINED if contained else CallOutcome.LEFT_IN_IVR


def _outgoing(
    kinds: set[CallEventKind], answered_at: dt.datetime | None, ended_at: dt.datetime | None
) -> CallOutcome:
    if answered_at:
        return CallOutcome.ANSWERED
    return CallOutcome.FAILED if ended_at or CallEventKind.FAILED in kinds else CallOutcome.WAITING


def _who(
    told: list[Said], legs: dict[str, LegView], ended_at: dt.datetime | None
) -> HangUpBy | None:
    """Who ended it: as was told, else the side whose leg ended first."""
    if ended_at is None:
        return None
    for event in told:
        if event.by:
            return event.by
    if any(event.kind == CallEventKind.FAILED for event in told):
        return HangUpBy.PROVIDER
    ends = [leg.ended_at for leg in legs.values() if leg.role == LegRole.AGENT and leg.up_at]
    agent = min((end for end in ends if end), default=None)
    if agent is None or agent > ended_at:
        return HangUpBy.CALLER
    told_first = any(event.first and event.role == LegRole.AGENT for event in told)
    return HangUpBy.AGENT if agent < ended_at or told_first else HangUpBy.CALLER


def _cause(told: list[Said]) -> str:
    return next((event.cause for event in told if event.cause), "")
