"""What a provider tells of a call is kept first; what follows from it is never lost."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from channels.actions import note_call
from channels.actions.drop_old_commands import drop_old_commands
from channels.actions.note_call import follow_left_over
from channels.models import Call, CallCommand, CallEvent
from channels.tasks import sweep
from tests.channels.callers import Caller
from tests.channels.test_nobody_alone import accepted
from tests.channels.test_offers import leg, state, talking, waiting
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("centre")


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_arguments: object) -> None:
        raise ValueError("19871203")

    with monkeypatch.context() as patch:
        patch.setattr(note_call, "follow", fail)
        yield


def later(caller: Caller, seconds: float) -> dt.datetime:
    return caller.now + dt.timedelta(seconds=seconds)


def test_what_was_told_is_kept_when_acting_on_it_fails(monkeypatch, caplog):
    caller = waiting()
    with failing(monkeypatch):
        caller.hangs_up(after=60)
    assert CallEvent.objects.filter(call=caller.call, kind="leg_ended").exists()
    assert (caller.call.outcome, caller.call.waiting.left_at) == ("waiting", None)
    assert "call_not_followed" in caplog.text
    assert "19871203" not in caplog.text


def test_the_sweep_acts_on_it_later(monkeypatch):
    caller = waiting()
    with failing(monkeypatch):
        caller.hangs_up(after=60)
        assert follow_left_over(now=later(caller, 30), limit=9) == 0
    assert follow_left_over(now=later(caller, 31), limit=9) == 0
    assert follow_left_over(now=later(caller, 61), limit=9) == 1
    assert (caller.call.outcome, caller.call.waiting.exit) == ("abandoned", "left")
    assert caller.call.ticket.outcome.code == "abandoned"
    assert follow_left_over(now=later(caller, 99), limit=9) == 0


def test_the_task_calls_for_it(monkeypatch):
    caller = waiting()
    with failing(monkeypatch):
        caller.hangs_up(after=60)
    sweep()
    assert caller.call.outcome == "abandoned"


def test_a_process_that_dies_in_between_loses_nothing():
    caller, agent, _offer = talking()
    at = later(caller, 9)
    told = {"event_id": "end", "occurred_at": at, "leg": caller.sid}
    note_call._keep(caller.call.pk, "leg_ended", {}, at, told)
    assert state(agent) == "talking"
    assert follow_left_over(now=later(caller, 10), limit=9) == 0
    assert follow_left_over(now=later(caller, 14), limit=9) == 1
    assert (state(agent), caller.call.ended_at) == ("wrap_up", later(caller, 9))


def test_the_same_report_once_more_is_acted_on_at_once(monkeypatch):
    caller = waiting()
    with failing(monkeypatch):
        caller.hangs_up(after=60)
    caller.hangs_up()
    assert caller.call.outcome == "abandoned"
    assert CallEvent.objects.filter(call=caller.call, kind="leg_ended").count() == 1


def test_a_conversation_that_was_over_before_anybody_looked_connects_nobody(monkeypatch):
    """Up and ended are learnt together: the caller was never put through, and waits on."""
    caller, offer = accepted()
    with failing(monkeypatch):
        leg(caller.call, "leg_up", offer, later(caller, 1))
        leg(caller.call, "leg_ended", offer, later(caller, 2))
    follow_left_over(now=later(caller, 60), limit=9)
    assert (caller.call.outcome, state(offer.agent)) == ("waiting", "no_answer")
    assert not CallCommand.objects.filter(kind="hang_up", leg=caller.sid).exists()


def test_a_caller_who_left_before_anybody_looked_has_abandoned(monkeypatch):
    """The agent picked up, the caller hung up, and both are learnt at once."""
    caller, offer = accepted()
    with failing(monkeypatch):
        leg(caller.call, "leg_up", offer, later(caller, 1))
        caller.hangs_up(after=30)
    follow_left_over(now=later(caller, 60), limit=9)
    assert (caller.call.outcome, caller.call.waiting.exit) == ("abandoned", "left")
    assert caller.call.ticket.outcome.code == "abandoned"
    assert state(offer.agent) == "ready"


def test_one_call_that_keeps_failing_holds_up_no_other(monkeypatch):
    first, second = waiting(), waiting(number="+16135550142")
    with failing(monkeypatch):
        first.hangs_up(after=60)
        second.hangs_up(after=60)
    follow = note_call.follow

    def fail_one(call: Call, *arguments: object) -> None:
        if call.pk == first.call.pk:
            raise ValueError
        follow(call, *arguments)

    monkeypatch.setattr(note_call, "follow", fail_one)
    assert follow_left_over(now=NOW + dt.timedelta(minutes=3), limit=9) == 1
    assert (first.call.outcome, second.call.outcome) == ("waiting", "abandoned")


def test_commands_are_dropped_after_a_month_the_oldest_first():
    talking()
    CallCommand.objects.update(created_at=NOW)
    assert CallCommand.objects.count() == 2
    month = NOW + dt.timedelta(days=30)
    assert drop_old_commands(now=month, limit=9) == 0
    assert drop_old_commands(now=month + dt.timedelta(seconds=1), limit=1) == 1
    assert CallCommand.objects.get().kind == "ask_again"
