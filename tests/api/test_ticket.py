"""Reading a ticket: all that the desk shows of it, in a few queries."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contactcentre.kit import clock
from tests import factories
from tests.api.conftest import Verb
from tests.factories import NOW
from tickets.actions.escalate import escalate
from tickets.actions.note import add_note
from tickets.actions.receive import receive_message
from tickets.actions.referrals import ask_centre
from tickets.models import ProcessingOffice, Ticket


def path(ticket: Ticket) -> str:
    return f"/api/v1/tickets/{ticket.reference}/"


def refer(ticket: Ticket, agent: User) -> None:
    office = ProcessingOffice.objects.filter(active=True)[0]
    referral = escalate(
        ticket_id=ticket.pk, office=office, reason="urgent", question="When?", by=agent, now=NOW
    )
    officer = factories.officer(office)
    ask_centre(referral_id=referral.pk, question="Which flight?", by=officer, now=NOW)


def test_a_ticket_is_read_with_all_that_belongs_to_it(
    api: Client, ticket: Ticket, agent: User
) -> None:
    add_note(ticket_id=ticket.pk, text="For colleagues", by=agent, now=NOW)
    receive_message(
        ticket_id=ticket.pk,
        enquiry=factories.enquiry(body="Are you there?"),
        person=ticket.client,
        now=NOW + dt.timedelta(hours=1),
    )
    refer(ticket, agent)
    shown = api.get(path(ticket)).json()
    assert shown["client"] == ticket.client.name
    bodies = [message["body"] for message in shown["messages"]]
    assert bodies[0].startswith("I applied in March")
    assert bodies[-1] == "Are you there?"
    assert [note["body"] for note in shown["notes"]] == ["For colleagues"]
    asked = shown["referrals"][0]
    assert (asked["question"], asked["messages"][0]["body"]) == ("When?", "Which flight?")
    kinds = [event["kind"] for event in shown["events"]]
    assert kinds[0] == "received"
    assert kinds[-1] == "referral_asked"
    assert not shown["earlier"]


def test_its_clocks_stand_as_they_are_now(api: Client, agent: User) -> None:
    now = clock.now()
    for since, state in ((dt.timedelta(0), "on_track"), (dt.timedelta(days=90), "overdue")):
        ticket = factories.ticket(now=now - since)
        clocks = api.get(path(ticket)).json()["clocks"]
        assert {each["kind"] for each in clocks} == {"first_response", "resolution"}
        assert {each["state"] for each in clocks} == {state}
    refer(ticket, agent)
    asked = [each for each in api.get(path(ticket)).json()["clocks"] if each["referral"]]
    assert {each["kind"] for each in asked} == {"acknowledge", "answer"}


def test_events_tell_codes_and_never_who_else_or_what_else(
    api: Client, ticket: Ticket, agent: User
) -> None:
    continued = factories.ticket(continues=ticket.pk)
    events = api.get(path(continued)).json()["events"]
    linked = next(event for event in events if event["kind"] == "linked")
    assert linked["details"] == {}, "the other ticket may be sealed"
    taken = next(e for e in api.get(path(ticket)).json()["events"] if e["kind"] == "taken")
    assert (taken["user"], taken["actor"], taken["details"]) == (str(agent), "staff", {})


def test_no_address_of_a_client_is_given(api: Client, ticket: Ticket) -> None:
    assert ticket.parties.get().email not in api.get(path(ticket)).content.decode()


def test_a_long_thread_takes_the_same_few_queries(api: Client, ticket: Ticket, agent: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert api.get(path(ticket)).status_code == 200
        return len(found)

    add_note(ticket_id=ticket.pk, text="One", by=agent, now=NOW)
    refer(ticket, agent)
    api.get(path(ticket))
    short = queries()
    for number in range(5):
        add_note(ticket_id=ticket.pk, text=str(number), by=agent, now=NOW)
        enquiry = factories.enquiry()
        receive_message(ticket_id=ticket.pk, enquiry=enquiry, person=ticket.client, now=NOW)
        refer(ticket, agent)
    assert queries() == short


@pytest.mark.parametrize("reference", ["CC-2222-2223", "nonsense", "%00", "1", "..", "x" * 200])
def test_what_is_not_there_is_not_found(api: Client, reference: str, centre: None) -> None:
    answer: Any = api.get(f"/api/v1/tickets/{reference}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_reference_may_be_typed_as_people_read_it(api: Client, ticket: Ticket, do: Verb) -> None:
    for typed in (ticket.number, ticket.number.lower(), f" {ticket.reference} "):
        assert api.get(f"/api/v1/tickets/{typed}/").json()["number"] == ticket.number
