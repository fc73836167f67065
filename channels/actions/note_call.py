"""The provider says what became of a call or of one of its ends: late, doubled, in any order."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import structlog
from django.db import transaction

from accounts.actions.presence import follow_call
from accounts.enums import PresenceState
from channels.actions.identify import forget_at_the_end
from channels.actions.offers import end_offer, give_back
from channels.actions.switchboard import announce, append, command, end_leg, lock_call, refold, say
from channels.actions.wrap_up import start_wrap_up
from channels.calls import CallView, LegView
from channels.enums import (
    CallbackState,
    CallDirection,
    CallEventKind,
    CallOutcome,
    CommandKind,
    LegRole,
    OfferResult,
    QueueExit,
)
from channels.models import Call, Callback, Offer, QueueEntry
from contactcentre.kit.wake import wake
from tickets.actions.abandon import abandon, hold_for_call
from tickets.actions.assign import take
from tickets.actions.speak import speak
from tickets.enums import Delivery
from tickets.exceptions import AlreadyTaken, IllegalTransition

EXITS = {
    CallOutcome.ANSWERED: QueueExit.ANSWERED,
    CallOutcome.CALLBACK: QueueExit.CALLBACK,
    CallOutcome.VOICEMAIL: QueueExit.VOICEMAIL,
    CallOutcome.FAILED: QueueExit.FAILED,
}
# Why a client was not dialled: the agent was gone before.
NO_AGENT = "no_agent"
LEFT_ALONE = (CallOutcome.ABANDONED, CallOutcome.SHORT_ABANDON, CallOutcome.FAILED)


# A crash between the two transactions leaves the second one to the sweep.
FOLLOWED_WITHIN = dt.timedelta(seconds=5)
TRIED_AGAIN_AFTER = dt.timedelta(seconds=30)
logger = structlog.get_logger(__name__)


def note_call(
    *,
    call_id: int,
    kind: CallEventKind,
    event_id: str,
    occurred_at: dt.datetime,
    now: dt.datetime,
    leg: str = "",
    payload: Mapping[str, Any] | None = None,
) -> Call:
    """Keep one event of a call, once and committed; then do what follows from it.

    Whatever fails in the second part, the event is kept, and the sweep comes back to it.
    `payload` may name the `role` of the leg (caller, agent), the `offer` that it belongs to, who
    hung up (`by`) and the `cause`; it must hold no digits and no names.
    """
    told = {"event_id": event_id, "occurred_at": occurred_at, "leg": leg}
    if _keep(call_id, kind, dict(payload or {}), now, told):
        follow_call_events(call_id=call_id, now=now)
    return Call.objects.get(pk=call_id)


@transaction.atomic
def _keep(
    call_id: int,
    kind: CallEventKind,
    facts: dict[str, Any],
    now: dt.datetime,
    told: Mapping[str, Any],
) -> bool:
    """Append the event; whether anything told of the call has yet to be acted on."""
    call, leg = lock_call(call_id), str(told["leg"])
    if not facts.get("offer") and _is_agents(call, leg, facts):
        offer = Offer.objects.under_way().filter(call=call, result=OfferResult.ACCEPTED).first()
        known = call.legs.filter(provider_id=leg).exists()
        facts |= {"role": "agent", **({"offer": offer.pk} if offer and not known else {})}
    if kind == CallEventKind.LEG_ENDED and call.ended_at is None and call.follow_at is None:
        facts["first"] = True
    new = append(
        call,
        kind,
        provider=call.provider,
        now=now,
        payload=facts,
        **told,
    )
    if new and call.follow_at is None:
        call.follow_at = now + FOLLOWED_WITHIN
        call.save(update_fields=["follow_at"])
    return call.follow_at is not None


def follow_call_events(*, call_id: int, now: dt.datetime) -> bool:
    """Act on what was told of a call and not acted on yet; False when that fails: later again."""
    try:
        with transaction.atomic():
            call = lock_call(call_id)
            if call.follow_at:
                call.follow_at = None
                call.save(update_fields=["follow_at"])
                follow(call, refold(call), now)
    except Exception as error:  # noqa: BLE001 - what was told is kept, and tried again
        logger.error("call_not_followed", call=call_id, error=type(error).__name__)
        rows = Call.objects.filter(pk=call_id, follow_at__isnull=False)
        rows.update(follow_at=now + TRIED_AGAIN_AFTER)
        return False
    return True


def follow_left_over(*, now: dt.datetime, limit: int) -> int:
    """Act on what was told of calls and is still to be acted on; return of how many calls."""
    calls = Call.objects.filter(follow_at__lte=now).order_by("follow_at", "id")
    left = list(calls.values_list("pk", flat=True)[:limit])
    return sum(follow_call_events(call_id=pk, now=now) for pk in left)


def _is_agents(call: Call, leg: str, facts: Mapping[str, Any]) -> bool:
    return bool(leg) and facts.get("role", "agent") == "agent" and leg != call.provider_id


def follow(call: Call, view: CallView, now: dt.datetime) -> None:
    """Whatever the state of the call asks for; doing it again changes nothing."""
    agents = [each for each in view.legs.items() if each[1].role == LegRole.AGENT and each[1].offer]
    given_back = [_follow_agent(call, view, name, leg, now) for name, leg in agents]
    if any(given_back):
        view = refold(call)
    if not view.ended_at and _all_agents_gone(view):
        view = _end_callers(call, view, now)
    if view.ended_at:
        _ended(call, view, now)
    if call.direction == CallDirection.OUT:
        _follow_callback(call, view, now)


def _follow_agent(call: Call, view: CallView, name: str, leg: LegView, now: dt.datetime) -> bool:
    """What one agent's end asks for; whether that took their offer back."""
    offer = Offer.objects.select_for_update(no_key=True, of=("self",)).get(pk=leg.offer or 0)
    offer.call = call
    connecting = offer.ended_at is None and offer.result == OfferResult.ACCEPTED
    if connecting and leg.ended_at:
        give_back(offer, OfferResult.NO_ANSWER, now)
    elif connecting and leg.up_at and not view.ended_at:
        _connect(call, offer, now)
    talked = offer.ended_at is not None and offer.result == OfferResult.ACCEPTED and leg.up_at
    if talked and (leg.ended_at or view.ended_at):
        start_wrap_up(call=call, agent_id=offer.agent_id, now=now)
        announce(f"user:{offer.agent_id}", call=call)
    lost = offer.ended_at is not None and offer.result != OfferResult.ACCEPTED
    if (view.ended_at or lost) and not leg.ended_at:
        end_leg(call, name, now=now)
    return bool(connecting and leg.ended_at)


def _connect(call: Call, offer: Offer, now: dt.datetime) -> None:
    """The agent is there: the caller leaves the queue and is put through."""
    end_offer(offer, OfferResult.ACCEPTED, now)
    follow_call(user_id=offer.agent_id, state=PresenceState.TALKING, now=now)
    _leave_queue(call, QueueExit.ANSWERED, now)
    incoming = call.direction == CallDirection.IN
    kind = CommandKind.ASK_AGAIN if incoming else CommandKind.CALL_OUT
    command(call, kind, key=f"{offer.pk}", now=now, offer=offer)
    if call.ticket_id:
        hold_for_call(ticket_id=call.ticket_id, holds=False)
        try:
            with transaction.atomic():
                take(ticket_id=call.ticket_id, by=offer.agent, now=now)
        except (AlreadyTaken, IllegalTransition):
            # A colleague works on it, or it is closed: the call is the agent's all the same.
            pass
        if incoming:
            speak(ticket_id=call.ticket_id, by=offer.agent, now=now)
    announce(f"user:{offer.agent_id}", "calls", call=call)


def _all_agents_gone(view: CallView) -> bool:
    return bool(view.connected) and all(view.legs[name].ended_at for name in view.connected)


def _end_callers(call: Call, view: CallView, now: dt.datetime) -> CallView:
    """Nobody is left in a conference without an agent, and nobody is dialled for none."""
    callers = [name for name, leg in view.legs.items() if leg.role == LegRole.CALLER]
    if call.direction == CallDirection.OUT and not callers:
        call.commands.filter(kind=CommandKind.CALL_OUT, delivery=Delivery.QUEUED).update(
            delivery=Delivery.FAILED, next_attempt_at=None, last_error=NO_AGENT
        )
        return say(call, CallEventKind.FAILED, now=now)
    for name in callers or [call.provider_id]:
        end_leg(call, name, now=now)
    return view


def _ended(call: Call, view: CallView, now: dt.datetime) -> None:
    """The caller is gone."""
    forget_at_the_end(call)
    for offer in Offer.objects.under_way().filter(call=call).select_for_update(of=("self",)):
        offer.call = call
        give_back(offer, OfferResult.WITHDRAWN, now)
        view = refold(call)
    left = _leave_queue(call, EXITS.get(view.outcome, QueueExit.LEFT), now)
    if left and view.outcome in LEFT_ALONE and call.ticket_id:
        abandon(ticket_id=call.ticket_id, now=now)
    if call.direction == CallDirection.OUT:
        _end_clients(call, view, now)


def _end_clients(call: Call, view: CallView, now: dt.datetime) -> None:
    """No client is rung, or was just dialled, for a call that is over."""
    dialled = call.commands.filter(kind=CommandKind.CALL_OUT, delivery=Delivery.SENT)
    names = set(dialled.exclude(leg="").values_list("leg", flat=True))
    names |= {name for name, leg in view.legs.items() if leg.role == LegRole.CALLER}
    for name in sorted(names):
        if name not in view.legs or not view.legs[name].ended_at:
            end_leg(call, name, now=now)


def _leave_queue(call: Call, exit_: QueueExit, now: dt.datetime) -> bool:
    left = QueueEntry.objects.filter(call=call, left_at__isnull=True)
    gone = bool(left.update(left_at=now, exit=exit_))
    if gone:
        announce("calls", call=call)
    return gone


def _follow_callback(call: Call, view: CallView, now: dt.datetime) -> None:
    callback = (
        Callback.objects.select_for_update(no_key=True, of=("self",))
        .filter(attempt=call, state=CallbackState.CALLING)
        .first()
    )
    if callback is None:
        return
    if view.answered_at:
        callback.state, callback.ended_at = CallbackState.DONE, now
        callback.save(update_fields=["state", "ended_at"])
        if callback.agent and _is_with_an_agent(view):
            speak(ticket_id=callback.ticket_id, by=callback.agent, now=now)
        announce(f"user:{callback.agent_id}", call=call)
    elif view.ended_at:
        from_attempt(callback, call, now)
    wake("channels.offer_calls")


def _is_with_an_agent(view: CallView) -> bool:
    """Whether an agent was still there when the client picked up."""
    ends = [view.legs[name].ended_at for name in view.connected]
    return any(end is None or (view.answered_at and end > view.answered_at) for end in ends)


RETRY_AFTER = dt.timedelta(minutes=30)
MOST_ATTEMPTS = 2


def from_attempt(callback: Callback, call: Call, now: dt.datetime) -> None:
    """Nobody answered: once more after half an hour, then the ticket goes on without a call.

    A client who was not dialled, because the agent hung up first, has their turn at once.
    """
    again = now if call.commands.filter(last_error=NO_AGENT).exists() else now + RETRY_AFTER
    if callback.attempts >= MOST_ATTEMPTS or again >= callback.window_end:
        miss(callback, now)
        return
    callback.state, callback.next_attempt_at, callback.agent = CallbackState.WAITING, again, None
    callback.save(update_fields=["state", "next_attempt_at", "agent"])


def miss(callback: Callback, now: dt.datetime) -> None:
    """The client was not reached in the window: the ticket waits in its queue like any other."""
    callback.state, callback.ended_at = CallbackState.MISSED, now
    callback.save(update_fields=["state", "ended_at"])
    hold_for_call(ticket_id=callback.ticket_id, holds=False)
