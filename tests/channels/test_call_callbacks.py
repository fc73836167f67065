"""What an agent promises: a call back, at the end of a call or from a ticket."""

import datetime as dt
import itertools
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import User, ViewLog
from channels.actions.book_callback import book_callback
from channels.actions.cancel_callback import cancel_callback
from channels.actions.offer_calls import offer_calls
from channels.actions.promise_callback import Promise, promise_callback
from channels.adapters import carrier
from channels.enums import DayPart
from channels.exceptions import CallbackBooked, CallIsOver, ClosedThen, NoCallbackThere
from channels.models import Call, Callback, Disposition
from tests import factories
from tests.channels import taken_calls
from tests.channels.test_offers import Line, carry_out
from tests.factories import NOW
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity, State
from tickets.exceptions import IllegalTransition
from tickets.models import OutcomeCode, Ticket

MINUTE = dt.timedelta(minutes=1)
TOMORROW = dt.date(2026, 11, 25)
VANCOUVER = "+16045550142"
pytestmark = pytest.mark.usefixtures("centre")


@pytest.fixture
def agent(centre: None) -> User:
    return factories.user("agent", languages=["en", "fr"])


@pytest.fixture
def desk(agent: User, signed_in) -> Client:
    return signed_in(agent)


@pytest.fixture
def ticket() -> Ticket:
    return factories.ticket()


@pytest.fixture
def callback() -> Callback:
    """A caller left to be called back."""
    return book_callback(call_id=taken_calls.waiting().pk, number=taken_calls.CALLER, now=NOW)


def at(hour: int, *, zone: str = "America/Toronto") -> dt.datetime:
    return dt.datetime.combine(TOMORROW, dt.time(hour), ZoneInfo(zone))


class TestFromACall:
    def finish(self, desk: Client, agent: User, **facts: str) -> Call:
        call = taken_calls.talking(agent)
        taken_calls.hung_up(call, now=NOW + 5 * MINUTE)
        self.answer = desk.post(
            f"/en/desk/calls/{call.uuid}/finish/", {"result": "callback", **facts}
        )
        return call

    def test_it_is_booked_with_the_end_of_the_call(self, desk: Client, agent: User) -> None:
        call = self.finish(desk, agent, number="514-555-0142")
        callback = Callback.objects.get()
        assert (callback.ticket, callback.asked_in) == (call.ticket, call)
        assert (callback.number, callback.state) == (taken_calls.CALLER, "waiting")
        assert Disposition.objects.get().result == "callback"
        assert callback.ticket.events.filter(kind="callback_booked", user=agent).exists()

    def test_the_number_of_the_caller_stands_there(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        taken_calls.hung_up(call, now=NOW + 5 * MINUTE)
        page = desk.get(f"/en/desk/calls/{call.uuid}/").content.decode()
        assert 'name="number" value="1-514-555-0142"' in page
        assert "As soon as we can" in page

    @pytest.mark.parametrize("number", ["", "12", "+33142685300"])
    def test_without_a_canadian_number_nothing_is_booked_or_ended(
        self, desk: Client, agent: User, number: str
    ) -> None:
        self.finish(desk, agent, number=number, note="Kept")
        assert self.answer.status_code == 422
        page = self.answer.content.decode()
        assert "We call back Canadian numbers only" in page
        assert "Kept" in page
        assert not Callback.objects.exists()
        assert Disposition.objects.get().ended_at is None

    def test_another_end_needs_no_number(self, desk: Client, agent: User) -> None:
        self.finish(desk, agent, number="12", result="follow_up")
        assert Disposition.objects.get().result == "follow_up"
        assert not Callback.objects.exists()


class TestWhen:
    def promise(self, ticket: Ticket, **promise: object) -> Callback:
        facts = {"number": taken_calls.CALLER, **promise}
        return promise_callback(
            ticket_id=ticket.pk,
            promise=Promise(**facts),  # type: ignore[arg-type]
            by=factories.user("agent"),
            now=NOW,
        )

    def test_as_soon_as_we_can_is_at_once_in_opening_hours(self, ticket: Ticket) -> None:
        callback = self.promise(ticket)
        assert callback.next_attempt_at == NOW

    def test_half_a_day_is_that_of_the_client_s_clock(self, ticket: Ticket) -> None:
        callback = self.promise(ticket, number=VANCOUVER, day=TOMORROW, part=DayPart.MORNING)
        zone = "America/Vancouver"
        assert callback.window_start == callback.next_attempt_at == at(8, zone=zone)
        assert callback.window_end == at(12, zone=zone)

    def test_the_afternoon_ends_when_we_close(self, ticket: Ticket) -> None:
        callback = self.promise(ticket, day=TOMORROW, part=DayPart.AFTERNOON)
        assert (callback.window_start, callback.window_end) == (at(12), at(16))

    @pytest.mark.parametrize("day", [dt.date(2026, 11, 28), dt.date(2026, 11, 23)])
    def test_a_closed_or_past_day_is_refused(self, ticket: Ticket, day: dt.date) -> None:
        with pytest.raises(ClosedThen):
            self.promise(ticket, day=day)

    def test_it_is_offered_then_and_not_before(self, agent: User, ticket: Ticket) -> None:
        callback = self.promise(ticket, day=TOMORROW, part=DayPart.MORNING)
        set_presence(state=PresenceState.READY, by=agent, now=NOW)
        assert offer_calls(now=NOW + 2 * MINUTE) == []
        [offer] = offer_calls(now=callback.window_start)
        assert (offer.call.direction, offer.call.ticket) == ("out", ticket)


class TestOneAtATime:
    PROMISE = Promise(taken_calls.CALLER)

    def test_a_second_is_refused_while_one_waits(self, agent: User, ticket: Ticket) -> None:
        promise_callback(ticket_id=ticket.pk, promise=self.PROMISE, by=agent, now=NOW)
        with pytest.raises(CallbackBooked):
            promise_callback(ticket_id=ticket.pk, promise=self.PROMISE, by=agent, now=NOW)

    def test_its_ticket_comes_with_the_call_not_with_next(
        self, agent: User, ticket: Ticket
    ) -> None:
        promise_callback(ticket_id=ticket.pk, promise=self.PROMISE, by=agent, now=NOW)
        ticket.refresh_from_db()
        assert ticket.caller_waits
        assert ticket not in Ticket.objects.claimable()

    def test_another_country_s_number_is_refused(self, agent: User, ticket: Ticket) -> None:
        with pytest.raises(NoCallbackThere):
            promise_callback(
                ticket_id=ticket.pk, promise=Promise("+33142685300"), by=agent, now=NOW
            )

    def test_a_ticket_that_is_done_is_refused(self, agent: User, ticket: Ticket) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(
            state=State.RESOLVED,
            outcome=OutcomeCode.objects.filter(discards=False)[0],
            resolved_at=NOW,
        )
        with pytest.raises(IllegalTransition):
            promise_callback(ticket_id=ticket.pk, promise=self.PROMISE, by=agent, now=NOW)


class TestFromATicket:
    def address(self, ticket: Ticket) -> str:
        return f"/en/desk/tickets/{ticket.number}/callback/"

    def test_the_ticket_leads_there(self, desk: Client, ticket: Ticket) -> None:
        page = desk.get(f"/en/desk/tickets/{ticket.number}/calls/").content.decode()
        assert self.address(ticket) in page

    def test_it_is_booked(self, desk: Client, ticket: Ticket) -> None:
        answer = desk.post(self.address(ticket), {"number": "514-555-0142", "time": ""})
        assert answer.headers["Location"] == f"/en/desk/tickets/{ticket.number}/"
        assert Callback.objects.get().ticket == ticket

    def test_what_is_refused_is_told_and_kept(self, desk: Client, ticket: Ticket) -> None:
        answer = desk.post(self.address(ticket), {"number": "+33142685300", "time": ""})
        assert answer.status_code == 422
        assert "We call back Canadian numbers only" in answer.content.decode()
        assert "+33142685300" in answer.content.decode()

    def test_of_a_hidden_ticket_is_not_there(self, desk: Client, ticket: Ticket) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(sensitivity="privacy_breach")
        assert desk.get(self.address(ticket)).status_code == 404

    @pytest.mark.parametrize("page", ["calls", "callback"])
    def test_opened_on_a_sealed_ticket_is_logged(
        self, desk: Client, agent: User, ticket: Ticket, page: str
    ) -> None:
        sealed = Sensitivity.RESTRICTED
        restrict(ticket_id=ticket.pk, sensitivity=sealed, reason="x", by=agent, now=NOW)
        assert desk.get(f"/en/desk/tickets/{ticket.number}/{page}/").status_code == 200
        log = ViewLog.objects.get()
        assert (log.user, log.kind, log.object_id) == (agent, "ticket", ticket.pk)
        assert log.sensitivity == sealed


class TestNotReached:
    """A client is called twice at most, and not after their window."""

    @pytest.fixture(autouse=True)
    def line(self) -> Iterator[None]:
        numbers = itertools.count(1)

        class Dials(Line):
            def call_out(self, **facts: str) -> str:
                return f"client-{next(numbers)}"

        carrier.register("tests", Dials())
        yield
        carrier._CARRIERS.pop("tests")

    def call_in_vain(self, callback: Callback, now: dt.datetime) -> None:
        """Another agent takes it; the client is dialled and does not answer."""
        set_presence(state=PresenceState.READY, by=factories.user("agent"), now=now)
        [offer] = offer_calls(now=now)
        taken_calls.accepted(offer, now=now)
        carry_out(now)
        taken_calls.hung_up(Call.objects.get(pk=offer.call_id), now=now)
        callback.refresh_from_db()

    def test_twice_they_are_not_called_again(self, callback: Callback) -> None:
        first = NOW + 2 * MINUTE
        self.call_in_vain(callback, first)
        assert (callback.state, callback.attempts) == ("waiting", 1)
        second = first + 30 * MINUTE
        self.call_in_vain(callback, second)
        assert (callback.state, callback.attempts) == ("missed", 2)
        assert callback.ended_at == second
        set_presence(state=PresenceState.READY, by=factories.user("agent"), now=second)
        assert offer_calls(now=second + 30 * MINUTE) == []

    @pytest.mark.parametrize(("left", "state"), [(31, "waiting"), (30, "missed")])
    def test_once_more_only_where_half_an_hour_later_is_in_the_window(
        self, callback: Callback, left: int, state: str
    ) -> None:
        self.call_in_vain(callback, callback.window_end - left * MINUTE)
        assert (callback.state, callback.attempts) == (state, 1)


class TestCancelled:
    def test_nobody_is_called_and_the_ticket_waits_like_any_other(
        self, agent: User, callback: Callback
    ) -> None:
        cancel_callback(callback_id=callback.pk, by=agent, now=NOW + MINUTE)
        callback.refresh_from_db()
        assert (callback.state, callback.ended_at) == ("cancelled", NOW + MINUTE)
        assert callback.ticket.events.filter(kind="callback_cancelled", user=agent).exists()
        assert (callback.ticket.state, callback.ticket.caller_waits) == ("open", False)
        set_presence(state=PresenceState.READY, by=agent, now=NOW)
        assert offer_calls(now=NOW + 5 * MINUTE) == []

    def test_not_while_the_client_is_called(self, agent: User, callback: Callback) -> None:
        set_presence(state=PresenceState.READY, by=agent, now=NOW)
        assert offer_calls(now=NOW + 5 * MINUTE)
        with pytest.raises(CallIsOver):
            cancel_callback(callback_id=callback.pk, by=agent, now=NOW + 5 * MINUTE)
        callback.refresh_from_db()
        assert callback.state == "calling"
        assert callback.ticket.caller_waits

    def test_by_the_button_beside_it(self, desk: Client, callback: Callback) -> None:
        address = f"/en/desk/calls/callbacks/{callback.pk}/cancel/"
        assert address in desk.get("/en/desk/calls/").content.decode()
        page = desk.post(address, follow=True).content.decode()
        assert "The callback is cancelled. The ticket stays open." in page
        assert address not in page
        again = desk.post(address, follow=True).content.decode()
        assert "The callback is cancelled" not in again
        assert "This call is over" in again

    def test_of_a_hidden_ticket_is_not_there(self, desk: Client, callback: Callback) -> None:
        Ticket.objects.filter(pk=callback.ticket_id).update(sensitivity="privacy_breach")
        address = f"/en/desk/calls/callbacks/{callback.pk}/cancel/"
        assert desk.post(address).status_code == 404
        callback.refresh_from_db()
        assert callback.state == "waiting"
