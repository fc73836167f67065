"""Opening an enquiry by the API: once for each key, and nothing that was not asked for."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client

from accounts.models import User
from tests import factories
from tickets.api.parsing import BoundedJSONParser
from tickets.models import Contact, Message, Ticket

TICKETS = "/api/v1/tickets/"
BODY: dict[str, Any] = {
    "language": "fr",
    "subject": "Où en est ma demande?",
    "body": "J’ai fait une demande en mars.",
    "sender": {"name": "Minh Tran", "email": "Minh@Example.org", "phone": "613-555-0123"},
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
    first, *others = (send(api, BODY) for _ in range(5))
    assert first.status_code == 201
    assert [again.status_code for again in others] == [200] * 4
    assert {again.content for again in others} == {first.content}
    assert Ticket.objects.count() == Contact.objects.count() == 1
    where = first.headers["Location"]
    assert where == others[0].headers["Location"]
    assert api.get(where).json()["reference"] == first.json()["reference"]


def test_numbers_written_otherwise_are_the_same_body(api: Client) -> None:
    send(api, BODY)
    again = send(api, {**BODY, "uci": "1122334455", "application_numbers": ["E123456789"]})
    assert again.status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Other"},
        {"language": "en"},
        {"enquiry_type": None},
        {"country": "US"},
        {"province": "ON"},
        {"client_family_name": "Tran"},
        {"client_date_of_birth": "1990-01-01"},
        {"urgency_date": "2026-12-01"},
        {"accommodation": "Large print"},
        {"sender": {**BODY["sender"], "role": "representative"}},
        {"sender": {**BODY["sender"], "relation": "family"}},
    ],
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
    ["assignee", "owner", "role", "sensitivity", "due_at", "state", "priority", "queue", "id",
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
        ("sender", {"name": "x", "email": f"{'x' * 60}@{'y.' * 100}example.org"}),
        ("sender", {"name": "x", "phone": "call me"}),
        ("sender", {"name": "x", "relation": "cousin"}),
        ("sender", {"name": "a\x00b"}),
        ("sender", {"name": "x\nBcc: evil@example.org"}),
        ("sender", {}),
        ("sender", "Minh"),
        ("enquiry_type", "unknown"),
        ("enquiry_type", {"code": "status"}),
        ("uci", "x" * 40),
        ("uci", "123"),
        ("uci", "1122\x00334455"),
        ("client_name", "Lan Tran"),
        ("client_date_of_birth", "2999-01-01"),
        ("application_numbers", ["--"]),
        ("application_numbers", ["1" * 21]),
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


def test_what_is_wrong_is_said_in_the_language_that_was_asked_for(api: Client) -> None:
    answer = api.post(
        TICKETS,
        {**BODY, "uci": "123"},
        content_type="application/json",
        headers={"Idempotency-Key": "order-0001", "Accept-Language": "fr"},
    ).json()
    assert answer["errors"]["uci"] == [
        "L’IUC doit compter 8 ou 10\xa0chiffres, par exemple 1234-5678 ou 11-2233-4455"
    ]


def test_who_writes_for_the_client_is_a_party_of_their_own(api: Client) -> None:
    lawyer = {"name": "Me Roy", "email": "roy@law.example", "role": "representative"}
    facts = {"sender": lawyer, "client_name": "Minh Tran", "client_date_of_birth": "1990-01-02"}
    send(api, {**BODY, **facts})
    ticket = Ticket.objects.get()
    assert (ticket.client.name, str(ticket.client.date_of_birth)) == ("Minh Tran", "1990-01-02")
    assert ticket.parties.get(role="representative").email == "roy@law.example"


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "5", "[" * 5000, '{"a":' * 5000, "", "\xff"])
def test_what_is_no_object_is_refused(api: Client, body: str) -> None:
    assert send(api, body).status_code == 400


def test_a_body_without_end_is_refused(api: Client) -> None:
    answer = send(api, {**BODY, "body": "x" * 3_000_000})
    assert answer.status_code == 413


def test_a_body_in_chunks_is_not_taken_for_an_empty_one(api: Client) -> None:
    kind = "application/json"
    answer = api.generic("POST", TICKETS, b"", kind, headers={"Transfer-Encoding": "chunked"})
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_a_body_is_read_no_further_whatever_length_it_claims() -> None:
    body = BytesIO(b'"' + b"x" * 30_000_000 + b'"')
    with pytest.raises(RequestDataTooBig):
        BoundedJSONParser().parse(body)
    assert body.tell() < 3_000_000


def test_what_was_opened_is_in_the_list(api: Client, agent: User) -> None:
    reference = send(api, BODY).json()["reference"]
    assert api.get(TICKETS).json()["results"][0]["reference"] == reference
