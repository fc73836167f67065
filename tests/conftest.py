"""What every test may ask for."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from accounts.models import User
from contactcentre.kit import wake
from tests import factories
from tests.mp_office import offices
from tickets.adapters import live
from tickets.models import Queue

# A busy machine is no failure of the code.
wake.PATIENCE_SECONDS = 10
settings.register_profile("house", deadline=None)
settings.load_profile("house")

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session", autouse=True)
def _news_of_this_worker_only(worker_id: str) -> None:
    """What is published reaches every database of a broker."""
    live.PREFIX = f"live:{worker_id}:"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts in English: a request in French leaves its thread in French."""
    with translation.override("en"):
        yield


@pytest.fixture
def now() -> dt.datetime:
    """A Tuesday, 10 am in Montréal."""
    return NOW


WHOLE_CENTRES = (
    *("test_whole.py", "test_journey.py", "test_phone_journey.py"),
    *("test_worker.py", "test_broker.py"),
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes a minute begins first, so that no process ends long after the others."""
    items.sort(key=lambda item: item.path.name not in WHOLE_CENTRES)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The reference data is loaded once, and each test's transaction leaves it as it was."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture
def centre(db: None) -> None:
    """The reference data that every centre starts with: queues, types, standards, texts, rules."""
    # A test that commits leaves the tables empty.
    if not Queue.objects.exists():
        call_command("load_reference", verbosity=0)


@pytest.fixture
def empty(db: None) -> None:
    """No reference data: a test that brings all of its own."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


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
def members_office(centre: None) -> User:
    """Somebody who works in a Member's office."""
    return offices.staff(offices.office())


@pytest.fixture
def office_manager(centre: None) -> User:
    """Who manages a Member's office."""
    return offices.staff(offices.office(), manager=True)


@pytest.fixture
def signed_in() -> object:
    """A function that returns a client signed in as a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
