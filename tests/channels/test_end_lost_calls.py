"""A provider that stops saying anything keeps nobody in a call."""

import datetime as dt

import pytest

from channels.actions import end_lost_calls as lost
from channels.actions.end_lost_calls import end_lost_calls
from channels.actions.hang_up import hang_up
from channels.adapters import carrier
from tests.channels.callers import Caller
from tests.channels.test_offers import Line, carry_out, line, state, talking, waiting

pytestmark = pytest.mark.usefixtures("centre")
__all__ = ["line"]


def after(caller: Caller, **time: float) -> dt.datetime:
    return caller.now + dt.timedelta(**time)


def test_a_caller_of_whom_nothing_is_heard_has_left():
    caller = waiting()
    assert end_lost_calls(now=after(caller, minutes=11), limit=9) == 1
    assert (caller.call.outcome, caller.call.cause) == ("abandoned", "silent")
    assert caller.call.ticket.outcome.code == "abandoned"


def test_a_caller_whose_provider_still_asks_waits_on():
    caller = waiting()
    caller.now = after(caller, minutes=9)
    caller.keys("")
    assert end_lost_calls(now=after(caller, minutes=5), limit=9) == 0


def test_one_that_can_not_be_ended_holds_up_no_other(monkeypatch):
    first, second = waiting(), waiting(number="+16135550142")
    follow = lost.follow

    def fail_one(call, *arguments):
        if call.pk == first.call.pk:
            raise KeyError
        follow(call, *arguments)

    monkeypatch.setattr(lost, "follow", fail_one)
    assert end_lost_calls(now=after(first, minutes=11), limit=9) == 1
    assert (first.call.outcome, second.call.outcome) == ("waiting", "abandoned")


def test_people_may_talk_for_hours():
    caller, agent, _offer = talking()
    assert end_lost_calls(now=after(caller, hours=3), limit=9) == 0
    assert end_lost_calls(now=after(caller, hours=5), limit=9) == 1
    assert (caller.call.outcome, state(agent)) == ("answered", "wrap_up")


def test_an_end_that_was_hung_up_and_never_reported_is_over(line: Line):
    caller, agent, _offer = talking()
    hang_up(call_id=caller.call.pk, by=agent, now=caller.now)
    carry_out(caller.now)
    assert end_lost_calls(now=after(caller, minutes=2), limit=9) == 1
    assert state(agent) == "wrap_up"


def test_an_end_that_the_provider_does_not_know_is_over_at_once(line: Line):
    caller, agent, _offer = talking()
    hang_up(call_id=caller.call.pk, by=agent, now=caller.now)
    line.fails = carrier.Refused("20404")
    carry_out(caller.now)
    assert state(agent) == "wrap_up"


def test_a_caller_who_is_gone_when_they_are_put_through_keeps_no_agent(line: Line):
    caller, agent, _offer = talking()
    line.fails = carrier.Refused("20404")
    carry_out(caller.now)
    assert caller.call.ended_at is not None
    assert state(agent) == "wrap_up"
