"""A provider's reports, each many times, at once, in any order: one state, one set of commands."""

import datetime as dt
import random
import threading
from dataclasses import dataclass, field

import pytest
from django.db import connection

from accounts.models import Presence
from channels.actions.note_call import note_call
from channels.actions.offer_calls import expire_offers
from channels.enums import CallEventKind
from channels.models import Call, CallCommand, CallEvent, CallLeg, Offer
from tests.channels.callers import Caller
from tests.channels.test_nobody_alone import accepted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("centre")]
AT_ONCE, TIMES = 4, 3


@dataclass(frozen=True)
class Report:
    kind: str
    seconds: float
    leg: str
    facts: dict[str, object] = field(default_factory=dict)


def tell(call: Call, report: Report, start: dt.datetime) -> None:
    at = start + dt.timedelta(seconds=report.seconds)
    note_call(
        call_id=call.pk,
        kind=CallEventKind(report.kind),
        event_id=f"{report.leg}-{report.kind}",
        occurred_at=at,
        now=at + dt.timedelta(seconds=2),
        leg=report.leg,
        payload=report.facts,
    )


def tell_together(call: Call, reports: list[Report], start: dt.datetime, seed: int) -> None:
    """Each report three times, shuffled, from four processes at once."""
    told = reports * TIMES
    random.Random(seed).shuffle(told)
    begin, failures = threading.Barrier(AT_ONCE), []

    def tell_some(mine: list[Report]) -> None:
        begin.wait(10)
        try:
            for report in mine:
                tell(call, report, start)
        except Exception as error:  # noqa: BLE001 - looked at below, in the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=tell_some, args=(told[number::AT_ONCE],))
        for number in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def state_of(caller: Caller) -> tuple[object, ...]:
    call = caller.call
    legs = CallLeg.objects.filter(call=call).order_by("provider_id")
    return (
        call.outcome,
        call.answered_at,
        call.ended_at,
        call.hung_up_by,
        call.follow_at,
        call.waiting.exit,
        list(legs.values_list("role", "state", "started_at", "ended_at")),
        list(Offer.objects.order_by("id").values_list("result", flat=True)),
        list(Presence.objects.values_list("state", flat=True)),
    )


def commands() -> list[tuple[str, str]]:
    return sorted(CallCommand.objects.values_list("kind", "leg"))


def conversation(caller: Caller, offer: Offer) -> list[Report]:
    agents = {"role": "agent", "offer": offer.pk}
    callers = {"role": "caller"}
    return [
        Report("leg_ringing", 1, "agent", agents),
        Report("leg_held", 20, "agent", agents),
        Report("leg_ended", 60, caller.sid, callers),
        Report("leg_ended", 61, "agent", agents),
    ]


@pytest.mark.parametrize("seed", range(2))
def test_a_conversation_is_the_same_in_every_order(seed: int) -> None:
    """The agent's end was up first: from there on nothing that is told later changes whom it was
    with, when it began or ended, or what the provider is to do.
    """
    caller, offer = accepted()
    up = Report("leg_up", 3, "agent", {"role": "agent", "offer": offer.pk})
    tell(caller.call, up, caller.now)
    tell_together(caller.call, [up, *conversation(caller, offer)], caller.now, seed)
    ended = caller.now + dt.timedelta(seconds=60)
    assert state_of(caller)[:6] == (
        "answered",
        caller.now + dt.timedelta(seconds=3),
        ended,
        "caller",
        None,
        "answered",
    )
    assert [leg[1] for leg in state_of(caller)[6]] == ["ended", "ended"]
    assert state_of(caller)[7:] == (["accepted"], ["wrap_up"])
    assert CallEvent.objects.filter(call=caller.call, kind__startswith="leg_").count() == 5
    # Whichever end was told of first, the other one is hung up at most once; nothing else.
    told = commands()
    assert [kind for kind, _leg in told if kind != "hang_up"] == ["ask_again", "call_agent"]
    assert {leg for kind, leg in told if kind == "hang_up"} <= {"agent", caller.sid}
    assert len(told) == len(set(told))


@pytest.mark.parametrize("seed", range(2))
def test_a_telephone_picked_up_too_late_is_the_only_one_hung_up(seed: int) -> None:
    caller, offer = accepted()
    late = caller.now + dt.timedelta(seconds=31)
    expire_offers(now=late)
    agents = {"role": "agent", "offer": offer.pk}
    reports = [
        Report("leg_ringing", 32, "agent", agents),
        Report("leg_up", 33, "agent", agents),
        Report("leg_ended", 34, "agent", agents),
    ]
    tell_together(caller.call, reports, caller.now, seed)
    call = caller.call
    assert (call.outcome, call.answered_at, call.ended_at) == ("waiting", None, None)
    assert caller.call.waiting.left_at is None
    assert {leg for kind, leg in commands() if kind == "hang_up"} <= {"agent"}
    assert [kind for kind, _leg in commands() if kind != "hang_up"] == ["call_agent"]


@pytest.mark.parametrize("seed", range(2))
def test_the_first_up_comes_together_with_all_the_rest(seed: int) -> None:
    """Whatever is learnt first, the call ends in one of the states that its order allows, and
    nobody who waits is hung up on.
    """
    caller, offer = accepted()
    reports = [
        Report("leg_up", 3, "agent", {"role": "agent", "offer": offer.pk}),
        *conversation(caller, offer),
    ]
    tell_together(caller.call, reports, caller.now, seed)
    call, (offered,) = caller.call, Offer.objects.all()
    expected = "answered" if offered.result == "accepted" else "abandoned"
    assert (call.outcome, call.ended_at) == (expected, caller.now + dt.timedelta(seconds=60))
    assert call.waiting.exit == ("answered" if expected == "answered" else "left")
    told = commands()
    assert len(told) == len(set(told))
    assert [kind for kind, _ in told].count("call_agent") == 1
