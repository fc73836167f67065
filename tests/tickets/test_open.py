"""The one door: committed once, whatever how often and how fast it is knocked at."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from tests import factories
from tickets import references
from tickets.actions.open import Sender, open_enquiry
from tickets.actions.route import route_ticket
from tickets.enums import EventKind, PartyRole, State
from tickets.exceptions import KeyReused
from tickets.models import Contact, RoutingDecision, Ticket

pytestmark = pytest.mark.usefixtures("centre")


def test_an_enquiry_becomes_a_ticket_with_its_words_and_its_history(now: dt.datetime) -> None:
    opened = open_enquiry(enquiry=factories.enquiry(body="Where is it?"), now=now)
    ticket = opened.ticket
    assert opened.created
    assert ticket.state == State.NEW
    assert ticket.messages.get(direction="in").body == "Where is it?"
    assert ticket.events.first().kind == EventKind.RECEIVED
    assert ticket.next_action_at == now


def test_the_same_key_answers_as_the_first_did(now: dt.datetime) -> None:
    enquiry = factories.enquiry()
    first = open_enquiry(enquiry=enquiry, now=now)
    again = open_enquiry(enquiry=enquiry, now=now + dt.timedelta(minutes=1))
    assert not again.created
    assert (again.ticket, again.message) == (first.ticket, first.message)
    assert Ticket.objects.count() == Contact.objects.count() == 1


def test_the_same_key_with_another_content_is_refused(now: dt.datetime) -> None:
    open_enquiry(enquiry=factories.enquiry(key="k", body="one"), now=now)
    with pytest.raises(KeyReused):
        open_enquiry(enquiry=factories.enquiry(key="k", body="two"), now=now)


def test_a_receipt_is_queued_in_the_language_of_the_reply(now: dt.datetime) -> None:
    opened = open_enquiry(enquiry=factories.enquiry(language="fr"), now=now)
    receipt = opened.ticket.messages.get(direction="out")
    assert receipt.automatic
    assert opened.ticket.number in receipt.subject
    assert "reçu" in receipt.subject


def test_somebody_who_writes_for_the_client_is_not_the_client(now: dt.datetime) -> None:
    sender = Sender(name="Me Roy", email="roy@law.example", role=PartyRole.REPRESENTATIVE)
    enquiry = factories.enquiry(sender=sender, client_name="Minh Tran")
    ticket = open_enquiry(enquiry=enquiry, now=now).ticket
    roles = {party.role: party.person.name for party in ticket.parties.all()}
    assert roles == {"client": "Minh Tran", "representative": "Me Roy"}


def test_a_person_is_known_again_by_address_and_name_only_together(now: dt.datetime) -> None:
    def client(name: str, email: str) -> int:
        enquiry = factories.enquiry(sender=Sender(name=name, email=email))
        return open_enquiry(enquiry=enquiry, now=now).ticket.client_id

    first = client("Émile Tran", "tran@example.org")
    assert client("emile  TRAN", "Tran@example.org") == first
    assert client("Lan Tran", "tran@example.org") != first
    assert client("Émile Tran", "other@example.org") != first


def test_routing_happens_once_and_says_why(now: dt.datetime) -> None:
    ticket = factories.ticket(routed=False, now=now)
    assert route_ticket(ticket_id=ticket.pk, now=now)
    assert route_ticket(ticket_id=ticket.pk, now=now) is None
    decision = RoutingDecision.objects.get(ticket=ticket)
    ticket.refresh_from_db()
    assert ticket.state != State.NEW
    assert ticket.due_at is not None
    assert decision.queue == ticket.queue
    assert ticket.events.filter(kind=EventKind.ROUTED).count() == 1


def test_a_reference_that_is_taken_is_drawn_again(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = factories.ticket().reference
    fresh = references.new_reference()
    drawn = iter([taken, taken, fresh])
    monkeypatch.setattr(references, "new_reference", lambda: next(drawn))
    assert open_enquiry(enquiry=factories.enquiry(), now=now).ticket.reference == fresh


@pytest.mark.django_db(transaction=True)
def test_twenty_arrivals_with_one_key_at_once_are_one_ticket(now: dt.datetime) -> None:
    call_command("load_reference", verbosity=0)
    enquiry = factories.enquiry()

    def knock(_: int) -> str:
        try:
            return open_enquiry(enquiry=enquiry, now=now).ticket.reference
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        references = set(pool.map(knock, range(20)))
    assert len(references) == 1
    assert Ticket.objects.count() == 1
