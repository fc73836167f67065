"""Each verb of the API is the verb of the page: same effect, same refusals."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests import factories
from tests.factories import NOW
from tickets.actions.assign import take
from tickets.actions.receive import receive_message
from tickets.enums import EventKind, State
from tickets.models import (
    Event,
    Message,
    Note,
    OutcomeCode,
    ProcessingOffice,
    Queue,
    Referral,
    Ticket,
)

TICKETS = "/api/v1/tickets/"


@pytest.fixture
def ticket(agent: User) -> Ticket:
    return take(ticket_id=factories.ticket().pk, by=agent, now=NOW)


def call(api: Client, ticket: Ticket, verb: str, body: Any = None) -> Any:
    return api.post(
        f"{TICKETS}{ticket.reference}/{verb}/", body or {}, content_type="application/json"
    )


def test_a_ticket_is_read_with_its_thread(api: Client, ticket: Ticket) -> None:
    call(api, ticket, "notes", {"text": "For colleagues"})
    shown = api.get(f"{TICKETS}{ticket.number}/").json()
    assert shown["client"] == ticket.client.name
    assert shown["messages"][0]["body"].startswith("I applied in March")
    assert shown["notes"][0]["body"] == "For colleagues"
    assert "minister" not in shown
    assert not {"email", "phone"} & shown.keys()


def test_a_reply_is_queued_to_the_client(api: Client, ticket: Ticket, agent: User) -> None:
    body = {"text": "It is on its way.", "thread_version": ticket.thread_version}
    answer = call(api, ticket, "reply", {**body, "wait_for_client": True})
    assert answer.status_code == 201
    assert answer.json()["state"] == State.WAITING_CLIENT
    message = Message.objects.get(ticket=ticket, author="agent")
    assert (message.user, message.delivery) == (agent, "queued")


def test_nobody_answers_blind(api: Client, ticket: Ticket) -> None:
    stale = ticket.thread_version
    receive_message(ticket_id=ticket.pk, enquiry=factories.enquiry(), person=ticket.client, now=NOW)
    answer = call(api, ticket, "reply", {"text": "Hello", "thread_version": stale})
    assert (answer.status_code, answer.json()["code"]) == (409, "thread_changed")
    assert not Message.objects.filter(ticket=ticket, author="agent").exists()


@pytest.mark.parametrize("text", ["Hello {name}", "{date}"])
def test_a_reply_with_a_blank_is_refused(api: Client, ticket: Ticket, text: str) -> None:
    body = {"text": text, "thread_version": ticket.thread_version}
    answer = call(api, ticket, "reply", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")


def test_a_note_can_not_have_a_recipient(api: Client, ticket: Ticket) -> None:
    assert call(api, ticket, "notes", {"text": "x", "to": "a@b.example"}).status_code == 400
    assert not Note.objects.exists()


def test_next_gives_one_ticket_and_then_none(api: Client, agent: User) -> None:
    waiting = factories.ticket()
    claimed = api.post(f"{TICKETS}claim/", {}, content_type="application/json")
    assert claimed.json()["reference"] == waiting.reference
    waiting.refresh_from_db()
    assert waiting.assignee == agent
    none = api.post(f"{TICKETS}claim/", {}, content_type="application/json")
    assert (none.status_code, none.content) == (204, b"")


def test_taking_what_a_colleague_has_is_refused(api: Client) -> None:
    other = take(ticket_id=factories.ticket().pk, by=factories.user("agent"), now=NOW)
    answer = call(api, other, "take")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_taken")
    assert call(api, other, "release").status_code == 403


def test_release_and_take(api: Client, ticket: Ticket) -> None:
    assert call(api, ticket, "release").json()["owner"] is None
    assert call(api, ticket, "take").json()["owner"] is not None


def test_transfer_needs_a_queue_and_a_reason(api: Client, ticket: Ticket) -> None:
    target = Queue.objects.exclude(pk=ticket.queue_id).filter(active=True)[0]
    assert call(api, ticket, "transfer", {"queue": target.code}).status_code == 400
    moved = call(api, ticket, "transfer", {"queue": target.code, "reason": "Theirs"})
    assert (moved.json()["queue"], moved.json()["owner"]) == (target.code, None)


def test_escalate_makes_a_referral(api: Client, ticket: Ticket) -> None:
    office = ProcessingOffice.objects.filter(active=True)[0]
    body = {"office": office.code, "reason": "urgent", "question": "Before Friday?"}
    answer = call(api, ticket, "escalate", {**body, "urgency": "travel"})
    assert answer.json()["state"] == State.WAITING_OFFICE
    assert Referral.objects.get().question == "Before Friday?"


def test_waiting_before_asking_is_refused(api: Client, ticket: Ticket) -> None:
    answer = call(api, ticket, "wait")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


def test_resolve_needs_an_outcome_that_answers(api: Client, ticket: Ticket) -> None:
    assert call(api, ticket, "resolve").status_code == 400
    assert call(api, ticket, "resolve", {"outcome": "nonsense"}).status_code == 400
    code = OutcomeCode.objects.filter(discards=False, active=True)[0].code
    assert call(api, ticket, "resolve", {"outcome": code}).json()["state"] == State.RESOLVED
    assert Event.objects.filter(ticket=ticket, kind=EventKind.RESOLVED).count() == 1
    again = call(api, ticket, "resolve", {"outcome": code})
    assert again.status_code == 409


@pytest.mark.parametrize("verb", ["reply", "notes", "take", "transfer", "escalate", "resolve"])
def test_unknown_fields_are_refused_by_every_verb(api: Client, ticket: Ticket, verb: str) -> None:
    answer = call(api, ticket, verb, {"state": "closed"})
    assert answer.status_code == 400
    assert "state" in answer.json()["errors"]


@pytest.mark.parametrize("reference", ["CC-2222-2223", "nonsense", "%00", "1", "..", "x" * 200])
def test_what_is_not_there_is_not_found(api: Client, reference: str, centre: None) -> None:
    assert api.get(f"{TICKETS}{reference}/").status_code == 404
