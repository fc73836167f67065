"""Opening an enquiry by the API: once for each key, and nothing that was not asked for."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests import factories
from tickets.models import Contact, Message, Ticket

TICKETS = "/api/v1/tickets/"
BODY: dict[str, Any] = {
    "language": "fr",
    "subject": "Où en est ma demande?",
    "body": "J’ai fait une demande en mars.",
    "sender": {"name": "Minh Tran", "email": "Minh@Example.org", "phone": "(613) 555-0123"},
    "enquiry_type": "status",
    "uci": "11-2233-4455",
    "application_numbers": ["e 123 456 789"],
}


def send(api: Client, body: Any, key: str = "order-0001") -> Any:
    return api.post(
        TICKETS, body, content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_an_enquiry_becomes_a_ticket(api: Client) -> None:
    answer = send(api, BODY)
    assert answer.status_code == 201
    ticket = Ticket.objects.get()
    assert answer.json()["number"] == ticket.number
    assert (ticket.channel, ticket.language, ticket.uci) == ("api", "fr", "1122334455")
    assert ticket.application_numbers == ["E123456789"]
    assert ticket.client.name == "Minh Tran"
    assert Message.objects.filter(ticket=ticket, direction="out", author="system").exists()


def test_the_same_key_and_body_answer_as_the_first_did(api: Client) -> None:
    first, second = send(api, BODY), send(api, BODY)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Ticket.objects.count() == Contact.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"body": "Other"}, {"language": "en"}, {"enquiry_type": None}, {"country": "FR"}]
)
def test_the_same_key_with_another_body_is_refused(api: Client, change: dict[str, Any]) -> None:
    send(api, BODY)
    changed = {key: value for key, value in {**BODY, **change}.items() if value is not None}
    answer = send(api, changed)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert Ticket.objects.count() == 1


def test_keys_of_two_callers_do_not_meet(api: Client, calling: Any) -> None:
    send(api, BODY)
    assert send(calling(factories.user("agent")), BODY).status_code == 201
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "with space 123", "é" * 10])
def test_a_key_is_needed(api: Client, key: str) -> None:
    answer = send(api, BODY, key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["errors"]


@pytest.mark.parametrize(
    "extra",
    ["owner", "assignee", "role", "sensitivity", "due_at", "state", "priority", "queue", "id",
     "reference", "created_at", "tags"],
)  # fmt: skip
def test_what_only_the_centre_sets_is_refused(api: Client, extra: str) -> None:
    answer = send(api, {**BODY, extra: 1})
    assert answer.status_code == 400
    assert extra in answer.json()["errors"]
    assert not Ticket.objects.exists()


def test_unknown_fields_within_are_refused_too(api: Client) -> None:
    answer = send(api, {**BODY, "sender": {**BODY["sender"], "verified": True}})
    assert "verified" in answer.json()["errors"]["sender"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "de"),
        ("subject", ""),
        ("subject", "x" * 201),
        ("subject", "x\r\nBcc: evil@example.org"),
        ("body", ""),
        ("body", "a\x00b"),
        ("body", "\ud800"),
        ("body", 5 * ["x"]),
        ("sender", {"name": "x", "email": "not an address"}),
        ("sender", {"name": "x\nBcc: evil@example.org"}),
        ("sender", {}),
        ("sender", "Minh"),
        ("enquiry_type", "unknown"),
        ("enquiry_type", {"code": "status"}),
        ("uci", "x" * 40),
        ("application_numbers", "W123456789"),
        ("application_numbers", ["1"] * 11),
        ("country", "Canada"),
        ("urgency_claimed", "very"),
        ("urgency_date", "tomorrow"),
    ],
)
def test_what_can_not_be_is_named(api: Client, field: str, value: Any) -> None:
    answer = send(api, {**BODY, field: value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "5", "[" * 5000])
def test_what_is_no_object_is_refused(api: Client, body: str) -> None:
    assert send(api, body).status_code == 400


def test_a_body_without_end_is_refused(api: Client) -> None:
    answer = send(api, {**BODY, "body": "x" * 3_000_000})
    assert answer.status_code == 413


def test_what_was_opened_is_in_the_list(api: Client, agent: User) -> None:
    reference = send(api, BODY).json()["reference"]
    assert api.get(TICKETS).json()["results"][0]["reference"] == reference
