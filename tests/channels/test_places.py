"""Whose turn it is, and on which line: special operations before all others, also by callback."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.enums import PresenceState
from accounts.models import Presence, User
from channels.actions.book_callback import book_callback
from channels.actions.offer_calls import expire_offers, offer_calls
from channels.actions.promise_callback import Promise, promise_callback
from channels.callers import callback_window, parts_ahead
from channels.enums import CallbackState, DayPart
from channels.exceptions import NoLine
from channels.models import Callback, Offer, VoiceLine
from channels.queries.waiting import wait_of
from tests import factories
from tests.channels import taken_calls
from tests.channels.callers import Caller
from tests.factories import NOW
from tickets.actions.resolve import resolve
from tickets.calendars import Calendar
from tickets.enums import Priority
from tickets.models import OutcomeCode, Queue, SpecialOperation, Ticket

pytestmark = pytest.mark.usefixtures("centre")
MINUTE = dt.timedelta(minutes=1)
TORONTO = "America/Toronto"
HOUR = 3600
ALWAYS = Calendar(TORONTO, (((0, 24 * HOUR),),) * 7)


@pytest.fixture
def operation(centre: None) -> SpecialOperation:
    return factories.operation(phone_number="+18885550102", priority=Priority.URGENT)


@pytest.fixture
def agent(operation: SpecialOperation) -> User:
    """Ready, and in the teams of every queue, that of the operation too."""
    made = factories.user("agent", languages=["en", "fr"])
    Presence.objects.update_or_create(
        user=made, defaults={"state": PresenceState.READY, "since": NOW, "seen_at": NOW}
    )
    return made


def joins(*, line: str = "general", now: dt.datetime = NOW, number: str = "+15145550142") -> Caller:
    keys = ("1", "3", "1") if line == "general" else ("1", "1")
    return Caller(line=line, number=number, now=now).calls().keys(*keys)


def measured(agent: User) -> None:
    """A call of ten minutes, an hour ago, from which waits are reckoned."""
    call = taken_calls.talking(agent, now=NOW - 60 * MINUTE)
    taken_calls.hung_up(call, now=NOW - 50 * MINUTE)
    call.dispositions.update(ended_at=NOW - 50 * MINUTE, result="dropped")
    Presence.objects.filter(user=agent).update(state=PresenceState.READY)


def test_a_caller_of_an_operation_is_not_told_the_wait_of_the_general_line(agent: User) -> None:
    measured(agent)
    for minute in range(3):
        joins(now=NOW + minute * MINUTE)
    now = NOW + 5 * MINUTE
    there = Caller(line="operation-1", now=now).calls().keys("1")
    assert wait_of(there.call, now=there.now) == pytest.approx(600)
    general = Caller(now=now).calls().keys("1", "3")
    assert wait_of(general.call, now=general.now) == pytest.approx(2400)


def test_a_caller_of_an_operation_keeps_their_place_by_a_callback(agent: User) -> None:
    first = joins(line="operation-1")
    book_callback(call_id=first.call.pk, number="+15145550142", now=NOW + MINUTE)
    joins(now=NOW - 60 * MINUTE, number="+15145550143")
    joins(line="operation-1", now=NOW + MINUTE, number="+15145550144")
    (offer,) = offer_calls(now=NOW + 5 * MINUTE)
    assert offer.call.caller_number == "+15145550142"
    assert offer.call.direction == "out"


def test_the_client_of_an_operation_is_called_from_its_line(operation: SpecialOperation) -> None:
    ticket = factories.ticket(operation=operation.pk)
    assert line_for(ticket) == "operation-1"


def test_who_calls_while_there_is_no_default_queue_is_told_no_wait(agent: User) -> None:
    measured(agent)
    Queue.objects.filter(is_default=True).update(is_default=False)
    there = Caller().calls().keys("1", "3")
    assert wait_of(there.call, now=there.now) is None


def test_other_clients_are_called_from_the_line_for_everybody() -> None:
    assert line_for(factories.ticket()) == "general"


def line_for(ticket: Ticket) -> str:
    line = VoiceLine.objects.that_calls(ticket)
    assert line
    return line.slug


def test_without_a_line_no_callback_is_promised(agent: User) -> None:
    VoiceLine.objects.update(is_active=False)
    ticket = factories.ticket()
    with pytest.raises(NoLine):
        promise_callback(ticket_id=ticket.pk, promise=Promise("+15145550142"), by=agent, now=NOW)


def test_a_callback_whose_line_was_taken_away_holds_up_no_caller(agent: User) -> None:
    ticket = factories.ticket()
    promise_callback(ticket_id=ticket.pk, promise=Promise("+15145550149"), by=agent, now=NOW)
    joins(now=NOW + MINUTE)
    VoiceLine.objects.update(is_active=False)
    (offer,) = offer_calls(now=NOW + 2 * MINUTE)
    assert offer.call.direction == "in"


def test_a_ticket_that_is_done_is_not_called_back(agent: User) -> None:
    ticket = factories.ticket()
    promise_callback(ticket_id=ticket.pk, promise=Promise("+15145550142"), by=agent, now=NOW)
    outcome = OutcomeCode.objects.filter(discards=False)[0]
    resolve(ticket_id=ticket.pk, outcome=outcome, by=agent, now=NOW + MINUTE)
    assert offer_calls(now=NOW + 2 * MINUTE) == []
    assert not Offer.objects.exists()
    expire_offers(now=NOW + 2 * MINUTE)
    assert Callback.objects.get().state == CallbackState.CANCELLED
    assert ticket.events.filter(kind="callback_cancelled").exists()


def test_hours_that_never_end_give_a_window_to_the_end_of_the_next_day() -> None:
    start, end = callback_window(ALWAYS, TORONTO, NOW)
    assert (start, end) == (NOW, dt.datetime(2026, 11, 26, 5, 0, tzinfo=dt.UTC))


def test_the_window_ends_with_the_next_open_day_also_where_a_day_ahead_is_closed() -> None:
    """A Tuesday on a line open day and night, but on the Friday; and one with shifts."""
    friday = replace(ALWAYS, holidays=frozenset({dt.date(2026, 11, 27)}))
    midnight = dt.datetime(2026, 11, 26, 5, 0, tzinfo=dt.UTC)
    assert callback_window(friday, TORONTO, NOW) == (NOW, midnight)
    shifts = Calendar(TORONTO, (((8 * HOUR, 12 * HOUR), (13 * HOUR, 16 * HOUR)),) * 7)
    four = dt.datetime(2026, 11, 25, 21, 0, tzinfo=dt.UTC)
    assert callback_window(shifts, TORONTO, NOW) == (NOW, four)


def test_nobody_is_called_at_night_however_long_a_line_is_open() -> None:
    late = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)  # 9 pm in Montréal
    first, *_ = parts_ahead(ALWAYS, TORONTO, late, days=1)
    assert first == (dt.date(2026, 11, 25), DayPart.MORNING)
