"""A caller who is queued for a person is a ticket; what becomes of it when they leave."""

import datetime as dt

import pytest

from accounts.models import Skill
from channels.actions.queue_call import queue_call
from channels.models import Callback, VoiceLine
from people.models import Person
from tests import factories
from tests.channels import taken_calls
from tests.channels.callers import Caller
from tests.channels.test_ivr_transcripts import BORN, UCI, known_file
from tests.factories import NOW
from tickets.actions.claim import claim_next
from tickets.actions.receive import receive_message
from tickets.actions.speak import speak
from tickets.enums import Channel, ClockKind, ClockState
from tickets.models import Queue, RoutingDecision, Ticket
from tickets.queries.statuses import Match, files_found

pytestmark = pytest.mark.usefixtures("centre")


def waiting(**facts) -> Caller:
    return Caller(**facts).calls().keys("1", "3", "1")


class TestQueued:
    def test_it_is_a_routed_ticket_in_its_queue_from_that_moment(self):
        call = waiting().call
        assert (call.outcome, call.ticket.channel, call.ticket.state) == (
            "waiting",
            "phone",
            "open",
        )
        assert RoutingDecision.objects.filter(ticket=call.ticket).exists()
        assert call.waiting.queue == call.ticket.queue

    def test_a_caller_needs_no_address_and_gets_no_receipt(self):
        ticket = waiting().call.ticket
        assert ticket.client.contact_points.get().value == "+15145550142"
        assert not ticket.messages.filter(direction="out").exists()

    def test_a_withheld_number_is_a_client_without_any(self):
        caller = Caller(number="").calls().keys("1", "3", "1", "1")
        assert caller.call.ticket.client.name == "Caller with a withheld number"

    def test_who_is_spoken_with_waits_for_no_first_response(self, agent):
        call = taken_calls.talking(agent)
        clock = call.ticket.clocks.get(kind=ClockKind.FIRST_RESPONSE)
        assert (clock.state, clock.stopped_at) == (ClockState.MET, NOW)
        assert call.ticket.events.filter(kind="spoken_with", user=agent).exists()

    def test_who_is_called_back_waits_for_one_until_they_pick_up(self, agent):
        offer = taken_calls.callback_offered(agent)
        call = taken_calls.accepted(offer)
        first = call.ticket.clocks.filter(kind=ClockKind.FIRST_RESPONSE)
        assert first.get().state == ClockState.RUNNING
        taken_calls.client_answers(call)
        assert first.get().state == ClockState.MET

    def test_a_telephone_that_is_picked_up_for_nobody_is_no_first_response(self, agent):
        call = taken_calls.accepted(taken_calls.callback_offered(agent))
        later = NOW + dt.timedelta(minutes=2)
        ends = later - dt.timedelta(seconds=5)
        taken_calls.agent_leaves(call, now=ends)
        taken_calls.client_answers(call, now=later)
        clock = call.ticket.clocks.get(kind=ClockKind.FIRST_RESPONSE)
        assert clock.state == ClockState.RUNNING

    def test_a_call_to_an_office_s_constituent_is_no_answer_to_the_office(self, agent):
        ticket = factories.ticket(channel=Channel.MEMBER)
        speak(ticket_id=ticket.pk, by=agent, now=NOW)
        assert not ticket.events.filter(kind="spoken_with").exists()

    def test_queued_twice_is_queued_once(self):
        call = waiting().call
        assert queue_call(call_id=call.pk, now=NOW) == call.waiting
        assert Ticket.objects.count() == 1

    def test_the_file_of_an_identified_caller_is_on_the_ticket(self):
        status = known_file(stale=False)
        Caller().calls().keys("2", "1", UCI, BORN, "3", "1")
        ticket = Ticket.objects.get()
        assert (ticket.uci, ticket.application_numbers, ticket.language) == (
            UCI,
            ["E301234567"],
            "fr",
        )
        assert files_found(ticket, now=NOW).match is Match.CONFIRMED
        status.file.refresh_from_db()
        assert status.file.person == ticket.client

    def test_a_person_whom_we_know_by_their_file_stays_one_person(self):
        known_file(stale=False)
        for number in ("+15145550142", "+16135550142"):
            Caller(number=number).calls().keys("1", "1", UCI, BORN, "3", "1")
        assert Person.objects.count() == 1

    def test_the_line_of_a_members_office_has_its_own_queue(self):
        caller = Caller(line="members").calls().keys("1", "1")
        assert caller.call.waiting.queue == Queue.objects.get(code="members")

    def test_the_skills_that_the_rules_ask_for_are_asked_of_the_agent(self):
        entry = waiting().call.waiting
        wanted = set(Skill.objects.filter(code__in=entry.call.ticket.required_skills))
        assert set(entry.skills.all()) == wanted

    def test_next_does_not_give_it_away(self, agent):
        """Whoever takes the ticket would have nobody to speak to."""
        waiting()
        assert claim_next(by=agent, now=NOW) is None

    def test_only_so_many_wait(self):
        VoiceLine.objects.update(most_waiting=1)
        waiting()
        second = Caller(number="+16135550142").calls().keys("1", "3").hangs_up().call
        assert (second.outcome, second.asked_for_agent, second.ticket) == ("blocked", True, None)


class TestLeft:
    def test_a_caller_who_leaves_has_abandoned_and_the_ticket_closes_itself(self):
        call = waiting().hangs_up(after=60).call
        ticket = call.ticket
        assert (call.outcome, call.waiting.exit) == ("abandoned", "left")
        assert (ticket.state, ticket.outcome.code, ticket.due_at) == ("closed", "abandoned", None)
        assert not ticket.clocks.exclude(state="cancelled").exists()
        assert not Ticket.objects.live().exists()

    def test_within_five_seconds_it_is_a_short_abandon(self):
        assert waiting().hangs_up(after=3).call.outcome == "short_abandon"

    def test_the_next_call_opens_a_ticket_linked_to_it(self):
        first = waiting().hangs_up(after=60).call.ticket
        later = NOW + dt.timedelta(hours=2)
        assert waiting(now=later).call.ticket.continues == first

    def test_another_caller_is_not_linked_to_it(self):
        waiting().hangs_up(after=60)
        assert waiting(number="+16135550142").call.ticket.continues is None

    def test_a_ticket_on_which_more_was_said_stays_open(self):
        caller = waiting()
        ticket = caller.call.ticket
        receive_message(
            ticket_id=ticket.pk,
            enquiry=factories.enquiry(continues=ticket.pk),
            person=ticket.client,
            now=caller.now,
        )
        caller.hangs_up(after=60)
        ticket.refresh_from_db()
        assert (ticket.state, ticket.caller_waits) == ("open", False)


class TestCallback:
    def test_it_keeps_the_place(self):
        caller = waiting()
        since = caller.call.waiting.entered_at
        caller.keys("", "2", "1")
        callback = Callback.objects.get()
        assert (callback.rank, callback.number) == (since, "+15145550142")
        assert caller.hangs_up().call.outcome == "callback"

    def test_booked_before_the_queue_it_counts_as_queued(self):
        call = Caller().calls().keys("1", "3", "2", "1").hangs_up().call
        assert (call.outcome, call.asked_for_agent) == ("callback", True)
        assert call.queued_at is not None

    def test_the_ticket_stays_open_and_comes_with_the_callback(self, agent):
        ticket = Caller().calls().keys("1", "3", "2", "1").hangs_up().call.ticket
        assert (ticket.state, ticket.caller_waits) == ("open", True)

    def test_only_to_canada(self):
        caller = Caller().calls().keys("1", "3", "2", "2", "2125550142")
        assert "numbers in Canada only" in caller.heard
        assert not Callback.objects.exists()

    def test_another_canadian_number_may_be_given(self):
        Caller(number="").calls().keys("1", "3", "1", "2", "6045550142")
        assert Callback.objects.get().number == "+16045550142"

    def test_the_window_is_the_next_open_days_where_the_number_is(self):
        Caller().calls().keys("1", "3", "2", "1")
        callback = Callback.objects.get()
        assert callback.window_end == dt.datetime(2026, 11, 25, 21, 0, tzinfo=dt.UTC)


class TestSpecialOperation:
    def test_its_line_tells_the_announcement_and_fills_its_queue(self):
        operation = factories.operation(phone_number="+18885550102")
        caller = Caller(line="operation-1").calls().keys("1")
        assert operation.announcement_en in caller.heard
        call = caller.keys("1").call
        assert (call.ticket.operation, call.waiting.queue) == (operation, operation.queue)
        assert call.waiting.priority == 0

    def test_nobody_is_turned_away(self):
        factories.operation(phone_number="+18885550102")
        VoiceLine.objects.update(most_waiting=0)
        assert Caller(line="operation-1").calls().keys("1", "1").call.outcome == "waiting"

    def test_a_line_without_an_operation_says_so(self):
        assert "not in use now" in Caller(line="operation-1").calls().keys("1").heard

    def test_an_announcement_may_come_before_the_general_menu(self):
        operation = factories.operation(phone_number="+18885550100")
        heard = Caller().calls().keys("2").heard
        assert operation.announcement_fr in heard
        assert "Pour l’état de votre demande" in heard
