"""Tasks are wake-up calls: known by name, harmless when late, doubled or about nothing."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery.app.task import Task
from django.db import connection

from channels.actions.store_email import store_email
from channels.models import InboundMessage
from contactcentre.celery import PERIODIC, app
from contactcentre.kit import clock
from contactcentre.kit.models import Heartbeat
from tests import factories
from tests.channels import mails
from tests.channels.sink import Sink, listening
from tickets.enums import Delivery, EventKind
from tickets.models import Event, Message, RoutingDecision, Ticket

app.loader.import_default_modules()
OURS: dict[str, Task] = {
    name: task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")
}
SCHEDULE: dict[str, dict[str, Any]] = app.conf.beat_schedule
OF_A_ROW = [name for name, task in OURS.items() if inspect.signature(task.run).parameters]
VANISHED = 10**15


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening(settings) as server:
        yield server


def rows() -> dict[str, int]:
    """How many rows each table of ours holds; the signs of life of the tasks left out."""
    tables = [
        table
        for table in connection.introspection.table_names()
        if table.startswith(
            ("accounts_", "people_", "tickets_", "channels_", "mp_office_", "insights_")
        )
    ]
    with connection.cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts


def test_what_beat_calls_exists() -> None:
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(OURS)


def test_every_task_without_a_row_is_called_by_beat_or_answers_it() -> None:
    periodic = set(OURS) - set(OF_A_ROW)
    assert periodic - {entry["task"] for entry in SCHEDULE.values()} == {"contactcentre.pong"}


def test_what_beat_calls_runs_apart_and_never_piles_up() -> None:
    for name, entry in SCHEDULE.items():
        assert entry["options"]["queue"] == PERIODIC, name
        assert entry["schedule"] <= entry["options"]["expires"] <= max(entry["schedule"] * 3, 30)


@pytest.mark.parametrize("name", OURS)
def test_a_task_is_given_back_when_its_worker_dies(name: str) -> None:
    assert OURS[name].acks_late is True
    assert OURS[name].reject_on_worker_lost is True
    assert OURS[name].ignore_result is True
    assert OURS[name].max_retries in (3, None)  # Celery's own default: ours never retry
    assert not getattr(OURS[name], "autoretry_for", None)


@pytest.mark.parametrize("name", OF_A_ROW)
def test_a_task_carries_ids_only(name: str) -> None:
    kinds = {p.annotation for p in inspect.signature(OURS[name].run).parameters.values()}
    assert kinds <= {int, str}


@pytest.mark.parametrize("name", OF_A_ROW)
def test_a_task_about_a_row_that_is_gone_does_nothing(name: str, centre: None) -> None:
    before = rows()
    for _ in range(2):
        OURS[name].run(VANISHED)
    assert rows() == before


@pytest.mark.parametrize("name", sorted(set(OURS) - set(OF_A_ROW)))
def test_a_tick_may_come_twice(name: str, centre: None) -> None:
    factories.ticket(now=clock.now())
    OURS[name].run()
    before = rows()
    OURS[name].run()
    assert rows() == before


@pytest.mark.parametrize("name", [entry["task"] for entry in SCHEDULE.values()])
def test_a_tick_leaves_a_sign_of_life(name: str, centre: None) -> None:
    OURS[name].run()
    assert Heartbeat.objects.filter(name__in=[name, "beat"]).exists()


def new_ticket() -> Ticket:
    return factories.ticket(now=clock.now(), routed=False)


def queued_receipt() -> Message:
    return new_ticket().messages.get(direction="out")


def stored_mail() -> InboundMessage:
    return store_email(raw=mails.message(), mailbox="enquiries", now=clock.now())


def routed_once(ticket: Ticket) -> bool:
    decisions = RoutingDecision.objects.filter(ticket=ticket).count()
    return decisions == Event.objects.filter(ticket=ticket, kind=EventKind.ROUTED).count() == 1


def indexed_once(ticket: Ticket) -> bool:
    return not ticket.messages.filter(indexed=False).exists()


def delivered_once(message: Message) -> bool:
    message.refresh_from_db()
    told = Event.objects.filter(kind=EventKind.DELIVERED, data__message=message.pk).count()
    return message.delivery == Delivery.SENT and told == 1


def received_once(inbound: InboundMessage) -> bool:
    inbound.refresh_from_db()
    return Ticket.objects.count() == 1 and inbound.ticket is not None


@pytest.mark.parametrize(
    ("name", "make", "was_done_once"),
    [
        ("tickets.route", new_ticket, routed_once),
        ("tickets.index", new_ticket, indexed_once),
        ("channels.deliver", queued_receipt, delivered_once),
        ("channels.receive", stored_mail, received_once),
    ],
)
def test_a_task_that_comes_twice_is_done_once(
    name: str,
    make: Callable[[], Any],
    was_done_once: Callable[[Any], bool],
    centre: None,
    sink: Sink,
) -> None:
    row = make()
    OURS[name].run(row.pk)
    before = rows()
    OURS[name].run(row.pk)
    assert was_done_once(row)
    assert rows() == before
    assert len(sink.taken) == (name == "channels.deliver")
