"""What an agent sees of calls and does with them."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import Presence, User
from channels.actions.wrap_up import start_wrap_up
from channels.enums import CallResult
from channels.models import CallCommand, Disposition, IdentityCheck, QueueEntry
from channels.queries.calls import my_call
from contactcentre.kit import clock
from contactcentre.kit.formatting import phone
from people.models import ClientFile
from tests import factories
from tests.channels import taken_calls
from tests.factories import NOW
from tests.people.statuses import BORN, known
from tickets.enums import Channel, State
from tickets.models import OutcomeCode, Ticket
from tickets.queries.statuses import Match, files_found

MINUTE = dt.timedelta(minutes=1)
BAR = "/en/desk/calls/mine/"


@pytest.fixture
def agent(centre: None) -> User:
    return factories.user("agent", languages=["en", "fr"])


@pytest.fixture
def desk(agent: User, signed_in) -> Client:
    return signed_in(agent)


def state_of(agent: User) -> str:
    return Presence.objects.get(user=agent).state


def solved() -> OutcomeCode:
    return OutcomeCode.objects.filter(discards=False, active=True)[0]


def ended(agent: User, **facts):
    """A call that is over, with the work after it to do."""
    call = taken_calls.talking(agent, **facts)
    taken_calls.hung_up(call, now=NOW + 5 * MINUTE)
    return call


class TestTheBar:
    def test_is_empty_without_a_call(self, desk: Client) -> None:
        page = desk.get(BAR).content.decode()
        assert "No call is offered to you now" in page

    def test_shows_an_offer_with_line_and_number(self, desk: Client, agent: User) -> None:
        taken_calls.offered(agent)
        bar = desk.get(BAR, headers={"HX-Request": "true"}).content.decode()
        assert "Incoming call" in bar
        assert "General enquiries" in bar
        assert phone(taken_calls.CALLER, "en") in bar

    def test_says_how_long_the_caller_has_waited(self, desk: Client, agent: User) -> None:
        offer = taken_calls.offered(agent)
        seven = clock.now() - 7 * MINUTE
        QueueEntry.objects.filter(call=offer.call).update(entered_at=seven)
        assert "waiting for 7\N{NO-BREAK SPACE}min" in desk.get(BAR).content.decode()

    def test_says_nothing_when_nothing_has_changed(self, desk: Client, agent: User) -> None:
        taken_calls.offered(agent)
        seen = my_call(agent).key
        assert desk.get(BAR, {"seen": seen}, headers={"HX-Request": "true"}).status_code == 204

    def test_of_a_colleague_s_offer_says_nothing(self, agent: User, signed_in) -> None:
        taken_calls.offered(agent)
        other = signed_in(factories.user("agent"))
        assert "Incoming call" not in other.get(BAR).content.decode()

    def test_takes_as_many_queries_in_each_state(
        self, desk: Client, agent: User, django_assert_max_num_queries
    ) -> None:
        ended(agent)
        with django_assert_max_num_queries(8):
            desk.get(BAR, headers={"HX-Request": "true"})


class TestAnOffer:
    def test_accepted_rings_the_agent_s_telephone(self, desk: Client, agent: User) -> None:
        offer = taken_calls.offered(agent, now=dt.datetime.now(dt.UTC))
        answer = desk.post(f"/en/desk/calls/offers/{offer.pk}/accept/")
        assert answer.headers["Location"] == f"/en/desk/calls/{offer.call.uuid}/"
        assert CallCommand.objects.get().kind == "call_agent"

    def test_declined_leaves_the_caller_in_their_place(self, desk: Client, agent: User) -> None:
        offer = taken_calls.offered(agent, now=dt.datetime.now(dt.UTC))
        before = offer.call.waiting.entered_at
        desk.post(f"/en/desk/calls/offers/{offer.pk}/decline/")
        offer.call.waiting.refresh_from_db()
        assert (offer.call.waiting.entered_at, offer.call.waiting.left_at) == (before, None)
        assert state_of(agent) != PresenceState.READY

    def test_of_a_colleague_is_not_there(self, agent: User, signed_in) -> None:
        offer = taken_calls.offered(agent)
        other = signed_in(factories.user("agent"))
        assert other.post(f"/en/desk/calls/offers/{offer.pk}/accept/").status_code == 404


class TestTheCall:
    def test_is_shown_to_who_took_it(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        page = desk.get(f"/en/desk/calls/{call.uuid}/").content.decode()
        assert "give general information only" in page
        assert call.ticket.number in page

    def test_of_a_colleague_is_not_there(self, agent: User, signed_in) -> None:
        call = taken_calls.talking(agent)
        other = signed_in(factories.user("supervisor"))
        assert other.get(f"/en/desk/calls/{call.uuid}/").status_code == 404

    def test_is_its_ticket_taken_by_the_agent(self, agent: User) -> None:
        ticket = taken_calls.talking(agent).ticket
        ticket.refresh_from_db()
        assert (ticket.channel, ticket.assignee) == (Channel.PHONE, agent)

    def test_shows_other_tickets_of_the_number(self, desk: Client, agent: User) -> None:
        earlier = factories.ticket(
            sender=factories.Sender("Zoé", "zoe@example.org", phone=taken_calls.CALLER)
        )
        call = taken_calls.talking(agent)
        assert earlier.number in desk.get(f"/en/desk/calls/{call.uuid}/").content.decode()


class TestIdentity:
    FACTS = {
        "number": "11-2233-4455",
        "date_of_birth_day": str(BORN.day),
        "date_of_birth_month": str(BORN.month),
        "date_of_birth_year": str(BORN.year),
    }

    @pytest.fixture
    def file(self, centre: None) -> ClientFile:
        return known(as_of=NOW, uci="1122334455", application_number="E301234567").file

    def ask(self, desk: Client, call, **changes):
        address = f"/en/desk/calls/{call.uuid}/identity/"
        return desk.post(address, {**self.FACTS, **changes})

    def test_two_facts_that_belong_together_open_the_file(self, desk, agent, file) -> None:
        call = taken_calls.talking(agent)
        self.ask(desk, call)
        assert IdentityCheck.objects.get().file == file
        assert "1122334455" in desk.get(f"/en/desk/calls/{call.uuid}/").content.decode()

    def test_what_is_proven_stays_with_the_ticket(self, desk, agent, file) -> None:
        call = taken_calls.talking(agent)
        self.ask(desk, call)
        ticket = Ticket.objects.get(pk=call.ticket_id)
        assert (ticket.uci, ticket.application_numbers) == ("1122334455", ["E301234567"])
        assert files_found(ticket, now=NOW).match is Match.CONFIRMED

    def test_what_the_ticket_says_already_stays(self, desk, agent, file) -> None:
        call = taken_calls.talking(agent)
        Ticket.objects.filter(pk=call.ticket_id).update(uci="87654321")
        self.ask(desk, call)
        assert Ticket.objects.get(pk=call.ticket_id).uci == "87654321"

    def test_a_client_number_with_a_letter_can_be_spoken(self, desk, agent, centre) -> None:
        file = known(as_of=NOW, uci="X1122334455", application_number="E301234567").file
        self.ask(desk, taken_calls.talking(agent), number="X11-2233-4455")
        assert IdentityCheck.objects.get().file == file

    def test_a_wrong_date_and_an_unknown_number_are_answered_alike(self, desk, agent, file):
        call = taken_calls.talking(agent)
        wrong = self.ask(desk, call, date_of_birth_year="1950")
        unknown = self.ask(desk, call, number="9999999999")
        assert wrong.status_code == unknown.status_code == 422
        words = "These do not belong together"
        assert words in wrong.content.decode()
        assert words in unknown.content.decode()

    def test_three_wrong_answers_are_the_last(self, desk, agent, file) -> None:
        call = taken_calls.talking(agent)
        for _again in range(3):
            self.ask(desk, call, date_of_birth_year="1950")
        self.ask(desk, call)
        assert not IdentityCheck.objects.filter(file__isnull=False).exists()


class TestTheEnd:
    def test_begins_by_itself_when_the_caller_leaves(self, agent: User) -> None:
        ended(agent)
        assert state_of(agent) == PresenceState.WRAP_UP
        assert my_call(agent).state == "wrap_up"

    def test_begins_once(self, agent: User) -> None:
        call = ended(agent)
        start_wrap_up(call=call, agent_id=agent.pk, now=NOW + 9 * MINUTE)
        assert Disposition.objects.get().wrap_up_from == NOW + 5 * MINUTE

    def test_can_be_put_off(self, desk: Client, agent: User) -> None:
        call = ended(agent)
        before = Disposition.objects.get().wrap_up_until
        desk.post(f"/en/desk/calls/{call.uuid}/longer/")
        assert Disposition.objects.get().wrap_up_until > before

    def test_solved_resolves_the_ticket(self, desk: Client, agent: User) -> None:
        call = ended(agent)
        desk.post(
            f"/en/desk/calls/{call.uuid}/finish/",
            {"result": "solved", "outcome": solved().pk, "note": "Explained the next step."},
        )
        call.ticket.refresh_from_db()
        assert call.ticket.state == State.RESOLVED
        assert call.ticket.notes.filter(body="Explained the next step.").exists()
        assert state_of(agent) == PresenceState.READY

    def test_solved_wants_an_outcome_and_keeps_what_was_typed(self, desk, agent) -> None:
        call = ended(agent)
        answer = desk.post(
            f"/en/desk/calls/{call.uuid}/finish/", {"result": "solved", "note": "Kept"}
        )
        assert answer.status_code == 422
        assert "Kept" in answer.content.decode()
        assert Disposition.objects.get().ended_at is None

    def test_follow_up_leaves_the_ticket_open(self, desk: Client, agent: User) -> None:
        call = ended(agent)
        desk.post(f"/en/desk/calls/{call.uuid}/finish/", {"result": "follow_up"})
        call.ticket.refresh_from_db()
        assert call.ticket.state == State.OPEN
        assert Disposition.objects.get().result == CallResult.FOLLOW_UP

    def test_leads_to_what_was_chosen_during_the_call(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        set_presence(state=PresenceState.BREAK, by=agent, now=NOW)
        assert state_of(agent) == PresenceState.TALKING
        taken_calls.hung_up(call, now=NOW + MINUTE)
        desk.post(f"/en/desk/calls/{call.uuid}/finish/", {"result": "follow_up"})
        assert state_of(agent) == PresenceState.BREAK

    def test_of_a_finished_call_is_refused_in_words(self, desk: Client, agent: User) -> None:
        call = ended(agent)
        address = f"/en/desk/calls/{call.uuid}/finish/"
        desk.post(address, {"result": "follow_up"})
        again = desk.post(address, {"result": "follow_up"})
        assert again.status_code == 422
        assert "This call is over" in again.content.decode()


class TestByHand:
    FACTS = {
        "key": "k1",
        "name": "Zoé Tran",
        "phone": "514-555-0199",
        "language": "fr",
        "subject": "Passeport",
        "said": "Demande où en est son passeport.",
    }

    def test_becomes_a_ticket_of_the_agent(self, desk: Client, agent: User) -> None:
        desk.post("/en/desk/calls/log/", self.FACTS)
        ticket = Ticket.objects.get()
        assert (ticket.channel, ticket.language, ticket.assignee) == ("phone", "fr", agent)

    def test_sent_twice_is_one_ticket(self, desk: Client) -> None:
        for _again in range(2):
            desk.post("/en/desk/calls/log/", self.FACTS)
        assert Ticket.objects.count() == 1

    def test_solved_at_once_is_resolved(self, desk: Client) -> None:
        desk.post("/en/desk/calls/log/", {**self.FACTS, "outcome": solved().pk})
        assert Ticket.objects.get().state == State.RESOLVED

    def test_a_number_that_is_none_is_told_so(self, desk: Client) -> None:
        answer = desk.post("/en/desk/calls/log/", {**self.FACTS, "phone": "12"})
        assert "Enter a phone number" in answer.content.decode()
        assert "Zoé Tran" in answer.content.decode()


class TestTheLog:
    def test_lists_calls_newest_first(self, desk: Client, agent: User) -> None:
        taken_calls.waiting(number="+15145550111", now=NOW)
        taken_calls.waiting(number="+15145550122", now=NOW + MINUTE)
        page = desk.get("/en/desk/calls/").content.decode()
        assert page.index(phone("+15145550122", "en")) < page.index(phone("+15145550111", "en"))

    def test_filters_by_what_became_of_them(self, desk: Client, agent: User) -> None:
        taken_calls.waiting(number="+15145550111")
        page = desk.get("/en/desk/calls/?outcome=answered").content.decode()
        assert phone("+15145550111", "en") not in page

    def test_takes_the_same_queries_for_more_calls(self, desk: Client, agent: User) -> None:
        counts = []
        for _more in range(2):
            for _call in range(3):
                taken_calls.waiting()
            with CaptureQueriesContext(connection) as queries:
                desk.get("/en/desk/calls/")
            counts.append(len(queries))
        assert counts[0] == counts[1]
