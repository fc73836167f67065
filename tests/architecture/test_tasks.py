"""Tasks are wake-up calls: for a row that is gone, or done already, they change nothing."""

import inspect
from typing import Any

import pytest
from celery import Task
from django.apps import apps

from contactcentre.celery import app

ROOMS = ("accounts.", "people.", "tickets.", "channels.", "contactcentre.")
NOBODY = 10**12
# What a periodic run may leave behind: that it ran.
BOOKS = {"kit.Heartbeat", "kit.Counter"}

app.loader.import_default_modules()
TASKS: list[Any] = sorted(
    (task for name, task in app.tasks.items() if name.startswith(ROOMS)), key=lambda t: t.name
)


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label not in BOOKS and not model._meta.proxy
    }


def arguments(task: Task) -> list[int]:
    return [NOBODY for _ in inspect.signature(task.run).parameters]


def test_there_are_tasks() -> None:
    assert len(TASKS) > 5


@pytest.mark.enable_socket
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_call_for_nothing_does_nothing_twice(task: Task, centre: None) -> None:
    before = rows()
    for _ in range(2):
        task.run(*arguments(task))
    assert rows() == before


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_call_carries_ids_only(task: Task) -> None:
    hints = {name: hint for name, hint in task.run.__annotations__.items() if name != "return"}
    assert set(hints.values()) <= {int, str}, hints


def test_periodic_calls_expire_and_have_a_queue_of_their_own() -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] >= entry["schedule"]
        assert entry["options"]["queue"] != app.conf.task_default_queue
