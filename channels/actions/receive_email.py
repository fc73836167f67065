"""A stored mail becomes what it is: a ticket, a message on one, or something set aside."""

import datetime as dt
import traceback
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, IntegrityError, transaction

from channels import envelopes
from channels.actions.compose import addressing
from channels.actions.keep_mail import Mail, enquiry_from, key_of, language_of
from channels.actions.match_thread import Thread, match_thread
from channels.actions.note_bounce import note_bounce
from channels.actions.store_email import raw_of
from channels.enums import Doubt, InboundAction, InboundState
from channels.models import InboundMessage
from channels.models.inbound import MOST_ATTEMPTS
from tickets.actions.open import open_enquiry
from tickets.actions.receive import receive_automatic, receive_flagged, receive_message
from tickets.enums import Author, Direction, State
from tickets.models import Message, Ticket

RETRY = dt.timedelta(minutes=2)
MOST_ACKNOWLEDGEMENTS = 10
HOUR = dt.timedelta(hours=1)
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of a mail. `acknowledgement` is the one that was queued, if one was."""

    action: InboundAction
    ticket: Ticket | None = None
    message: Message | None = None
    acknowledgement: Message | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True)
class Received:
    """The row of a mail, what it says, and what became of it."""

    inbound: InboundMessage
    envelope: envelopes.Envelope
    outcome: Outcome


def author_of(outcome: Outcome) -> Author:
    """Who wrote, as far as it is known: only a party's own words are the client's, and no mail
    is ever an agent's."""
    message = outcome.message
    if message is None or message.flagged or message.automatic:
        return Author.SYSTEM
    return Author.CLIENT if message.direction == Direction.IN else Author.SYSTEM


def receive_email(*, inbound_id: int, now: dt.datetime) -> Received | None:
    """Read a stored mail and act on it, once; again, it answers as the first time.

    A mail that can't be read, or kills who reads it, goes to the quarantine and stays there.
    None when another process is reading it now.
    """
    inbound, has_turn = _take(inbound_id, now)
    if inbound.state == InboundState.RECEIVED and not has_turn:
        return None
    try:
        raw = raw_of(inbound)
        envelope = envelopes.parse(raw, envelope_sender=inbound.envelope_sender)
        if not has_turn:
            return Received(inbound, envelope, _earlier(inbound))
        return Received(inbound, envelope, _settle(inbound, envelope, raw, now))
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it was: kept, shown, read again by hand
        # Not its words: they may quote the mail.
        at = traceback.extract_tb(error.__traceback__)[-1]
        logger.error(
            "mail_unreadable",
            mail=inbound.pk,
            error=type(error).__name__,
            at=f"{at.name}:{at.lineno}",
        )
        outcome = _quarantine(inbound, Doubt.UNREADABLE)
        return Received(inbound, envelopes.Envelope(error="unreadable"), outcome)


@transaction.atomic
def _take(inbound_id: int, now: dt.datetime) -> tuple[InboundMessage, bool]:
    """Count an attempt before anything is read; after too many the mail is set aside."""
    inbound = InboundMessage.objects.select_for_update(no_key=True, of=("self",)).get(pk=inbound_id)
    if inbound.state != InboundState.RECEIVED:
        return inbound, False
    if inbound.attempts and inbound.next_attempt_at and inbound.next_attempt_at > now:
        return inbound, False
    if inbound.attempts >= MOST_ATTEMPTS:
        _quarantine(inbound, Doubt.UNREADABLE)
        return inbound, False
    inbound.attempts += 1
    inbound.next_attempt_at = now + RETRY
    inbound.save(update_fields=["attempts", "next_attempt_at"])
    return inbound, True


def _earlier(inbound: InboundMessage) -> Outcome:
    doubt = Doubt(inbound.doubt) if inbound.doubt else None
    action = InboundAction(inbound.action or InboundAction.FLAGGED)
    ticket = inbound.ticket
    acknowledgement = _acknowledgement(ticket) if ticket and inbound.acknowledged else None
    return Outcome(action, ticket, inbound.message, acknowledgement, doubt)


def _quarantine(inbound: InboundMessage, doubt: Doubt) -> Outcome:
    inbound.state, inbound.action, inbound.doubt = (
        InboundState.QUARANTINED,
        InboundAction.FLAGGED,
        doubt,
    )
    inbound.save(update_fields=["state", "action", "doubt"])
    return Outcome(InboundAction.FLAGGED, doubt=doubt)


@transaction.atomic
def _settle(
    stored: InboundMessage, envelope: envelopes.Envelope, raw: bytes, now: dt.datetime
) -> Outcome:
    """Claim the mail's key, act, and write what became of it: all or nothing."""
    inbound = InboundMessage.objects.select_for_update(no_key=True, of=("self",)).get(pk=stored.pk)
    mail = Mail(inbound, envelope, raw, now)
    if inbound.state != InboundState.RECEIVED:
        return _earlier(inbound)
    inbound.rfc_id = (envelope.message_id or "")[:255]
    inbound.sender = envelope.sender.lower()[:320]
    inbound.key = key_of(mail)
    try:
        with transaction.atomic():
            inbound.save(update_fields=["rfc_id", "sender", "key"])
    except IntegrityError:
        return _settle_duplicate(inbound, inbound.key)
    outcome = _act(mail)
    inbound.state = InboundState.PARSED
    if outcome.doubt in (Doubt.EMPTY, Doubt.NO_SENDER, Doubt.TOO_LARGE):
        inbound.state = InboundState.QUARANTINED
    inbound.action, inbound.doubt = outcome.action, outcome.doubt or ""
    inbound.ticket, inbound.message = outcome.ticket, outcome.message
    inbound.acknowledged = outcome.acknowledgement is not None
    inbound.save(update_fields=["state", "action", "doubt", "ticket", "message", "acknowledged"])
    return outcome


def _settle_duplicate(inbound: InboundMessage, key: str) -> Outcome:
    """The first one keeps the words; of the second only its arrival is kept."""
    first = InboundMessage.objects.select_related("ticket", "message").get(key=key)
    inbound.key, inbound.raw = None, None
    inbound.state, inbound.action = InboundState.DUPLICATE, InboundAction.DUPLICATE
    inbound.duplicate_of, inbound.ticket, inbound.message = first, first.ticket, first.message
    inbound.save(
        update_fields=["key", "raw", "state", "action", "duplicate_of", "ticket", "message"]
    )
    return Outcome(InboundAction.DUPLICATE, first.ticket, first.message)


def _act(mail: Mail) -> Outcome:
    envelope, ours = mail.envelope, addressing()
    if ours.is_own_address(envelope.sender) or ours.is_own_id(envelope.message_id or ""):
        return Outcome(InboundAction.IGNORED)
    if envelope.bounce is not None:
        message = note_bounce(envelope=envelope, recipient=mail.inbound.recipient, now=mail.now)
        return Outcome(InboundAction.BOUNCE, message.ticket if message else None, message)
    thread = match_thread(envelope, recipient=mail.inbound.recipient)
    if envelope.is_auto:
        return _keep_automatic(mail, thread)
    if envelope.error or len(envelope.sender) > 254:
        return Outcome(InboundAction.FLAGGED, doubt=Doubt(envelope.error or Doubt.NO_SENDER))
    return _join_or_open(mail, thread)


def _join_or_open(mail: Mail, thread: Thread | None) -> Outcome:
    """A person's words: on the ticket of which they are a party, else as a new one; in doubt
    kept beside the thread."""
    namesake = _same_id(mail)
    if namesake is not None:
        return _flag(mail, namesake, Doubt.ID_REUSED)
    if thread is None:
        return _open(mail)
    if thread.party is None:
        return _flag(mail, thread.ticket, Doubt.STRANGER)
    if mail.envelope.is_forged:
        return _flag(mail, thread.ticket, Doubt.UNAUTHENTICATED)
    return _append(mail, thread)


def _keep_automatic(mail: Mail, thread: Thread | None) -> Outcome:
    """On the thread if it answers a mail of ours or comes from a party; it moves nothing."""
    if thread is None or not (thread.proven or thread.party):
        return Outcome(InboundAction.AUTO)
    enquiry = enquiry_from(mail, language=thread.ticket.language)
    message = receive_automatic(ticket_id=thread.ticket.pk, enquiry=enquiry, now=mail.now)
    return Outcome(InboundAction.AUTO, thread.ticket, message)


def _same_id(mail: Mail) -> Ticket | None:
    """The ticket of another mail under the same id: its sender's program repeats itself, or
    somebody plays with it."""
    rfc_id = mail.inbound.rfc_id
    if not rfc_id:
        return None
    other = (
        InboundMessage.objects.filter(mailbox=mail.inbound.mailbox, rfc_id=rfc_id)
        .exclude(pk=mail.inbound.pk)
        .exclude(ticket=None)
        .select_related("ticket")
        .order_by("id")
        .first()
    )
    return other.ticket if other else None


def _flag(mail: Mail, ticket: Ticket, doubt: Doubt) -> Outcome:
    enquiry = enquiry_from(mail, language=ticket.language)
    message = receive_flagged(ticket_id=ticket.pk, enquiry=enquiry, reason=str(doubt), now=mail.now)
    return Outcome(InboundAction.FLAGGED, ticket, message, doubt=doubt)


def _open(mail: Mail, thread: Thread | None = None) -> Outcome:
    acknowledge = _may_acknowledge(mail)
    enquiry = enquiry_from(mail, language=language_of(mail), continued=thread)
    opened = open_enquiry(enquiry=enquiry, now=mail.now, acknowledge=acknowledge)
    return Outcome(
        InboundAction.CREATED,
        opened.ticket,
        opened.message,
        acknowledgement=_acknowledgement(opened.ticket) if acknowledge else None,
    )


def _append(mail: Mail, thread: Thread) -> Outcome:
    ticket, party = thread.ticket, thread.party
    state = Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=ticket.pk).state
    if party is None or state == State.CLOSED:
        return _open(mail, thread)
    enquiry = enquiry_from(mail, language=mail.envelope.language or ticket.language)
    message, _ = receive_message(
        ticket_id=ticket.pk, enquiry=enquiry, person=party.person, now=mail.now
    )
    return Outcome(InboundAction.APPENDED, ticket, message)


def _may_acknowledge(mail: Mail) -> bool:
    """At most ten an hour to one address: two robots must not keep each other busy."""
    sent = InboundMessage.objects.acknowledged_since(
        mail.envelope.sender.lower()[:320], mail.now - HOUR
    )
    return sent.count() < MOST_ACKNOWLEDGEMENTS


def _acknowledgement(ticket: Ticket) -> Message | None:
    """The receipt that was queued, with the id under which it will go."""
    receipt = ticket.messages.filter(direction=Direction.OUT, automatic=True).order_by("id").first()
    if receipt is not None and not receipt.message_id:
        receipt.message_id = addressing().new_message_id()
        receipt.save(update_fields=["message_id"])
    return receipt
