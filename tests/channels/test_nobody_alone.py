"""Whoever waits is not hung up on, and nobody is left alone in a call."""

import datetime as dt

import pytest

from channels.actions.accept_offer import accept_offer
from channels.actions.end_lost_calls import end_lost_calls
from channels.actions.hang_up import hang_up
from channels.actions.note_call import note_call
from channels.actions.offer_calls import expire_offers
from channels.actions.send_command import send_command
from channels.adapters import carrier
from channels.enums import CallEventKind
from channels.instructions import HangUp, Join, Say
from channels.models import Call, Callback, CallCommand, Offer
from tests.channels.callers import Caller
from tests.channels.test_offers import (
    Line,
    carry_out,
    leg,
    line,
    offered,
    ready,
    state,
    talking,
    waiting,
)
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("centre")
__all__ = ["line"]


def seconds(count: float) -> dt.timedelta:
    return dt.timedelta(seconds=count)


def accepted() -> tuple[Caller, Offer]:
    caller, agent = waiting(), ready()
    (offer,) = offered(caller.now)
    accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
    return caller, offer


def hung_up() -> set[str]:
    return set(CallCommand.objects.filter(kind="hang_up").values_list("leg", flat=True))


class TestAnOfferThatWasGivenBack:
    @pytest.mark.parametrize("kinds", [("leg_up", "leg_ended"), ("leg_ended", "leg_up")])
    def test_a_telephone_that_is_picked_up_too_late_leaves_the_caller_waiting(self, kinds):
        caller, offer = accepted()
        late = caller.now + seconds(31)
        expire_offers(now=late)
        for kind in kinds:
            leg(caller.call, kind, offer, late + seconds(1))
        assert caller.call.outcome == "waiting"
        assert caller.sid not in hung_up()

    def test_an_end_that_is_told_before_its_beginning_leaves_the_caller_waiting(self):
        caller, offer = accepted()
        leg(caller.call, "leg_ended", offer, caller.now + seconds(9))
        leg(caller.call, "leg_up", offer, caller.now + seconds(8))
        assert caller.call.outcome == "waiting"
        assert caller.sid not in hung_up()

    def test_a_second_agent_keeps_the_caller_when_the_first_one_s_telephone_ends(self):
        caller, offer = accepted()
        late = caller.now + seconds(31)
        expire_offers(now=late)
        second = ready()
        (again,) = offered(late)
        accept_offer(offer_id=again.pk, by=second, now=late)
        leg(caller.call, "leg_up", offer, late + seconds(1))
        leg(caller.call, "leg_ended", offer, late + seconds(2))
        leg(caller.call, "leg_up", again, late + seconds(3))
        assert caller.call.outcome == "answered"
        assert hung_up() == {f"agent-{offer.pk}"}


def try_for(moments: int, now: dt.datetime) -> dt.datetime:
    """Every two seconds, as the sweep does; the moment of the last attempt."""
    for attempt in range(moments):
        carry_out(now + seconds(2 * attempt))
    return now + seconds(2 * (moments - 1))


class TestAProviderThatIsAway:
    def test_a_caller_who_can_not_be_put_through_now_is_at_their_next_question(self, line: Line):
        caller, _agent, _offer = talking()
        line.fails = carrier.TryAgain("503")
        try_for(5, caller.now)
        assert CallCommand.objects.get(kind="ask_again").delivery == "failed"
        assert (caller.call.outcome, caller.call.ended_at) == ("answered", None)
        assert caller.keys("").told == [Join(f"call-{caller.call.uuid}")]

    def test_an_agent_who_can_not_be_rung_now_is_ready_again(self, line: Line):
        caller, offer = accepted()
        line.fails = carrier.TryAgain("503")
        try_for(4, caller.now)
        offer.refresh_from_db()
        assert (offer.result, state(offer.agent)) == ("withdrawn", "ready")
        assert caller.call.outcome == "waiting"

    def test_a_late_failure_takes_no_other_agent_s_offer_back(self, line: Line):
        caller, _offer = accepted()
        late = caller.now + seconds(31)
        expire_offers(now=late)
        ready()
        (again,) = offered(late)
        line.fails = carrier.Refused("no_such_number")
        carry_out(late)
        again.refresh_from_db()
        assert (again.call, again.ended_at) == (caller.call, None)

    def test_a_caller_whom_the_provider_refused_hears_why_it_ends(self, line: Line):
        caller, _agent, _offer = talking()
        step = caller.step
        line.fails = carrier.Refused("20404")
        carry_out(caller.now)
        told = caller.posts(step, "")
        assert [type(each) for each in told] == [Say, HangUp]
        assert "not working right now" in told[0].text

    def test_an_end_that_can_not_be_hung_up_is_tried_for_a_minute(self, line: Line):
        caller, agent, offer = talking()
        carry_out(caller.now)
        hang_up(call_id=caller.call.pk, by=agent, now=caller.now)
        line.fails = carrier.TryAgain("503")
        last = try_for(20, caller.now)
        assert state(agent) == "talking"
        line.fails = None
        carry_out(last + seconds(2))
        assert f"end-agent-{offer.pk}" in line.done

    def test_and_is_taken_to_be_gone_after_that(self, line: Line):
        caller, agent, _offer = talking()
        carry_out(caller.now)
        hang_up(call_id=caller.call.pk, by=agent, now=caller.now)
        line.fails = carrier.TryAgain("503")
        try_for(32, caller.now)
        assert state(agent) == "wrap_up"

    def test_a_caller_of_whom_nothing_was_heard_hears_why_it_ends(self):
        caller = waiting()
        step = caller.step
        end_lost_calls(now=caller.now + dt.timedelta(minutes=11), limit=9)
        assert isinstance(caller.posts(step, "")[0], Say)


class TestCallbacks:
    def connected(self) -> tuple[Call, Offer, dt.datetime]:
        """The agent is there, and the client is about to be dialled."""
        ready()
        Caller().calls().keys("1", "3", "2", "1").hangs_up()
        now = NOW + dt.timedelta(minutes=5)
        (offer,) = offered(now)
        accept_offer(offer_id=offer.pk, by=offer.agent, now=now)
        leg(offer.call, "leg_up", offer, now)
        return offer.call, offer, now

    def test_a_client_whose_telephone_has_not_rung_yet_is_not_rung_for_nobody(self, line: Line):
        call, offer, now = self.connected()
        carry_out(now)
        leg(call, "leg_ended", offer, now + seconds(1))
        carry_out(now + seconds(1))
        assert "end-out-+15145550142" in line.done

    def test_a_client_who_is_being_dialled_as_the_agent_leaves_is_hung_up(self, line: Line):
        call, offer, now = self.connected()
        number = CallCommand.objects.get(kind="call_out").pk

        class Slow(Line):
            def call_out(self, **facts: str) -> str:
                leg(call, "leg_ended", offer, now + seconds(1))
                return super().call_out(**facts)

        carrier.register("test", slow := Slow())
        send_command(command_id=number, now=now)
        carrier.register("test", line)
        assert slow.done == ["out-+15145550142"]
        carry_out(now + seconds(2))
        assert "end-out-+15145550142" in line.done

    def test_a_client_whose_telephone_rings_after_the_end_is_hung_up(self, line: Line):
        call, _offer, now = self.connected()
        note_call(
            call_id=call.pk,
            kind=CallEventKind.FAILED,
            event_id="failed",
            occurred_at=now,
            now=now,
        )
        note_call(
            call_id=call.pk,
            kind=CallEventKind.LEG_RINGING,
            event_id="rings",
            occurred_at=now,
            now=now,
            leg="client",
            payload={"role": "caller"},
        )
        assert "client" in hung_up()

    def test_an_agent_who_is_rung_for_a_call_that_is_over_is_hung_up(self, line: Line):
        caller, offer = accepted()

        class Slow(Line):
            def call_agent(self, **facts: object) -> str:
                caller.hangs_up()
                return super().call_agent(**facts)

        carrier.register("test", Slow())
        carry_out(caller.now)
        carrier.register("test", line)
        carry_out(caller.now + seconds(1))
        assert f"end-agent-{offer.pk}" in line.done

    def test_who_was_not_dialled_was_not_tried(self, line: Line):
        call, offer, now = self.connected()
        leg(call, "leg_ended", offer, now + seconds(1))
        callback = Callback.objects.get()
        assert (callback.state, callback.attempts) == ("waiting", 0)
        assert callback.next_attempt_at == now + seconds(1)

    def test_a_provider_that_is_away_uses_up_no_attempt(self, line: Line):
        _call, _offer, now = self.connected()
        line.fails = carrier.TryAgain("503")
        last = try_for(4, now)
        callback = Callback.objects.get()
        assert (callback.state, callback.attempts) == ("waiting", 0)
        assert callback.next_attempt_at == last + dt.timedelta(minutes=30)
