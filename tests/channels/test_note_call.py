"""What a provider reports is kept once, and its order does not matter."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from channels.actions.accept_offer import accept_offer
from channels.actions.note_call import note_call
from channels.enums import CallEventKind
from channels.models import Call, CallCommand, CallEvent, CallLeg
from tests.channels.callers import Caller
from tests.channels.test_offers import offered, ready, waiting
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("centre")
FACTS = ("outcome", "answered_at", "queued_at", "ended_at", "hung_up_by")


def report(call: Call, kind: str, seconds: int, leg: str, **payload) -> None:
    at = NOW + dt.timedelta(minutes=1, seconds=seconds)
    note_call(
        call_id=call.pk,
        kind=CallEventKind(kind),
        event_id=f"{call.pk}-{kind}-{leg}",
        occurred_at=at,
        now=at + dt.timedelta(seconds=20),
        leg=leg,
        payload=payload,
    )


def connecting() -> tuple[Caller, dict[str, object]]:
    caller, agent = waiting(), ready()
    (offer,) = offered(caller.now)
    accept_offer(offer_id=offer.pk, by=agent, now=caller.now)
    return caller, {"role": "agent", "offer": offer.pk}


def test_the_same_report_is_kept_once():
    caller, agents = connecting()
    for _ in range(3):
        report(caller.call, "leg_up", 1, "agent", **agents)
    assert CallEvent.objects.filter(kind="leg_up").count() == 1
    assert CallCommand.objects.filter(kind="ask_again").count() == 1


@pytest.mark.parametrize(
    "order",
    [("leg_ringing", "leg_up", "leg_ended"), ("leg_up", "leg_ringing", "leg_ended")],
    ids=["in order", "rings late"],
)
@pytest.mark.parametrize("caller_first", [True, False])
def test_every_order_of_a_conversation_tells_the_same(order, caller_first):
    at = {"leg_ringing": 1, "leg_up": 3, "leg_ended": 50}
    caller, agents = connecting()
    for kind in order[:2]:
        report(caller.call, kind, at[kind], "agent", **agents)
    ends = [("agent", 50, agents), (caller.sid, 51, {})]
    for leg, seconds, facts in ends[::-1] if caller_first else ends:
        report(caller.call, "leg_ended", seconds, leg, **facts)
    call = caller.call
    minute = NOW + dt.timedelta(minutes=1)
    assert (call.outcome, call.answered_at) == ("answered", minute + dt.timedelta(seconds=3))
    assert (call.ended_at, call.hung_up_by) == (minute + dt.timedelta(seconds=51), "agent")


def test_a_telephone_that_was_up_after_all_changes_nothing_once_the_caller_was_given_back():
    """Nobody was put through, whatever is learnt later."""
    caller, agents = connecting()
    report(caller.call, "leg_ended", 50, "agent", **agents)
    report(caller.call, "leg_up", 3, "agent", **agents)
    assert caller.call.outcome == "waiting"


def test_an_end_that_nobody_named_is_the_agents_who_accepted():
    caller, _agents = connecting()
    report(caller.call, "leg_up", 1, "somebody")
    leg = CallLeg.objects.get(provider_id="somebody")
    assert (leg.role, leg.user, caller.call.outcome) == (
        "agent",
        caller.call.ticket.assignee,
        "answered",
    )


def test_what_was_told_can_not_be_changed():
    event = Caller().calls().call.events.first()
    event.kind = "failed"
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save()


def test_a_report_after_the_end_changes_no_end():
    caller = waiting().hangs_up(after=60)
    ended = caller.call.ended_at
    report(caller.call, "ended", 600, "")
    assert caller.call.ended_at == ended
