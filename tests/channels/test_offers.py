"""Callers and agents are brought together: who is asked, who answers, and who does not."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import Presence, User
from channels.actions.accept_offer import accept_offer
from channels.actions.decline_offer import decline_offer
from channels.actions.hang_up import hang_up
from channels.actions.note_call import note_call
from channels.actions.offer_calls import expire_offers, offer_calls
from channels.actions.send_command import send_command
from channels.adapters import carrier
from channels.enums import CallEventKind
from channels.exceptions import CallIsOver
from channels.instructions import Join
from channels.models import Call, Callback, CallCommand, Offer, QueueEntry
from tests import factories
from tests.channels.callers import Caller
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("centre")


@dataclass
class Line:
    """A provider that does what it is told, or fails."""

    fails: Exception | None = None
    done: list[str] = field(default_factory=list)

    def call_agent(self, *, offer: int, user: int, **facts: str) -> str:
        return self._do(f"agent-{offer}")

    def call_out(self, *, number: str, **facts: str) -> str:
        return self._do(f"out-{number}")

    def ask_again(self, *, leg: str, **facts: object) -> None:
        self._do(f"ask-{leg}")

    def hang_up(self, *, leg: str, **facts: str) -> None:
        self._do(f"end-{leg}")

    def _do(self, what: str) -> str:
        if self.fails:
            raise self.fails
        self.done.append(what)
        return what


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    carrier.register("test", made)
    yield made
    carrier._CARRIERS.pop("test")


def ready(since: dt.datetime = NOW, **facts) -> User:
    agent = factories.user("agent", **facts)
    set_presence(state=PresenceState.READY, by=agent, now=since)
    return agent


def waiting(language: str = "1", **facts) -> Caller:
    return Caller(**facts).calls().keys(language, "3", "1")


def state(agent: User) -> str:
    return Presence.objects.get(user=agent).state


def offered(now: dt.datetime = NOW) -> list[Offer]:
    return offer_calls(now=now)


def leg(call: Call, kind: str, offer: Offer, now: dt.datetime) -> None:
    note_call(
        call_id=call.pk,
        kind=CallEventKind(kind),
        event_id=f"{kind}-{offer.pk}",
        occurred_at=now,
        now=now,
        leg=f"agent-{offer.pk}",
        payload={"role": "agent", "offer": offer.pk},
    )


def talking() -> tuple[Caller, User, Offer]:
    caller, agent = waiting(), ready()
    (offer,) = offered(caller.now)
    accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
    leg(caller.call, "leg_up", offer, caller.now)
    return caller, agent, offer


def carry_out(now: dt.datetime) -> None:
    for command in CallCommand.objects.due(now):
        send_command(command_id=command.pk, now=now)


class TestWhoIsAsked:
    def test_who_is_ready_longest(self):
        ready(since=NOW)
        longest = ready(since=NOW - dt.timedelta(minutes=5))
        waiting()
        assert [offer.agent for offer in offered()] == [longest]

    def test_one_caller_one_offer_one_agent_one_offer(self):
        ready()
        waiting(), waiting(number="+16135550142")
        assert len(offered()) == 1
        assert offered() == []

    def test_nobody_who_does_not_speak_the_language(self):
        ready(languages=["en"])
        waiting(language="2")
        assert offered() == []

    def test_nobody_of_another_team(self):
        ready(teams=False)
        waiting()
        assert offered() == []

    def test_nobody_on_a_break(self):
        agent = ready()
        set_presence(state=PresenceState.BREAK, by=agent, now=NOW)
        waiting()
        assert offered() == []

    def test_nobody_who_may_not_take_calls(self):
        officer = factories.officer()
        set_presence(state=PresenceState.READY, by=officer, now=NOW)
        waiting()
        assert offered() == []

    def test_the_most_urgent_then_the_one_who_waits_longest(self):
        first, second = waiting(), waiting(number="+16135550142", now=NOW + dt.timedelta(minutes=1))
        urgent = waiting(number="+16045550142", now=NOW + dt.timedelta(minutes=2))
        QueueEntry.objects.filter(call=urgent.call).update(priority=1)
        for _ in range(3):
            ready()
        later = NOW + dt.timedelta(minutes=5)
        assert {offer.call for offer in offered(later)} == {
            caller.call for caller in (urgent, first, second)
        }
        order = Offer.objects.order_by("id").values_list("call", flat=True)
        assert list(order) == [urgent.call.pk, first.call.pk, second.call.pk]

    def test_whoever_left_is_offered_to_nobody(self):
        waiting().hangs_up(after=30)
        ready()
        assert offered() == []


class TestAccepted:
    def test_answered_only_once_the_agents_telephone_is_up(self):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        assert state(agent) == "ringing"
        accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
        assert caller.call.outcome == "waiting"
        leg(caller.call, "leg_up", offer, caller.now)
        assert (caller.call.outcome, state(agent)) == ("answered", "talking")
        assert caller.call.waiting.exit == "answered"

    def test_the_caller_is_put_through_at_the_next_question(self):
        caller, _agent, _offer = talking()
        assert caller.keys("").told == [Join(f"call-{caller.call.uuid}")]

    def test_the_ticket_is_the_agents(self):
        caller, agent, _offer = talking()
        assert (caller.call.ticket.assignee, caller.call.ticket.caller_waits) == (agent, False)

    def test_twice_is_once(self):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        for _ in range(2):
            accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
        assert CallCommand.objects.filter(kind="call_agent").count() == 1

    def test_not_a_colleagues_offer(self):
        waiting(), ready()
        (offer,) = offered()
        with pytest.raises(CallIsOver):
            accept_offer(offer_id=offer.pk, by=factories.user("agent"), now=NOW)

    def test_too_late(self):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        with pytest.raises(CallIsOver):
            accept_offer(offer_id=offer.pk, by=agent, now=caller.now + dt.timedelta(seconds=15))

    def test_the_agents_telephone_is_rung_by_a_row(self, line):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
        assert line.done == []
        carry_out(caller.now)
        carry_out(caller.now)
        assert line.done == [f"agent-{offer.pk}"]


class TestNotAnswered:
    def test_after_15_seconds_the_caller_is_first_again_with_the_original_time(self):
        caller, agent = waiting(), ready()
        since = caller.call.waiting.entered_at
        offered(caller.now)
        late = caller.now + dt.timedelta(seconds=15)
        assert expire_offers(now=late) == 1
        assert (state(agent), caller.call.waiting.entered_at) == ("no_answer", since)
        second = ready()
        assert [offer.agent for offer in offered(late)] == [second]

    def test_nor_does_one_who_came_in_between_go_first(self):
        """First again: before who joined the queue while the telephone rang in vain."""
        first, _agent = waiting(), ready()
        (offer,) = offered(first.now)
        between = waiting(number="+16135550142", now=first.now - dt.timedelta(seconds=12))
        late = offer.rings_until
        assert first.call.waiting.entered_at < between.call.waiting.entered_at < late
        expire_offers(now=late)
        for caller in (first, between):
            second = ready()
            (again,) = offered(late)
            assert (again.call, again.agent) == (caller.call, second)

    def test_declined_the_agent_is_on_a_break(self):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        decline_offer(offer_id=offer.pk, by=agent, now=caller.now)
        assert (state(agent), caller.call.outcome) == ("break", "waiting")

    def test_a_telephone_that_is_not_answered_gives_the_caller_back(self):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
        leg(caller.call, "leg_ended", offer, caller.now)
        assert (state(agent), caller.call.outcome) == ("no_answer", "waiting")

    def test_a_telephone_that_never_comes_up_too(self, line):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
        leg(caller.call, "leg_ringing", offer, caller.now)
        late = caller.now + dt.timedelta(seconds=31)
        expire_offers(now=late)
        leg(caller.call, "leg_up", offer, late)
        assert caller.call.outcome == "waiting"
        carry_out(late)
        assert f"end-agent-{offer.pk}" in line.done

    def test_a_caller_who_leaves_frees_the_agent_who_rings(self):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        caller.hangs_up(after=6)
        offer.refresh_from_db()
        assert (offer.result, state(agent), caller.call.outcome) == (
            "withdrawn",
            "ready",
            "abandoned",
        )

    def test_a_provider_that_refuses_gives_the_caller_back(self, line):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
        line.fails = carrier.Refused("no_such_number")
        carry_out(caller.now)
        assert (state(agent), caller.call.outcome) == ("no_answer", "waiting")

    def test_a_provider_that_is_away_is_asked_again(self, line):
        caller, agent = waiting(), ready()
        (offer,) = offered(caller.now)
        accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
        line.fails = carrier.TryAgain("timeout")
        carry_out(caller.now)
        line.fails = None
        carry_out(caller.now + dt.timedelta(seconds=1))
        assert line.done == []
        carry_out(caller.now + dt.timedelta(seconds=2))
        assert line.done == [f"agent-{offer.pk}"]


class TestTheEnd:
    def test_the_caller_hangs_up_and_the_work_after_begins(self):
        caller, agent, _offer = talking()
        caller.hangs_up(after=120)
        assert (state(agent), caller.call.outcome) == ("wrap_up", "answered")

    def test_the_agent_hangs_up_and_the_caller_is_not_left_alone(self, line):
        caller, agent, offer = talking()
        hang_up(call_id=caller.call.pk, by=agent, now=caller.now)
        carry_out(caller.now)
        assert f"end-agent-{offer.pk}" in line.done
        leg(caller.call, "leg_ended", offer, caller.now + dt.timedelta(seconds=1))
        carry_out(caller.now + dt.timedelta(seconds=1))
        assert f"end-{caller.sid}" in line.done
        assert state(agent) == "wrap_up"

    def test_a_caller_whom_the_provider_no_longer_has_leaves_no_agent_alone(self, line):
        caller, agent, offer = talking()
        line.fails = carrier.Refused("20404")
        carry_out(caller.now)
        line.fails = None
        carry_out(caller.now)
        assert (state(agent), caller.call.ended_at) == ("wrap_up", caller.now)
        assert line.done == [f"end-agent-{offer.pk}"]


class TestCallbacks:
    def booked(self, agent: User) -> tuple[Callback, Offer, dt.datetime]:
        Caller().calls().keys("1", "3", "2", "1").hangs_up()
        later = NOW + dt.timedelta(minutes=5)
        (offer,) = offered(later)
        assert offer.agent == agent
        return Callback.objects.get(), offer, later

    def dialled(self, offer: Offer, now: dt.datetime) -> Call:
        accept_offer(offer_id=offer.pk, by=offer.agent, now=now)
        leg(offer.call, "leg_up", offer, now)
        carry_out(now)
        return Call.objects.get(pk=offer.call_id)

    def client(self, call: Call, kind: str, now: dt.datetime) -> None:
        note_call(
            call_id=call.pk,
            kind=CallEventKind(kind),
            event_id=f"client-{kind}",
            occurred_at=now,
            now=now,
            leg=call.provider_id,
            payload={"role": "caller"},
        )

    def test_it_is_offered_in_its_turn_with_the_ticket(self):
        callback, offer, _now = self.booked(ready())
        assert (offer.call.direction, offer.call.ticket) == ("out", callback.ticket)
        assert callback.state == "calling"

    def test_it_comes_before_who_called_later(self):
        Caller().calls().keys("1", "3", "2", "1").hangs_up()
        waiting(number="+16135550142", now=NOW + dt.timedelta(minutes=1))
        ready()
        (offer,) = offered(NOW + dt.timedelta(minutes=5))
        assert offer.call.direction == "out"

    def test_the_client_is_dialled_once_the_agent_is_there(self, line):
        _callback, offer, now = self.booked(ready())
        call = self.dialled(offer, now)
        assert line.done == [f"agent-{offer.pk}", "out-+15145550142"]
        self.client(call, "leg_up", now)
        call.refresh_from_db()
        assert call.outcome == "answered"
        assert Callback.objects.get().state == "done"

    def test_not_reached_it_is_tried_once_more_after_half_an_hour(self, line):
        agent = ready()
        _callback, offer, now = self.booked(agent)
        call = self.dialled(offer, now)
        self.client(call, "leg_ended", now)
        callback = Callback.objects.get()
        assert (callback.state, callback.attempts) == ("waiting", 1)
        assert callback.next_attempt_at == now + dt.timedelta(minutes=30)
        assert state(agent) == "wrap_up"

    def test_never_reached_the_ticket_waits_like_any_other(self, line):
        callback, _offer, _now = self.booked(ready())
        Callback.objects.update(state="waiting")
        expire_offers(now=callback.window_end)
        callback.refresh_from_db()
        assert (callback.state, callback.ticket.caller_waits) == ("missed", False)

    def test_nobody_is_called_at_night(self):
        Caller().calls().keys("1", "3", "2", "1").hangs_up()
        ready()
        assert offered(dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)) == []
        morning = dt.datetime(2026, 11, 25, 13, 0, tzinfo=dt.UTC)
        assert Callback.objects.get().next_attempt_at == morning

    def test_nobody_is_dialled_for_an_agent_who_is_gone(self, line):
        agent = ready()
        _callback, offer, now = self.booked(agent)
        accept_offer(offer_id=offer.pk, by=agent, now=now)
        leg(offer.call, "leg_up", offer, now)
        leg(offer.call, "leg_ended", offer, now + dt.timedelta(seconds=1))
        carry_out(now + dt.timedelta(seconds=1))
        assert "out-+15145550142" not in line.done
