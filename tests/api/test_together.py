"""At one moment: one key one ticket, one ticket one owner, one version one reply."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import ApiToken, User
from tests import factories
from tests.api.test_enquiries import BODY, send
from tests.factories import NOW
from tickets.actions.assign import take
from tickets.models import Contact, Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def loaded(transactional_db: None) -> None:
    call_command("load_reference", verbosity=0)


def caller(user: User) -> Client:
    _token, secret = ApiToken.objects.issue(user=user, label="Tests", now=NOW)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    def call(one: Callable[[], Any]) -> Any:
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def test_one_key_sent_eight_times_at_once_opens_one_ticket(loaded: None) -> None:
    api = caller(factories.user("agent"))
    answers = at_once([lambda: send(api, BODY)] * 8)
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["reference"] for answer in answers}) == 1
    assert Ticket.objects.count() == Contact.objects.count() == 1
    assert Message.objects.filter(direction="in").count() == 1


def test_one_key_with_two_bodies_at_once_opens_one_of_them(loaded: None) -> None:
    api = caller(factories.user("agent"))
    bodies = [{**BODY, "body": f"Version {number % 2}"} for number in range(8)]
    answers = at_once([lambda body=body: send(api, body) for body in bodies])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 3, 422: 4}
    assert Ticket.objects.count() == 1


def test_one_key_of_two_callers_opens_two_tickets(loaded: None) -> None:
    first, second = (caller(factories.user("agent")) for _ in range(2))
    answers = at_once([lambda: send(first, BODY), lambda: send(second, BODY)] * 3)
    assert Counter(answer.status_code for answer in answers) == {201: 2, 200: 4}
    assert Ticket.objects.count() == 2


def test_next_gives_nobody_what_another_has(loaded: None) -> None:
    waiting = {factories.ticket().reference for _ in range(6)}
    callers = [caller(factories.user("agent")) for _ in range(8)]

    def claim(api: Client) -> Any:
        return api.post("/api/v1/tickets/next/", {}, content_type="application/json")

    answers = at_once([lambda api=api: claim(api) for api in callers])
    got = [answer.json()["reference"] for answer in answers if answer.status_code == 200]
    assert sorted(got) == sorted(waiting)


def test_of_replies_to_one_version_one_is_sent(loaded: None) -> None:
    agent = factories.user("agent")
    ticket = take(ticket_id=factories.ticket().pk, by=agent, now=NOW)
    api, path = caller(agent), f"/api/v1/tickets/{ticket.reference}/reply/"
    body = {"text": "Hello", "thread_version": ticket.thread_version}
    answers = at_once([lambda: api.post(path, body, content_type="application/json")] * 6)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert Message.objects.filter(ticket=ticket, author="agent").count() == 1
