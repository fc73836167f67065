"""Callers of the API, each with a token of their own."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import ApiToken, User
from tests.factories import NOW

Caller = Callable[[User], Client]


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
