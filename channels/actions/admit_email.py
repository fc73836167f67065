"""A person looks at a mail that was set aside, and says what it is."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from channels import envelopes
from channels.actions.keep_mail import Mail, enquiry_from, key_of, language_of
from channels.actions.store_email import raw_of
from channels.enums import InboundAction, InboundState
from channels.exceptions import NotAdmissible
from channels.models import InboundMessage
from tickets.actions.open import open_enquiry
from tickets.models import Ticket


@transaction.atomic
def admit_email(*, inbound_id: int, by: User, now: dt.datetime) -> Ticket:
    """Open a ticket from a mail that was set aside. Its writer gets no automatic answer.

    Raises NotAdmissible when it is dealt with already, or nobody could be answered.
    """
    inbound = _locked(inbound_id)
    raw = raw_of(inbound)
    envelope = envelopes.parse(raw, envelope_sender=inbound.envelope_sender)
    if inbound.ticket_id or not envelope.sender or len(envelope.sender) > 254:
        raise NotAdmissible
    mail = Mail(inbound, envelope, raw, now)
    enquiry = enquiry_from(mail, language=language_of(mail))
    opened = open_enquiry(enquiry=enquiry, now=now, acknowledge=False)
    inbound.key = inbound.key or key_of(mail)
    inbound.state, inbound.action = InboundState.PARSED, InboundAction.CREATED
    inbound.ticket, inbound.message = opened.ticket, opened.message
    inbound.seen_at, inbound.seen_by = now, by
    inbound.save(
        update_fields=["key", "state", "action", "ticket", "message", "seen_at", "seen_by"]
    )
    return opened.ticket


@transaction.atomic
def mark_seen(*, inbound_id: int, by: User, now: dt.datetime) -> None:
    """Take a mail off the list: there is nothing to do. It stays where it is."""
    inbound = _locked(inbound_id)
    inbound.seen_at, inbound.seen_by = now, by
    inbound.save(update_fields=["seen_at", "seen_by"])


def _locked(inbound_id: int) -> InboundMessage:
    return InboundMessage.objects.select_for_update(no_key=True, of=("self",)).get(pk=inbound_id)
