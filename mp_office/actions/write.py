"""The office writes on an enquiry that it filed."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from mp_office.actions.base import lock_enquiry, next_word_on
from mp_office.exceptions import MandateEnded
from people.actions.record import record_person
from tickets.actions.open import Enquiry, Sender
from tickets.actions.receive import receive_message
from tickets.adapters.files import StoredFile
from tickets.enums import Channel, PartyRole
from tickets.exceptions import IllegalTransition
from tickets.models import Message


@transaction.atomic
def write_message(
    *,
    enquiry_id: int,
    key: str,
    text: str,
    files: tuple[StoredFile, ...],
    by: User,
    now: dt.datetime,
) -> Message:
    """Add the office's message, with its documents; the same `key` again is the same message.

    An answered enquiry goes on with it, and the next word is promised anew.
    Raises IllegalTransition on a closed ticket: a new enquiry is filed instead.
    """
    enquiry = lock_enquiry(enquiry_id)
    ticket, office = enquiry.ticket, enquiry.office
    if ticket is None:
        raise IllegalTransition
    if office.term_at(now) is None:
        raise MandateEnded
    person = record_person(name=by.name, email=office.email, language=ticket.language, now=now)
    said = Enquiry(
        channel=Channel.MEMBER,
        key=f"message:{enquiry.pk}:{key}",
        language=ticket.language,
        subject=ticket.subject,
        body=text,
        sender=Sender(name=by.name, email=office.email, role=PartyRole.MEMBERS_OFFICE),
        organisation=office.organisation_id,
        files=files,
    )
    message, _new = receive_message(ticket_id=ticket.pk, enquiry=said, person=person, now=now)
    if enquiry.next_update_on is None:
        enquiry.next_update_on = next_word_on(message.ticket, now)
        enquiry.save(update_fields=["next_update_on"])
    return message
