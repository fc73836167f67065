"""What every test may ask for."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from hypothesis import settings

from accounts.models import User
from tests import factories

# A busy machine is no failure of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts in English: a request in French leaves its thread in French."""
    with translation.override("en"):
        yield


@pytest.fixture
def now() -> dt.datetime:
    """A Tuesday, 10 am in Montréal."""
    return NOW


@pytest.fixture
def centre(db: None) -> None:
    """The reference data that every centre starts with: queues, types, standards, texts, rules."""
    call_command("load_reference", verbosity=0)


@pytest.fixture
def agent(centre: None) -> User:
    return factories.user("agent")


@pytest.fixture
def supervisor(centre: None) -> User:
    return factories.user("supervisor")


@pytest.fixture
def officer(centre: None) -> User:
    return factories.officer()


@pytest.fixture
def administrator(centre: None) -> User:
    return factories.user("administrator")


@pytest.fixture
def signed_in() -> object:
    """A function that returns a client signed in as a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
