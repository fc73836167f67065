"""An agent does not take what is offered: they are away, the caller keeps their place."""

import datetime as dt
from contextlib import suppress

from django.db import transaction

from accounts.enums import PresenceState
from accounts.models import User
from channels.actions.accept_offer import lock_offer
from channels.actions.offers import give_back
from channels.enums import OfferResult
from channels.exceptions import CallIsOver
from channels.models import Offer


@transaction.atomic
def decline_offer(
    *,
    offer_id: int,
    by: User,
    now: dt.datetime,
    then: PresenceState = PresenceState.BREAK,
) -> Offer:
    """Decline one's own offer, and do what `then` says; again, it is the same. Raises CallIsOver
    when it ended otherwise.
    """
    offer = lock_offer(offer_id, by)
    if offer.result == OfferResult.DECLINED:
        return offer
    if offer.ended_at or offer.result:
        raise CallIsOver
    give_back(offer, OfferResult.DECLINED, now, then)
    return offer


def decline_what_rings(*, by: User, then: PresenceState, now: dt.datetime) -> None:
    """Decline the offer that rings for an agent who went away instead of answering.

    One that was accepted meanwhile goes on, and `then` comes after the call.
    """
    offer = Offer.objects.under_way().filter(agent=by).first()
    if offer is not None:
        with suppress(CallIsOver):
            decline_offer(offer_id=offer.pk, by=by, now=now, then=then)
