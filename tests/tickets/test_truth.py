"""What must always be true is PostgreSQL's to refuse."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from tests import factories
from tickets.models import Event, Ticket

pytestmark = pytest.mark.usefixtures("centre")

BROKEN = [
    {"state": "gone"},
    {"state": "closed"},
    {"state": "resolved"},
    {"state": "waiting_client"},
    {"next_action_at": None},
    {"priority": 0},
    {"language": "es"},
    {"sensitivity": "secret"},
    {"assigned_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    {"closed_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
]


@pytest.mark.parametrize("change", BROKEN, ids="-".join)
def test_a_ticket_can_t_be_put_into_an_impossible_state(change: dict) -> None:
    ticket = factories.ticket()
    with pytest.raises(DatabaseError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**change)


@pytest.mark.parametrize(
    "statement", ["UPDATE tickets_event SET kind = 'x'", "DELETE FROM tickets_event"]
)
def test_history_can_t_be_changed(statement: str) -> None:
    factories.ticket()
    assert Event.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tickets_ruleset SET comment = 'x'",
        "UPDATE tickets_rule SET sets = '{}'",
        "DELETE FROM tickets_rule",
        "INSERT INTO tickets_rule (rule_set_id, position, name_en, name_fr, conditions, sets)"
        " SELECT id, 1, 'x', 'x', '{}', '{}' FROM tickets_ruleset",
        "UPDATE tickets_standardtext SET body_en = 'x'",
        "DELETE FROM tickets_standardtext",
        "UPDATE tickets_standardversion SET normal_seconds = 1",
        "UPDATE tickets_calendarversion SET zone = 'UTC'",
        "DELETE FROM tickets_holiday",
    ],
)
def test_what_is_published_is_final(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"final|Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_user_has_known_roles_only() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create(email="x@centre.example", name="X", roles=["king"])


def test_one_address_is_one_user_whatever_its_case() -> None:
    factories.user("agent")
    email = User.objects.get().email
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create(email=email.upper(), name="X")
