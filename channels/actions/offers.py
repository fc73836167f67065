"""The ends of an offer: connected, taken back, or given to nobody."""

import datetime as dt

from accounts.actions.presence import follow_call, leave_call
from accounts.enums import PresenceState
from channels.actions.switchboard import announce, end_leg, say
from channels.enums import CallbackState, CallEventKind, LegRole, OfferResult
from channels.models import Callback, Offer
from contactcentre.kit.wake import wake

RINGS = dt.timedelta(seconds=15)
# From the agent's word to the agent's telephone being up.
CONNECTS = dt.timedelta(seconds=30)


def end_offer(offer: Offer, result: OfferResult, now: dt.datetime) -> None:
    """Close a locked offer with its result."""
    offer.result, offer.ended_at = result, now
    offer.save(update_fields=["result", "ended_at"])


def give_back(
    offer: Offer,
    result: OfferResult,
    now: dt.datetime,
    then: PresenceState = PresenceState.BREAK,
) -> None:
    """End an offer, locked with its call, that led to nothing.

    The caller keeps the original place; the agent is marked by the result (one who declined, by
    `then`), and an end of theirs that still rings is hung up.
    """
    end_offer(offer, result, now)
    facts = {"offer": offer.pk}
    say(offer.call, CallEventKind.OFFER_ENDED, now=now, once=str(offer.pk), payload=facts)
    if result == OfferResult.NO_ANSWER:
        follow_call(user_id=offer.agent_id, state=PresenceState.NO_ANSWER, now=now)
    elif result == OfferResult.DECLINED:
        follow_call(user_id=offer.agent_id, state=then, now=now)
    else:
        leave_call(user_id=offer.agent_id, now=now)
    legs = offer.call.legs.filter(role=LegRole.AGENT, user=offer.agent_id, ended_at__isnull=True)
    for leg in legs:
        end_leg(offer.call, leg.provider_id, now=now)
    Callback.objects.filter(attempt=offer.call_id, state=CallbackState.CALLING).update(
        state=CallbackState.WAITING, agent=None
    )
    announce(f"user:{offer.agent_id}", "calls", call=offer.call)
    wake("channels.offer_calls")
