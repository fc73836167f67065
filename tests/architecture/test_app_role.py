"""The role that serves can do its work, and can't rewrite what happened."""

import os
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from accounts.access import log_opening
from accounts.models import User, ViewLog
from contactcentre.management.commands.migrate import GRANTS
from tests import factories
from tests.conftest import NOW
from tickets.actions.claim import claim_next
from tickets.actions.reply import reply
from tickets.models import Event

ROLE = os.environ.get("CC_APP_ROLE", "")
FINAL = ("tickets_event", "tickets_operationevent", "accounts_viewlog")
CHANGES = [
    statement
    for table in FINAL
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}")
]
OTHER_THINGS = (
    "CREATE TABLE mine (n int)",
    "ALTER TABLE tickets_event DISABLE TRIGGER ALL",
    "DELETE FROM django_migrations",
    "SET session_replication_role = replica",
    "SET ROLE NONE; SET SESSION AUTHORIZATION postgres",
    "COPY tickets_event TO PROGRAM 'cat'",
)

pytestmark = pytest.mark.skipif(not ROLE, reason="CC_APP_ROLE is not set: run bin/test")


@pytest.fixture
def as_app(centre: None) -> Iterator[None]:
    """From here on everything is done by the app role, with what `migrate` grants it."""
    with connection.cursor() as cursor:
        cursor.execute(GRANTS.format(role=connection.ops.quote_name(ROLE)))
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(ROLE)}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refusal(statement: str) -> type[BaseException] | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        cause = error.__cause__
        return None if cause is None else type(cause)
    return None


@pytest.mark.parametrize("statement", CHANGES)
def test_the_app_can_t_change_what_happened(agent: User, as_app: None, statement: str) -> None:
    factories.ticket()
    log_opening(user=agent, kind="ticket", object_id=1, sensitivity="restricted", now=NOW)
    assert Event.objects.exists()
    assert ViewLog.objects.exists()
    assert refusal(statement) is InsufficientPrivilege


@pytest.mark.parametrize("statement", OTHER_THINGS)
def test_the_app_can_t_give_itself_the_right(as_app: None, statement: str) -> None:
    assert refusal(statement) is InsufficientPrivilege


def test_the_owner_can_t_do_it_unnoticed_either(centre: None) -> None:
    """A trigger stops the role that owns the table, too."""
    factories.ticket()
    for statement in ("UPDATE tickets_event SET id = id", "DELETE FROM tickets_event"):
        assert refusal(statement) is not None


def test_the_app_does_its_work(agent: User, as_app: None) -> None:
    ticket = factories.ticket()
    claimed = claim_next(by=agent, now=NOW)
    assert claimed == ticket
    message = reply(
        ticket_id=ticket.pk,
        text="It is being processed.",
        thread_version=claimed.thread_version,
        by=agent,
        now=NOW,
    )
    assert message.pk
    assert list(Event.objects.filter(ticket=ticket).values_list("kind", flat=True))[-1] == "replied"
