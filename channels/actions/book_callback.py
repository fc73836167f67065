"""A caller leaves the line and keeps the place: the centre calls back."""

import datetime as dt

from django.db import transaction

from channels import callers
from channels.actions.offers import give_back
from channels.actions.queue_call import ticket_of
from channels.actions.switchboard import lock_call, say
from channels.enums import CallEventKind, OfferResult, QueueExit
from channels.exceptions import NoCallbackThere
from channels.models import Call, Callback, Offer, QueueEntry
from contactcentre.kit.wake import wake
from people.identifiers import canonical_phone
from tickets.actions.abandon import hold_for_call
from tickets.models import CalendarVersion

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
    to = canonical_phone(number) or ""
    if not callers.is_canadian(to):
        raise NoCallbackThere
    ticket = ticket_of(call, now)
    hold_for_call(ticket_id=ticket.pk, holds=True)
    start, end = _window(call, to, now)
    callback = Callback.objects.create(
        ticket=ticket,
        asked_in=call,
        number=to,
        language=ticket.language,
        queue=ticket.queue,
        rank=_leave_queue(call, now),
        window_start=start,
        window_end=end,
        next_attempt_at=max(start, now + FIRST_AFTER),
        created_at=now,
    )
    say(call, CallEventKind.CALLBACK, now=now)
    wake("channels.offer_calls")
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


def _window(call: Call, number: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    calendar = CalendarVersion.objects.in_force().get(calendar=call.line.calendar_id).rule()
    zones = callers.whereabouts(number).zones
    return callers.callback_window(calendar, zones[0], now)
