"""An agent takes what is offered: their telephone is rung, and they are connected once it is up."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from channels.actions.offers import CONNECTS
from channels.actions.switchboard import announce, command, lock_call
from channels.enums import CommandKind, OfferResult
from channels.exceptions import CallIsOver
from channels.models import Offer


@transaction.atomic
def accept_offer(*, offer_id: int, by: User, now: dt.datetime) -> Offer:
    """Accept one's own offer; again, it is the same. Raises CallIsOver when it was taken back or
    the caller is gone.
    """
    offer = lock_offer(offer_id, by)
    if offer.result == OfferResult.ACCEPTED:
        return offer
    if offer.ended_at or offer.rings_until <= now or offer.call.ended_at:
        raise CallIsOver
    offer.result, offer.rings_until = OfferResult.ACCEPTED, now + CONNECTS
    offer.save(update_fields=["result", "rings_until"])
    command(offer.call, CommandKind.CALL_AGENT, key=str(offer.pk), now=now, offer=offer)
    announce(f"user:{by.pk}", call=offer.call)
    return offer


def lock_offer(offer_id: int, by: User) -> Offer:
    """Lock a call, then one's own offer of it. Raises CallIsOver where there is none."""
    found = Offer.objects.filter(pk=offer_id, agent=by).first()
    if found is None:
        raise CallIsOver
    call = lock_call(found.call_id)
    offer = Offer.objects.select_for_update(no_key=True, of=("self",)).get(pk=offer_id)
    offer.call = call
    return offer
