"""/readyz: whoever watches learns that the centre does not work, and which part of it."""

import datetime as dt
import socket
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from contactcentre.kit import clock
from contactcentre.kit.models import Heartbeat

pytestmark = pytest.mark.django_db
STALE = dt.timedelta(seconds=31)
PARTS = ("database", "broker", "worker", "beat")


@pytest.fixture
def _beats() -> None:
    """Worker and beat, both seen a moment ago."""
    now = clock.now()
    Heartbeat.objects.beat("worker", now=now - dt.timedelta(seconds=5))
    Heartbeat.objects.beat("beat", now=now - dt.timedelta(seconds=5))


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a broker that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def failing(client: Client) -> tuple[int, list[str]]:
    """The status of the answer, and the parts that it names."""
    response = client.get("/readyz")
    told = response.json()
    assert told["ready"] == (response.status_code == 200)
    return response.status_code, [part for part in PARTS if not told[part]]


@pytest.mark.usefixtures("_beats")
def test_all_is_well(client: Client) -> None:
    assert failing(client) == (200, [])


@pytest.mark.usefixtures("_beats")
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_one_that_beat_too_long_ago_is_named(client: Client, name: str) -> None:
    Heartbeat.objects.filter(name=name).update(at=clock.now() - STALE)
    assert failing(client) == (503, [name])
    assert client.get("/readyz").json()["age"][name] >= STALE.total_seconds()


@pytest.mark.usefixtures("_beats")
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_one_that_never_beat_is_named(client: Client, name: str) -> None:
    Heartbeat.objects.filter(name=name).delete()
    assert failing(client) == (503, [name])


@pytest.mark.usefixtures("_beats")
def test_a_broker_that_says_nothing_is_named(
    client: Client, settings: Settings, silent: int
) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{silent}/0"
    assert failing(client) == (503, ["broker"])


@pytest.mark.usefixtures("_beats")
def test_a_broker_that_is_not_there_is_named(client: Client, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    assert failing(client) == (503, ["broker"])


def test_a_process_that_answers_is_healthy_whatever_else_is_not(client: Client) -> None:
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
