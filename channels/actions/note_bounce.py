"""A server reports that a mail of ours did not arrive."""

import datetime as dt
import re

from django.db import transaction

from channels.actions.compose import addressing
from channels.actions.match_thread import recipients
from channels.addressing import Kind
from channels.envelopes import Envelope
from channels.envelopes.bounces import Bounce
from people.actions.bounce import mark_bounced
from tickets.actions.base import lock_ticket, notify, owner_or_supervisors, record
from tickets.enums import Delivery, Direction, EventKind, NoticeKind, Robot
from tickets.models import Message, Notice

# The address itself is at fault: no such mailbox, host or user.
_BAD_ADDRESS = re.compile(r"5\.(?:1\.\d+|0\.0|2\.1|4\.1|4\.4|5\.0)\Z")
RETURNABLE = (Delivery.QUEUED, Delivery.SENDING, Delivery.SENT)


@transaction.atomic
def note_bounce(*, envelope: Envelope, recipient: str, now: dt.datetime) -> Message | None:
    """Mark the message that came back, and tell its owner; return it if it is one of ours.

    Only a proof of ours in the return path or the returned id is believed.
    """
    bounce = envelope.bounce
    message = _returned_message(envelope, recipient)
    if bounce is None or message is None:
        return None
    ticket = lock_ticket(message.ticket_id)
    if bounce.delayed or not _mark(message, bounce):
        return message
    record(
        ticket,
        EventKind.DELIVERY_FAILED,
        by=Robot.SYSTEM,
        now=now,
        message=message.pk,
        code=bounce.status or "",
    )
    notify(
        NoticeKind.DELIVERY_FAILED,
        users=owner_or_supervisors(ticket),
        ticket=ticket,
        key=f"delivery:{message.pk}",
        now=now,
    )
    if bounce.hard and _BAD_ADDRESS.match(bounce.status or ""):
        persons = list(ticket.parties.values_list("person_id", flat=True))
        mark_bounced(email=message.to_email, person_ids=persons, now=now)
    return message


def _mark(message: Message, bounce: Bounce) -> bool:
    updated = Message.objects.filter(pk=message.pk, delivery__in=RETURNABLE).update(
        delivery=Delivery.BOUNCED, next_attempt_at=None, last_error=bounce.status or "bounced"
    )
    return bool(updated)


def _returned_message(envelope: Envelope, recipient: str) -> Message | None:
    ours = addressing()
    sent = Message.objects.filter(direction=Direction.OUT)
    for address in recipients(envelope, recipient):
        returned = ours.returned(address)
        if returned and returned.kind == Kind.MESSAGE:
            return sent.filter(pk=returned.pk).first()
        if returned and returned.kind == Kind.NOTICE:
            _mark_notice(returned.pk, envelope)
            return None
    original = envelope.bounce.original_id if envelope.bounce else None
    named = [original or "", envelope.in_reply_to or "", *reversed(envelope.references)]
    own = [name for name in named if name and ours.is_own_id(name)]
    return sent.filter(message_id__in=own).order_by("-id").first() if own else None


def _mark_notice(pk: int, envelope: Envelope) -> None:
    """A duty inbox did not get its notice: the row says so, and nobody's screen is filled."""
    bounce = envelope.bounce
    if bounce and not bounce.delayed:
        Notice.objects.filter(pk=pk, delivery__in=RETURNABLE).update(
            delivery=Delivery.BOUNCED, next_attempt_at=None, last_error=bounce.status or "bounced"
        )
