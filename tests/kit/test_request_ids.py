"""What a page set going is logged under the request id of that page, in the worker too."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import structlog
from celery import Celery, current_app
from celery.app.task import Task
from celery.app.trace import trace_task
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from contactcentre.kit.wake import circuit, publish
from tests import factories
from tests.api.conftest import Caller, calling
from tests.api.test_enquiries import BODY, send

__all__ = ["calling"]
ID = "of-this-request-1"


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    circuit.reset()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete("default")
        yield client
        client.delete("default")


@pytest.fixture
def asked() -> Iterator[Task]:
    """A task that answers with what each of its lines of log would carry."""
    app: Celery = current_app._get_current_object()
    task = app.task(name="tests.asked")(structlog.contextvars.get_contextvars)
    yield task
    app.tasks.unregister(task.name)


def published(broker: redis.Redis) -> list[dict[str, Any]]:
    """The headers of the calls that lie in the broker."""
    return [json.loads(each)["headers"] for each in broker.lrange("default", 0, -1)]


def done(task: Task, headers: dict[str, Any]) -> Any:
    """What the task answers when a worker does what that call says."""
    return trace_task(task, headers["id"], (), {}, request=headers, app=task.app).retval


@pytest.mark.django_db(transaction=True)
def test_what_a_request_publishes_carries_its_id(broker: redis.Redis, calling: Caller) -> None:
    call_command("load_reference", verbosity=0)
    api = calling(factories.user("agent"))
    api.defaults["HTTP_X_REQUEST_ID"] = ID
    broker.delete("default")
    assert send(api, BODY).headers["X-Request-ID"] == ID
    calls = published(broker)
    assert "tickets.route" in [each["task"] for each in calls]
    assert {each["request_id"] for each in calls} == {ID}


def test_the_task_logs_under_the_id_that_its_call_carries(broker: redis.Redis, asked: Task) -> None:
    with structlog.contextvars.bound_contextvars(request_id=ID):
        publish(asked.name)
    (call,) = published(broker)
    assert done(asked, call) == {"request_id": ID, "task": asked.name}


def test_a_task_that_no_page_woke_logs_under_an_id_of_its_own(
    broker: redis.Redis, asked: Task
) -> None:
    structlog.contextvars.clear_contextvars()
    publish(asked.name)
    (call,) = published(broker)
    assert done(asked, call) == {"request_id": call["id"], "task": asked.name}


def test_the_next_task_inherits_nothing(broker: redis.Redis, asked: Task) -> None:
    with structlog.contextvars.bound_contextvars(request_id=ID):
        publish(asked.name)
    (call,) = published(broker)
    done(asked, call)
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.django_db
def test_a_request_id_that_could_be_anything_else_is_not_taken(client: Client) -> None:
    given = "a line\nof its own"
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given
