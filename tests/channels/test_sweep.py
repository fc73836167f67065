"""The sweep calls a worker for whatever waits, and leaves one alone that is not there."""

import datetime as dt
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

from channels import tasks
from channels.tasks import sweep
from contactcentre.kit import clock, wake
from contactcentre.kit.models import Heartbeat
from tests import factories

pytestmark = pytest.mark.usefixtures("centre")


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    wake.circuit.reset()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


def calls(broker: redis.Redis) -> int:
    """How many were added to the worker's queue by one sweep."""
    before, refused = broker.llen("default"), wake.circuit.failures
    sweep()
    assert wake.circuit.failures == refused, "the broker did not answer"
    return int(broker.llen("default")) - int(before)


@pytest.mark.parametrize("seconds", [None, 5])
def test_a_receipt_that_waits_is_called_for(broker: redis.Redis, seconds: int | None) -> None:
    now = clock.now()
    factories.ticket(now=now - dt.timedelta(minutes=1))
    if seconds is not None:
        Heartbeat.objects.beat("worker", now=now - dt.timedelta(seconds=seconds))
    assert calls(broker) == 1


def test_calls_do_not_pile_up_behind_a_worker_that_is_down(broker: redis.Redis) -> None:
    now = clock.now()
    factories.ticket(now=now - dt.timedelta(minutes=1))
    Heartbeat.objects.beat("worker", now=now - dt.timedelta(minutes=1))
    assert calls(broker) == 0
    assert Heartbeat.objects.filter(name="channels.sweep").exists()


def test_a_step_that_fails_is_seen_in_the_heartbeat_and_stops_no_other(
    broker: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*, now: dt.datetime, limit: int) -> int:
        raise KeyError

    ran: list[int] = []

    def go_on(*, now: dt.datetime, limit: int) -> int:
        ran.append(limit)
        return 0

    monkeypatch.setattr(tasks, "SWEPT", (fail, go_on))
    sweep()
    assert len(ran) == 1
    assert not Heartbeat.objects.filter(name="channels.sweep").exists()
