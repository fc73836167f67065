"""The one door: every channel opens a ticket here, once for each of its keys."""

import datetime as dt
import hashlib
import json
from dataclasses import astuple, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from contactcentre.kit.wake import wake
from people.actions.record import record_person
from people.models import Person
from tickets import references
from tickets.actions.base import record, settle
from tickets.actions.clocks import promised_date, start_clocks
from tickets.actions.receipt import send_receipt
from tickets.actions.thread import add_inbound
from tickets.adapters.files import StoredFile
from tickets.enums import Channel, EventKind, PartyRole, Robot
from tickets.exceptions import KeyReused
from tickets.models import Contact, EnquiryType, Message, Party, Queue, SpecialOperation, Ticket

TRIES = 5


@dataclass(frozen=True)
class Sender:
    """Who writes, as they say. `role` is theirs on the ticket; `relation`, to the client."""

    name: str
    email: str = ""
    phone: str = ""
    role: PartyRole = PartyRole.CLIENT
    relation: str = ""


@dataclass(frozen=True)
class Enquiry:
    """What a channel hands over. Texts are as received; identifiers are canonical.

    `continues` is the ticket that it goes on with, `organisation` the body that the sender writes
    for, `operation` the special operation whose form or line was used.
    """

    channel: Channel
    key: str
    language: str
    subject: str
    body: str
    sender: Sender
    client_name: str = ""
    client_family_name: str = ""
    client_date_of_birth: dt.date | None = None
    accommodation: str = ""
    enquiry_type: str = ""
    country: str = ""
    province: str = ""
    time_zone: str = ""
    uci: str = ""
    application_numbers: tuple[str, ...] = ()
    urgency_claimed: str = ""
    urgency_date: dt.date | None = None
    message_id: str = ""
    full_text: str = ""
    html: str = ""
    continues: int | None = None
    organisation: int | None = None
    operation: int | None = None
    person: int | None = None
    queue: str = ""
    files: tuple[StoredFile, ...] = field(default=())

    def digest(self) -> str:
        """A fingerprint of the content: the same key with another one is not a repeat."""
        facts = [
            self.subject,
            self.body,
            self.language,
            self.enquiry_type,
            astuple(self.sender),
            self.client_name,
            self.client_family_name,
            str(self.client_date_of_birth or ""),
            self.accommodation,
            self.urgency_claimed,
            str(self.urgency_date or ""),
            self.country,
            self.province,
            self.uci,
            self.application_numbers,
            [item.sha256 for item in self.files],
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True)
class Opened:
    """The ticket of a contact; `created` is false for a repeat."""

    ticket: Ticket
    message: Message
    created: bool


def open_enquiry(*, enquiry: Enquiry, now: dt.datetime, acknowledge: bool = True) -> Opened:
    """Open a ticket for an enquiry, in one transaction; a repeat answers as the first did.

    With `acknowledge` a receipt is queued to the writer in the same transaction.
    Raises KeyReused when the key came before with another content.
    """
    for _ in range(TRIES):
        if known := _earlier(enquiry):
            return known
        try:
            with transaction.atomic():
                return _open(enquiry, now, acknowledge)
        except IntegrityError as error:
            # The same key came at the same moment, or the random reference is taken already
            # (one in 550 when there are 50 million tickets): look again, draw again.
            problem = error
    raise problem


def _earlier(enquiry: Enquiry) -> Opened | None:
    contact = (
        Contact.objects.filter(channel=enquiry.channel, key=enquiry.key)
        .select_related("ticket", "message")
        .first()
    )
    if contact is None:
        return None
    if contact.content_digest != enquiry.digest():
        raise KeyReused
    return Opened(contact.ticket, contact.message, created=False)


def _open(enquiry: Enquiry, now: dt.datetime, acknowledge: bool) -> Opened:
    client, correspondent = _people(enquiry, now)
    ticket = _new_ticket(enquiry, client, now)
    settle(ticket)
    ticket.save(force_insert=True)
    _add_parties(ticket, enquiry, client, correspondent)
    message = add_inbound(ticket=ticket, enquiry=enquiry, person=correspondent, now=now)
    Contact.objects.create(
        channel=enquiry.channel,
        key=enquiry.key,
        content_digest=enquiry.digest(),
        language=enquiry.language,
        ticket=ticket,
        message=message,
        at=now,
    )
    record(
        ticket,
        EventKind.RECEIVED,
        by=Robot.CLIENT,
        now=now,
        channel=enquiry.channel,
        message=message.pk,
    )
    if enquiry.continues:
        record(ticket, EventKind.LINKED, by=Robot.SYSTEM, now=now, earlier=enquiry.continues)
    start_clocks(ticket=ticket, now=now)
    ticket.promised_on = promised_date(ticket=ticket, now=now)
    ticket.save(update_fields=["promised_on"])
    if acknowledge:
        send_receipt(ticket=ticket, now=now)
    wake("tickets.route", ticket.pk)
    return Opened(ticket, message, created=True)


def _new_ticket(enquiry: Enquiry, client: Person, now: dt.datetime) -> Ticket:
    return Ticket(
        reference=references.new_reference(),
        channel=enquiry.channel,
        subject=enquiry.subject[:200],
        enquiry_type=EnquiryType.objects.filter(code=enquiry.enquiry_type).first(),
        language=enquiry.language,
        client=client,
        country=enquiry.country,
        province=enquiry.province,
        time_zone=enquiry.time_zone,
        uci=enquiry.uci,
        application_numbers=list(enquiry.application_numbers),
        urgency_claimed=enquiry.urgency_claimed,
        urgency_date=enquiry.urgency_date,
        queue=_queue(enquiry),
        operation_id=_operation(enquiry, now),
        continues_id=enquiry.continues,
        created_at=now,
        last_message_at=now,
    )


def _operation(enquiry: Enquiry, now: dt.datetime) -> int | None:
    """The special operation that the enquiry came by, as long as it receives."""
    if enquiry.operation is None:
        return None
    active = SpecialOperation.objects.active(now).filter(pk=enquiry.operation)
    return active.values_list("pk", flat=True).first()


def _queue(enquiry: Enquiry) -> Queue:
    """Where the ticket goes unless a rule says otherwise."""
    named = Queue.objects.filter(code=enquiry.queue, active=True).first()
    return named or Queue.objects.get(is_default=True)


def _people(enquiry: Enquiry, now: dt.datetime) -> tuple[Person, Person]:
    """Return the client and the person who wrote: one person unless somebody writes for them."""
    sender = enquiry.sender
    if enquiry.person:
        known = Person.objects.get(pk=enquiry.person)
        return known, known
    facts: dict[str, Any] = {
        "language": enquiry.language,
        "now": now,
        "family_name": enquiry.client_family_name,
        "date_of_birth": enquiry.client_date_of_birth,
    }
    if sender.role == PartyRole.CLIENT:
        client = record_person(
            name=sender.name,
            email=sender.email,
            phone=sender.phone,
            accommodation=enquiry.accommodation,
            **facts,
        )
        return client, client
    writer = record_person(
        name=sender.name,
        email=sender.email,
        phone=sender.phone,
        language=enquiry.language,
        now=now,
        accommodation=enquiry.accommodation,
    )
    name = enquiry.client_name or enquiry.client_family_name or sender.name
    return record_person(name=name, email="", **facts), writer


def _add_parties(ticket: Ticket, enquiry: Enquiry, client: Person, writer: Person) -> None:
    sender = enquiry.sender
    address = {"email": sender.email.strip().lower(), "phone": sender.phone}
    if enquiry.channel == Channel.MEMBER:
        # Followed in the office's portal only: an address here would open the status page.
        address = {}
    if client == writer:
        Party.objects.create(ticket=ticket, person=client, role=PartyRole.CLIENT, **address)
        return
    Party.objects.create(ticket=ticket, person=client, role=PartyRole.CLIENT)
    Party.objects.create(
        ticket=ticket,
        person=writer,
        role=sender.role,
        relation=sender.relation,
        organisation_id=enquiry.organisation,
        **address,
    )
