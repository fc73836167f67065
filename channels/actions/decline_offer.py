"""An agent does not take what is offered: they are on a break, the caller keeps their place."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from channels.actions.accept_offer import lock_offer
from channels.actions.offers import give_back
from channels.enums import OfferResult
from channels.exceptions import CallIsOver
from channels.models import Offer


@transaction.atomic
def decline_offer(*, offer_id: int, by: User, now: dt.datetime) -> Offer:
    """Decline one's own offer; again, it is the same. Raises CallIsOver when it ended otherwise."""
    offer = lock_offer(offer_id, by)
    if offer.result == OfferResult.DECLINED:
        return offer
    if offer.ended_at or offer.result:
        raise CallIsOver
    give_back(offer, OfferResult.DECLINED, now)
    return offer
