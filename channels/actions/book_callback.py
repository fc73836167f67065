"""A caller leaves the line and keeps the place: the centre calls back."""

import datetime as dt

from django.db import transaction

from channels import callers
from channels.actions.offers import give_back
from channels.actions.promise_callback import Place, book, canadian, hours_of
from channels.actions.queue_call import ticket_of
from channels.actions.switchboard import lock_call, say
from channels.enums import CallEventKind, LineKind, OfferResult, QueueExit
from channels.models import Call, Callback, Offer, QueueEntry
from tickets.actions.abandon import hold_for_call

# The caller still hears goodbye.
FIRST_AFTER = dt.timedelta(minutes=1)


@transaction.atomic
def book_callback(*, call_id: int, number: str, now: dt.datetime) -> Callback:
    """Promise to call back a Canadian number, once a call; who waited already keeps that place.

    Raises NoCallbackThere for another number.
    """
    call = lock_call(call_id)
    known = Callback.objects.filter(asked_in=call).first()
    if known:
        return known
    to = canadian(number)
    ticket = ticket_of(call, now)
    hold_for_call(ticket_id=ticket.pk, holds=True)
    zone = callers.zone_of_number(to)
    window = callers.callback_window(hours_of(call.line), zone, now)
    place = Place(_leave_queue(call, now), is_crisis=call.line.kind == LineKind.CRISIS)
    callback = book(ticket, to, window, place=place, asked_in=call, now=now, after=FIRST_AFTER)
    say(call, CallEventKind.CALLBACK, now=now)
    return callback


def _leave_queue(call: Call, now: dt.datetime) -> dt.datetime:
    """Since when the caller waits; an agent who was rung for them is free again."""
    for offer in Offer.objects.under_way().filter(call=call).select_for_update(of=("self",)):
        offer.call = call
        give_back(offer, OfferResult.WITHDRAWN, now)
    entry = QueueEntry.objects.filter(call=call, left_at__isnull=True).first()
    if entry is None:
        return now
    entry.left_at, entry.exit = now, QueueExit.CALLBACK
    entry.save(update_fields=["left_at", "exit"])
    return entry.entered_at
