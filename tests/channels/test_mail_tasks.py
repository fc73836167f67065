"""Tasks are wake-up calls: twice or for nothing, they do no harm; the sweep finds the rest."""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings

from channels import tasks
from channels.actions.store_email import store_email
from channels.enums import InboundState
from channels.models import InboundMessage
from contactcentre.kit.models import Heartbeat
from contactcentre.kit.wake import circuit
from tests import factories
from tests.channels import mails
from tests.channels.sink import Sink, listening
from tickets.enums import Delivery
from tickets.models import Message

pytestmark = [pytest.mark.usefixtures("centre"), pytest.mark.enable_socket]


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening(settings) as server:
        yield server


def test_delivering_twice_sends_once(sink: Sink) -> None:
    message = factories.ticket().messages.get(direction="out")
    Message.objects.filter(pk=message.pk).update(
        next_attempt_at=factories.NOW - dt.timedelta(days=900)
    )
    tasks.deliver(message.pk)
    tasks.deliver(message.pk)
    message.refresh_from_db()
    assert (message.delivery, len(sink.taken)) == (Delivery.SENT, 1)


def test_a_row_that_is_gone_is_nothing(sink: Sink) -> None:
    tasks.deliver(0)
    tasks.deliver_notice(0)
    tasks.send_code(0)
    tasks.receive(0)
    assert sink.taken == []


def test_reading_twice_reads_once() -> None:
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=factories.NOW)
    tasks.receive(inbound.pk)
    tasks.receive(inbound.pk)
    assert Message.objects.filter(direction="in").count() == 1
    assert InboundMessage.objects.get().state == InboundState.PARSED


def calls() -> list[tuple[str, list[int]]]:
    """The calls that lie in the broker, with their arguments."""
    waiting = redis.Redis.from_url(settings.REDIS_URL).lrange("default", 0, -1)
    found = [json.loads(each) for each in waiting]
    return [
        (each["headers"]["task"], json.loads(base64.b64decode(each["body"]))[0]) for each in found
    ]


def test_the_sweep_wakes_what_waits_and_says_that_it_ran() -> None:
    long_ago = factories.NOW - dt.timedelta(days=900)
    message = factories.ticket().messages.get(direction="out")
    Message.objects.filter(pk=message.pk).update(next_attempt_at=long_ago)
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=long_ago)
    circuit.reset()
    tasks.sweep()
    assert ("channels.deliver", [message.pk]) in calls()
    assert ("channels.receive", [inbound.pk]) in calls()
    assert Heartbeat.objects.filter(name="channels.sweep").exists()
