"""What every test may ask for."""

import datetime as dt
import gc
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from accounts.models import User
from contactcentre.kit import wake
from tests import factories
from tests.database.base import copied, put_back
from tests.mp_office import offices
from tickets.adapters import live
from tickets.models import Queue

pytest_plugins = ["tests.browsing"]
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


# These share what takes a minute to build, and begin first, so that none ends long after others.
SHARED = ("tests/journey/", "tests/faults/", "tests/local/test_whole.py")


def group_of(node_id: str) -> str:
    """Tests of one group run in one process, one after the other: a file, or a shared centre."""
    path = node_id.partition("::")[0]
    return next((shared for shared in SHARED if path.startswith(shared)), path)


class Groups(LoadScopeScheduling):
    """Hands out tests a group at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Groups:
    return Groups(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {group: place for place, group in enumerate(SHARED)}
    items.sort(key=lambda item: places.get(group_of(item.nodeid), len(SHARED)))


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, bytes]:
    """pytest-django’s database with the reference data in it, and nothing else; a copy of that."""
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        return copied()


@pytest.fixture
def _reference_data(django_db_setup: dict[str, bytes], django_db_blocker: DjangoDbBlocker) -> None:
    """Committed before the transaction of a test begins, which then leaves it as it was.

    A test that commits leaves the tables empty; loading it again within each later test would
    take longer than the tests do.
    """
    with django_db_blocker.unblock():
        if not Queue.objects.exists():
            put_back(django_db_setup)


@pytest.fixture
def _django_db_helper(_reference_data: None, _django_db_helper: None) -> None:
    """pytest-django’s way into the database, once the reference data is there."""


@pytest.fixture
def centre(db: None) -> None:
    """The reference data that every centre starts with: queues, types, standards, texts, rules."""


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
