"""Which ticket a mail belongs to, and whether its sender is a party to it."""

from typing import NamedTuple

from channels.actions.compose import addressing
from channels.envelopes import Envelope
from people.enums import ContactKind
from tickets import references
from tickets.enums import Direction
from tickets.models import Message, Party, Ticket


class Thread(NamedTuple):
    """A ticket that a mail names, with the party who sends it; None for a stranger.

    `proven`: the mail carries something that only a receiver of our mail can have.
    """

    ticket: Ticket
    party: Party | None
    proven: bool


def match_thread(envelope: Envelope, *, recipient: str) -> Thread | None:
    """By the signed reply address, then by message ids, then by a reference in the subject."""
    for find, proven in ((_by_address, True), (_by_own_id, True), (_by_their_id, False)):
        ticket = find(envelope, recipient)
        if ticket is not None:
            return Thread(ticket, party_of(ticket, envelope.sender), proven)
    ticket = Ticket.objects.filter(reference__in=references.find(envelope.subject)[:5]).first()
    return Thread(ticket, party_of(ticket, envelope.sender), False) if ticket else None


def party_of(ticket: Ticket, address: str) -> Party | None:
    """The party to whom this address belongs: the one used on the ticket, or another of theirs."""
    wanted = address.strip().lower()
    if not wanted:
        return None
    parties = ticket.parties.select_related("person").order_by("id")
    return (
        parties.filter(email=wanted).first()
        or parties.filter(
            person__contact_points__kind=ContactKind.EMAIL,
            person__contact_points__value=wanted,
        ).first()
    )


def recipients(envelope: Envelope, recipient: str) -> list[str]:
    """Every address of the mail that may be one of ours, the envelope's first."""
    found = [recipient, *envelope.delivered_to, *envelope.to, *envelope.cc]
    return list(dict.fromkeys(address for address in found if address))


def _by_address(envelope: Envelope, recipient: str) -> Ticket | None:
    ours = addressing()
    for address in recipients(envelope, recipient):
        reference = ours.ticket_of(address)
        if reference:
            return Ticket.objects.filter(reference=reference).first()
    return None


def _named_ids(envelope: Envelope) -> list[str]:
    """What the mail answers, the nearest first."""
    named = [envelope.in_reply_to or "", *reversed(envelope.references)]
    return list(dict.fromkeys(name for name in named if name))


def _by_own_id(envelope: Envelope, _: str) -> Ticket | None:
    ours = addressing()
    own = [name for name in _named_ids(envelope) if ours.is_own_id(name)]
    return _ticket_of(own, Direction.OUT)


def _by_their_id(envelope: Envelope, _: str) -> Ticket | None:
    """A client who writes again before we did answers a mail of their own."""
    return _ticket_of(_named_ids(envelope), Direction.IN)


def _ticket_of(ids: list[str], direction: Direction) -> Ticket | None:
    if not ids:
        return None
    message = (
        Message.objects.filter(message_id__in=ids, direction=direction)
        .select_related("ticket")
        .order_by("-id")
        .first()
    )
    return message.ticket if message else None
