"""The sweep does what nobody was woken for, and says aloud what must never be."""

import datetime as dt

import pytest

from accounts.models import User
from contactcentre.kit import clock
from contactcentre.kit.models import Heartbeat
from tests import factories
from tickets import tasks
from tickets.actions.resolve import resolve
from tickets.enums import EventKind, State
from tickets.models import Message, OutcomeCode, Ticket
from tickets.queries.search import search
from tickets.tasks import sweep

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
ALARM = "ticket_without_next_action"


def resolved(agent: User, *, ago: dt.timedelta) -> Ticket:
    at = clock.now() - ago
    ticket = factories.ticket(now=at)
    outcome = OutcomeCode.objects.get(code="answered")
    return resolve(ticket_id=ticket.pk, outcome=outcome, by=agent, now=at)


def idle(*, ago: dt.timedelta) -> Ticket:
    """A live ticket on which nothing is due, and nothing was to happen since so long."""
    ticket = factories.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=None, next_action_at=clock.now() - ago)
    return ticket


def test_what_was_resolved_14_days_ago_is_closed(agent: User) -> None:
    ticket = resolved(agent, ago=14 * DAY)
    sweep()
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert ticket.events.filter(kind=EventKind.CLOSED).count() == 1


def test_a_minute_before_it_stays_open_to_the_client(agent: User) -> None:
    ticket = resolved(agent, ago=14 * DAY - MINUTE)
    sweep()
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED


def test_what_is_not_indexed_is(agent: User) -> None:
    ticket = factories.ticket(now=clock.now() - MINUTE, subject="Zanzibar")
    assert ticket.messages.filter(indexed=False).exists()
    sweep()
    assert not Message.objects.filter(indexed=False).exists()
    assert search(agent, "zanzibar") == [ticket]


def test_a_live_ticket_on_which_nothing_is_due_sounds_the_alarm(
    centre: None, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = idle(ago=DAY + MINUTE)
    sweep()
    (told,) = [record for record in caplog.records if ALARM in record.getMessage()]
    assert told.levelname == "ERROR"
    assert str(ticket.pk) in told.getMessage()


def test_within_a_day_there_is_no_alarm(centre: None, caplog: pytest.LogCaptureFixture) -> None:
    idle(ago=DAY - MINUTE)
    sweep()
    assert ALARM not in caplog.text


def test_one_ticket_that_fails_holds_up_no_other(
    agent: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = resolved(agent, ago=16 * DAY), resolved(agent, ago=15 * DAY)
    close = tasks.close

    def fail_one(*, ticket_id: int, now: dt.datetime) -> Ticket | None:
        if ticket_id == bad.pk:
            raise ValueError
        return close(ticket_id=ticket_id, now=now)

    monkeypatch.setattr(tasks, "close", fail_one)
    sweep()
    good.refresh_from_db()
    assert good.state == State.CLOSED
    assert "sweep_failed" in caplog.text
    assert Heartbeat.objects.filter(name="tickets.sweep").exists()
