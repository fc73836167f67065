"""The state of a call is a fold over its events: order, repeats and lateness do not matter."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.calls import Said, fold
from channels.enums import (
    QUEUED_OUTCOMES,
    CallEventKind,
    CallOutcome,
    HangUpBy,
    LegRole,
    LegState,
)

START = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
K = CallEventKind


def at(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


def said(kind: CallEventKind, seconds: float, **facts) -> Said:
    return Said(kind, at(seconds), **facts)


def agent(kind: CallEventKind, seconds: float, **facts) -> Said:
    return said(kind, seconds, leg="agent", role=LegRole.AGENT, offer=1, **facts)


def caller(kind: CallEventKind, seconds: float) -> Said:
    return said(kind, seconds, leg="caller")


LEG = st.one_of(
    st.just({"leg": "caller", "role": LegRole.CALLER}),
    st.builds(
        lambda leg, offer: {"leg": leg, "role": LegRole.AGENT, "offer": offer},
        st.sampled_from(["one", "two"]),
        st.integers(1, 2),
    ),
)
LEG_KINDS = [K.LEG_RINGING, K.LEG_UP, K.LEG_HELD, K.LEG_ENDED]
EVENT = st.one_of(
    st.builds(
        said, st.sampled_from([kind for kind in K if kind not in LEG_KINDS]), st.integers(0, 60)
    ),
    st.builds(
        lambda seconds, offer: said(K.OFFER_ENDED, seconds, offer=offer),
        st.integers(0, 60),
        st.integers(1, 2),
    ),
    st.builds(
        lambda kind, seconds, leg: said(kind, seconds, **leg),
        st.sampled_from(LEG_KINDS),
        st.integers(0, 60),
        LEG,
    ),
)
EVENTS = st.lists(EVENT, max_size=12)


@given(st.data(), EVENTS, st.booleans())
def test_late_doubled_and_out_of_order_events_give_the_same_state(data, events, outgoing):
    again = data.draw(st.permutations([*events, *events[:3]]))
    assert fold(again, outgoing=outgoing) == fold(events, outgoing=outgoing)


@given(EVENTS)
def test_both_sums_hold_whatever_has_come_in(events):
    """Queued exactly when the outcome is one of the queued ones: so both sums add up."""
    view = fold(events)
    assert (view.queued_at is not None) == (view.outcome in QUEUED_OUTCOMES)
    assert view.outcome in CallOutcome
    assert (view.outcome == CallOutcome.ANSWERED) == (view.answered_at is not None)
    if view.outcome in (CallOutcome.IN_IVR, CallOutcome.WAITING):
        assert view.ended_at is None


@given(EVENTS)
def test_whoever_was_queued_asked_for_a_person(events):
    view = fold(events)
    if view.outcome in (*QUEUED_OUTCOMES, CallOutcome.BLOCKED, CallOutcome.CLOSED):
        assert view.asked_for_agent


class TestOutcomes:
    def test_in_the_menu(self):
        assert fold([said(K.STARTED, 0)]).outcome == CallOutcome.IN_IVR

    def test_served_by_the_menu(self):
        view = fold([said(K.STARTED, 0), said(K.SERVED, 5), caller(K.LEG_ENDED, 9)])
        assert (view.outcome, view.asked_for_agent) == (CallOutcome.CONTAINED, False)

    def test_served_and_then_asked_for_a_person_is_not_contained(self):
        events = [said(K.SERVED, 5), said(K.ASKED, 9), caller(K.LEG_ENDED, 12)]
        assert fold(events).outcome == CallOutcome.LEFT_IN_IVR

    def test_asked_for_a_person_and_was_then_served_by_the_menu(self):
        events = [said(K.ASKED, 5), said(K.SERVED, 9), caller(K.LEG_ENDED, 12)]
        view = fold(events)
        assert (view.outcome, view.asked_for_agent) == (CallOutcome.CONTAINED, True)

    def test_left_in_the_menu(self):
        view = fold([said(K.STARTED, 0), caller(K.LEG_ENDED, 9)])
        assert view.outcome == CallOutcome.LEFT_IN_IVR

    def test_asked_and_left_before_the_queue(self):
        view = fold([said(K.ASKED, 4), caller(K.LEG_ENDED, 9)])
        assert (view.outcome, view.asked_for_agent) == (CallOutcome.LEFT_IN_IVR, True)

    def test_closed_though_a_status_was_told(self):
        view = fold([said(K.SERVED, 2), said(K.CLOSED, 5), caller(K.LEG_ENDED, 9)])
        assert view.outcome == CallOutcome.CLOSED

    def test_blocked_is_not_abandoned(self):
        view = fold([said(K.BLOCKED, 5), caller(K.LEG_ENDED, 9)])
        assert view.outcome == CallOutcome.BLOCKED

    def test_waits(self):
        assert fold([said(K.QUEUED, 5)]).outcome == CallOutcome.WAITING

    def test_abandoned(self):
        view = fold([said(K.QUEUED, 5), caller(K.LEG_ENDED, 60)])
        assert (view.outcome, view.hung_up_by) == (CallOutcome.ABANDONED, HangUpBy.CALLER)

    def test_abandoned_within_five_seconds(self):
        view = fold([said(K.QUEUED, 5), caller(K.LEG_ENDED, 9.9)])
        assert view.outcome == CallOutcome.SHORT_ABANDON

    def test_answered_once_the_agents_end_is_up(self):
        ringing = fold([said(K.QUEUED, 5), agent(K.LEG_RINGING, 20)])
        assert ringing.outcome == CallOutcome.WAITING
        up = fold([said(K.QUEUED, 5), agent(K.LEG_RINGING, 20), agent(K.LEG_UP, 25)])
        assert (up.outcome, up.answered_at) == (CallOutcome.ANSWERED, at(25))

    def test_an_agent_who_is_up_after_the_caller_left_has_not_answered(self):
        view = fold([said(K.QUEUED, 5), caller(K.LEG_ENDED, 24), agent(K.LEG_UP, 25)])
        assert view.outcome == CallOutcome.ABANDONED

    def test_an_agent_whose_offer_was_taken_back_has_not_answered(self):
        back = said(K.OFFER_ENDED, 40, offer=1)
        assert fold([said(K.QUEUED, 5), agent(K.LEG_UP, 41), back]).outcome == CallOutcome.WAITING

    def test_left_to_be_called_back_from_the_offer_counts_as_queued(self):
        view = fold([said(K.CALLBACK, 8), caller(K.LEG_ENDED, 12)])
        assert (view.outcome, view.queued_at) == (CallOutcome.CALLBACK, at(8))

    def test_failed_while_waiting(self):
        view = fold([said(K.QUEUED, 5), said(K.FAILED, 30)])
        assert (view.outcome, view.hung_up_by) == (CallOutcome.FAILED, HangUpBy.PROVIDER)


class TestLegs:
    def test_a_late_ring_does_not_undo_an_answer(self):
        view = fold([agent(K.LEG_UP, 10), agent(K.LEG_RINGING, 12)])
        assert view.legs["agent"].state == LegState.UP

    def test_held_and_back(self):
        view = fold([agent(K.LEG_UP, 10), agent(K.LEG_HELD, 12), agent(K.LEG_UP, 20)])
        assert (view.legs["agent"].state, view.legs["agent"].up_at) == (LegState.UP, at(10))

    def test_what_has_ended_stays_so(self):
        view = fold([agent(K.LEG_ENDED, 10), agent(K.LEG_UP, 12)])
        assert view.legs["agent"].state == LegState.ENDED

    def test_the_agent_who_leaves_first_hung_up(self):
        events = [said(K.QUEUED, 1), agent(K.LEG_UP, 5), agent(K.LEG_ENDED, 50)]
        assert fold([*events, caller(K.LEG_ENDED, 51)]).hung_up_by == HangUpBy.AGENT

    @pytest.mark.parametrize("first", [True, False])
    def test_in_one_second_who_was_told_first_hung_up(self, first):
        events = [said(K.QUEUED, 1), agent(K.LEG_UP, 5), agent(K.LEG_ENDED, 50, first=first)]
        by = HangUpBy.AGENT if first else HangUpBy.CALLER
        assert fold([*events, caller(K.LEG_ENDED, 50)]).hung_up_by == by


class TestOutgoing:
    def test_answered_by_the_client(self):
        view = fold([agent(K.LEG_UP, 1), caller(K.LEG_UP, 9)], outgoing=True)
        assert (view.outcome, view.answered_at) == (CallOutcome.ANSWERED, at(9))

    def test_not_reached(self):
        view = fold([agent(K.LEG_UP, 1), caller(K.LEG_ENDED, 30)], outgoing=True)
        assert view.outcome == CallOutcome.FAILED
