"""Replying by the API: never blind, never with a blank, never twice for one click."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests import factories
from tests.api.conftest import Verb
from tests.factories import NOW
from tickets.actions.receive import receive_message
from tickets.enums import State
from tickets.models import Message, Ticket


def replies(ticket: Ticket) -> Any:
    return Message.objects.filter(ticket=ticket, author="agent")


def test_a_reply_is_queued_to_the_client(
    api: Client, ticket: Ticket, agent: User, do: Verb
) -> None:
    body = {"text": "It is on its way.", "thread_version": ticket.thread_version}
    answer = do(api, ticket, "reply", {**body, "wait_for_client": True})
    assert answer.status_code == 201
    assert answer.json()["state"] == State.WAITING_CLIENT
    message = replies(ticket).get()
    assert (message.user, message.delivery) == (agent, "queued")


def test_nobody_answers_blind(api: Client, ticket: Ticket, do: Verb) -> None:
    stale = ticket.thread_version
    receive_message(ticket_id=ticket.pk, enquiry=factories.enquiry(), person=ticket.client, now=NOW)
    refused = do(api, ticket, "reply", {"text": "Hello", "thread_version": stale})
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "thread_changed")
    assert not replies(ticket).exists()
    again = {"text": "Hello", "thread_version": problem["thread_version"]}
    assert do(api, ticket, "reply", again).status_code == 201


def test_a_repeated_reply_is_refused(api: Client, ticket: Ticket, do: Verb) -> None:
    body = {"text": "Hello", "thread_version": ticket.thread_version}
    assert [do(api, ticket, "reply", body).status_code for _ in range(3)] == [201, 409, 409]
    assert replies(ticket).count() == 1


@pytest.mark.parametrize("text", ["Hello {name}", "{date}"])
def test_a_reply_with_a_blank_is_refused(api: Client, ticket: Ticket, text: str, do: Verb) -> None:
    body = {"text": text, "thread_version": ticket.thread_version}
    answer = do(api, ticket, "reply", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n"),
        ("text", "a\x00b"),
        ("text", "\ud800"),
        ("text", "x" * 50_001),
        ("thread_version", None),
        ("thread_version", -1),
        ("thread_version", 2**31),
        ("thread_version", 10**400),
        ("wait_for_client", "perhaps"),
        ("to", "somebody@else.example"),
        ("cc", "somebody@else.example"),
        ("subject", "x"),
        ("language", "fr"),
        ("delivery", "sent"),
        ("user", 1),
    ],
)
def test_what_can_not_be_is_named(
    api: Client, ticket: Ticket, do: Verb, field: str, value: Any
) -> None:
    body = {"text": "Hello", "thread_version": ticket.thread_version, field: value}
    answer = do(api, ticket, "reply", body)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not replies(ticket).exists()
