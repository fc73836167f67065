"""Callers of the API, each with a token of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiToken, User
from tests import factories
from tests.factories import NOW
from tickets.actions.assign import take
from tickets.models import Ticket

Caller = Callable[[User], Client]
Verb = Callable[..., Any]


@pytest.fixture
def calling() -> Caller:
    """A function that returns a client that calls as a user, in JSON."""

    def call(user: User) -> Client:
        _token, secret = ApiToken.objects.issue(user=user, label="Tests", now=NOW)
        return Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})

    return call


@pytest.fixture
def api(agent: User, calling: Caller) -> Client:
    return calling(agent)


@pytest.fixture
def ticket(agent: User) -> Ticket:
    """An open ticket that the agent works on."""
    return take(ticket_id=factories.ticket().pk, by=agent, now=NOW)


@pytest.fixture
def do() -> Verb:
    """A function that calls one verb on one ticket."""

    def verb(api: Client, ticket: Ticket, name: str, body: Any = None) -> Any:
        path = f"/api/v1/tickets/{ticket.reference}/{name}/"
        return api.post(path, body or {}, content_type="application/json")

    return verb
