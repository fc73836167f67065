"""Put words on a ticket's thread: received ones, and queued ones of the outbox."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from contactcentre.kit.wake import wake
from people.models import Person
from tickets.adapters.files import StoredFile
from tickets.enums import Author, Channel, Delivery, Direction
from tickets.models import Attachment, Message, Ticket
from tickets.signals import message_queued

if TYPE_CHECKING:
    from tickets.actions.open import Enquiry


def attach(
    *, ticket: Ticket, files: tuple[StoredFile, ...], now: dt.datetime, **owner: object
) -> None:
    """Attach stored files to a message or a referral of the ticket."""
    Attachment.objects.bulk_create(
        Attachment(
            ticket=ticket,
            name=item.name,
            content_type=item.content_type,
            size=item.size,
            sha256=item.sha256,
            inline=item.inline,
            created_at=now,
            **owner,
        )
        for item in files
    )


def add_inbound(
    *,
    ticket: Ticket,
    enquiry: "Enquiry",
    person: Person | None,
    now: dt.datetime,
    flagged: bool = False,
    automatic: bool = False,
) -> Message:
    """Add a received message with its files, and ask for its words to be indexed."""
    message = Message.objects.create(
        ticket=ticket,
        direction=Direction.IN,
        author=Author.CLIENT,
        person=person,
        channel=enquiry.channel,
        language=enquiry.language,
        subject=enquiry.subject[:300],
        body=enquiry.body,
        full_text=enquiry.full_text,
        html=enquiry.html,
        message_id=enquiry.message_id,
        flagged=flagged,
        automatic=automatic,
        created_at=now,
    )
    attach(ticket=ticket, files=enquiry.files, now=now, message=message)
    wake("tickets.index", ticket.pk)
    return message


def add_outbound(
    *,
    ticket: Ticket,
    author: Author,
    subject: str,
    body: str,
    now: dt.datetime,
    user: User | None = None,
    files: tuple[StoredFile, ...] = (),
    language: str = "",
    deliver_at: dt.datetime | None = None,
) -> Message:
    """Queue a message to the person who wrote.

    Without an address it stays on the status page; an office reads it in its portal.
    """
    to_email = recipient(ticket)
    message = Message.objects.create(
        ticket=ticket,
        direction=Direction.OUT,
        author=author,
        user=user,
        channel=_way_out(ticket, to_email),
        language=language or ticket.language,
        subject=subject[:300],
        body=body,
        automatic=author == Author.SYSTEM,
        to_email=to_email,
        delivery=Delivery.QUEUED if to_email else "",
        next_attempt_at=(deliver_at or now) if to_email else None,
        created_at=now,
    )
    attach(ticket=ticket, files=files, now=now, message=message)
    wake("tickets.index", ticket.pk)
    if to_email:
        transaction.on_commit(
            lambda: message_queued.send_robust(Message, message_id=message.pk), robust=True
        )
    return message


def _way_out(ticket: Ticket, to_email: str) -> Channel:
    """Where the reader finds it: in their mail, in the office's portal or on the status page."""
    if to_email:
        return Channel.EMAIL
    return Channel.MEMBER if ticket.channel == Channel.MEMBER else Channel.WEB


def recipient(ticket: Ticket) -> str:
    """The address that replies go to: a representative's before the client's own.

    A representative acts instead of the client; one address, never two. What a Member's or
    Senator's office filed in its portal is answered there: no mail carries facts of a file.
    """
    if ticket.channel == Channel.MEMBER:
        return ""
    parties = list(ticket.parties.exclude(email="").order_by("id"))
    for role in ("representative", "correspondent", "members_office", "client"):
        for party in parties:
            if party.role == role:
                return party.email
    return ""
