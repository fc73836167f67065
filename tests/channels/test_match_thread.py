"""What names a ticket in a mail, the surest first; and only its parties are the client."""

from typing import Any

import pytest

from channels.actions.compose import addressing
from channels.actions.match_thread import match_thread
from channels.envelopes import Envelope
from tests import factories
from tickets.models import Message, Ticket

pytestmark = pytest.mark.usefixtures("centre")
CLIENT = "amina.diallo@example.org"
# From the surest to the weakest.
NAMES = ("address", "our id", "their id", "subject")
PROVEN = ("address", "our id")
Tickets = dict[str, Ticket]


@pytest.fixture
def tickets() -> Tickets:
    """Four tickets of one client, each to be named in one way."""
    sender = factories.Sender(name="Amina Diallo", email=CLIENT)
    made = {name: factories.ticket(sender=sender) for name in NAMES}
    remember(made["our id"], "out", addressing().new_message_id())
    remember(made["their id"], "in", "earlier@example.org")
    return made


def remember(ticket: Ticket, direction: str, message_id: str) -> None:
    message = ticket.messages.get(direction=direction)
    Message.objects.filter(pk=message.pk).update(message_id=message_id)


def mail(tickets: Tickets, *names: str, sender: str = CLIENT) -> Envelope:
    """A mail that names a ticket of its own in each of these ways."""
    ours = tickets["our id"].messages.get(direction="out").message_id
    facts: dict[str, Any] = {"sender": sender, "message_id": "new@example.org"}
    if "address" in names:
        facts["to"] = (addressing().reply_address(tickets["address"].reference),)
    ids = {"our id": ours, "their id": "earlier@example.org"}
    facts["references"] = tuple(ids[name] for name in ids if name in names)
    if "subject" in names:
        facts["subject"] = f"Re: {tickets['subject'].number}"
    return Envelope(**facts)


@pytest.mark.parametrize("dropped", range(len(NAMES)))
def test_the_surest_name_wins(tickets: Tickets, dropped: int) -> None:
    names = NAMES[dropped:]
    thread = match_thread(mail(tickets, *names), recipient="")
    assert thread is not None
    assert thread.ticket == tickets[names[0]]
    assert thread.party == tickets[names[0]].parties.get()
    assert thread.proven == (names[0] in PROVEN)


def test_a_mail_that_names_nothing_has_no_thread(tickets: Tickets) -> None:
    assert match_thread(mail(tickets), recipient="") is None


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_no_party_whatever_they_name(tickets: Tickets, name: str) -> None:
    thread = match_thread(mail(tickets, name, sender="mallory@evil.example"), recipient="")
    assert thread is not None
    assert (thread.ticket, thread.party) == (tickets[name], None)


def test_an_address_whose_proof_is_wrong_names_nothing(tickets: Tickets) -> None:
    right = addressing().reply_address(tickets["address"].reference)
    local, _, domain = right.partition("@")
    wrong = f"{local[:-1]}{'b' if local[-1] == 'a' else 'a'}@{domain}"
    assert match_thread(mail(tickets), recipient=right) is not None
    assert match_thread(mail(tickets), recipient=wrong) is None


def test_an_id_of_ours_that_we_never_made_names_nothing(tickets: Tickets) -> None:
    remember(tickets["our id"], "out", "guessed@centre.example")
    assert match_thread(mail(tickets, "our id"), recipient="") is None
