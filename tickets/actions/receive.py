"""A message comes in on a ticket that exists: from a party, a robot, or a stranger."""

import datetime as dt

from django.db import IntegrityError, transaction

from people.models import Person
from tickets.actions.base import lock_ticket, notify, owner_or_supervisors, record, save
from tickets.actions.clocks import rederive
from tickets.actions.open import Enquiry
from tickets.actions.thread import add_inbound
from tickets.enums import EventKind, NoticeKind, Robot, State
from tickets.exceptions import IllegalTransition, KeyReused
from tickets.lifecycle import Move, next_state
from tickets.models import Contact, Message, Ticket


def receive_message(
    *, ticket_id: int, enquiry: Enquiry, person: Person, now: dt.datetime
) -> tuple[Message, bool]:
    """Add a party's message and reopen what waited for it; a repeat answers as the first did.

    Returns the message and whether it is new. Raises IllegalTransition on a closed ticket: the
    caller then opens a new one that continues it.
    """
    try:
        with transaction.atomic():
            return _receive(ticket_id, enquiry, person, now), True
    except IntegrityError:
        contact = (
            Contact.objects.filter(channel=enquiry.channel, key=enquiry.key)
            .select_related("message")
            .first()
        )
        if contact is None:
            raise
        if contact.content_digest != enquiry.digest():
            raise KeyReused from None
        return contact.message, False


def _receive(ticket_id: int, enquiry: Enquiry, person: Person, now: dt.datetime) -> Message:
    ticket = lock_ticket(ticket_id)
    before = ticket.state
    if before == State.CLOSED:
        raise IllegalTransition
    message = add_inbound(ticket=ticket, enquiry=enquiry, person=person, now=now)
    Contact.objects.create(
        channel=enquiry.channel,
        key=enquiry.key,
        content_digest=enquiry.digest(),
        language=enquiry.language,
        ticket=ticket,
        message=message,
        at=now,
    )
    ticket.state = next_state(before, Move.CLIENT_WROTE)
    _touch(ticket, now)
    record(ticket, EventKind.MESSAGE_RECEIVED, by=Robot.CLIENT, now=now, message=message.pk)
    if before != ticket.state:
        record(ticket, EventKind.REOPENED, by=Robot.CLIENT, now=now, before=before)
    notify(
        NoticeKind.CLIENT_WROTE,
        users=[ticket.assignee] if ticket.assignee else [],
        ticket=ticket,
        key=f"message:{message.pk}",
        now=now,
    )
    rederive(ticket=ticket, now=now)
    return message


def _touch(ticket: Ticket, now: dt.datetime) -> None:
    ticket.thread_version += 1
    ticket.last_message_at = now
    if ticket.state != State.RESOLVED:
        ticket.resolved_at = None
        ticket.outcome = None
        ticket.waiting_since = ticket.waiting_until = None
    save(
        ticket,
        "state",
        "thread_version",
        "last_message_at",
        "resolved_at",
        "outcome",
        "waiting_since",
        "waiting_until",
    )


@transaction.atomic
def receive_automatic(*, ticket_id: int, enquiry: Enquiry, now: dt.datetime) -> Message:
    """Keep an automatic message (vacation note, receipt) on the thread. It moves nothing."""
    ticket = lock_ticket(ticket_id)
    message = add_inbound(ticket=ticket, enquiry=enquiry, person=None, now=now, automatic=True)
    record(ticket, EventKind.AUTO_RECEIVED, by=Robot.SYSTEM, now=now, message=message.pk)
    return message


@transaction.atomic
def receive_flagged(*, ticket_id: int, enquiry: Enquiry, reason: str, now: dt.datetime) -> Message:
    """Keep a stranger's message for a person to look at. The client never sees it as theirs."""
    ticket = lock_ticket(ticket_id)
    message = add_inbound(ticket=ticket, enquiry=enquiry, person=None, now=now, flagged=True)
    record(ticket, EventKind.FLAGGED, by=Robot.SYSTEM, now=now, message=message.pk, reason=reason)
    notify(
        NoticeKind.FLAGGED,
        users=owner_or_supervisors(ticket),
        ticket=ticket,
        key=f"flagged:{message.pk}",
        now=now,
    )
    return message
