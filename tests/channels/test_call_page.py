"""What the page and the bar of a call tell, to whom, and for how long."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import Presence, PresenceChange, User, ViewLog
from channels.actions.accept_offer import accept_offer
from channels.actions.decline_offer import decline_offer
from channels.actions.offer_calls import expire_offers, offer_calls
from channels.enums import OfferResult
from channels.models import Call, IdentityCheck
from contactcentre.kit import clock
from people.models import ClientFile
from tests import factories
from tests.channels import taken_calls
from tests.factories import NOW
from tests.people.statuses import BORN, known
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import Draft, NeedToKnow

MINUTE = dt.timedelta(minutes=1)
BAR = "/en/desk/calls/mine/"


@pytest.fixture
def agent(centre: None) -> User:
    return factories.user("agent", languages=["en", "fr"])


@pytest.fixture
def desk(agent: User, signed_in) -> Client:
    return signed_in(agent)


@pytest.fixture
def file(centre: None) -> ClientFile:
    return known(as_of=NOW, uci="1122334455", application_number="E301234567").file


def page_of(desk: Client, call: Call) -> str:
    return desk.get(f"/en/desk/calls/{call.uuid}/").content.decode()


def bar_of(desk: Client, language: str = "en") -> str:
    address = {"en": BAR, "fr": "/fr/poste/appels/le-mien/"}[language]
    return desk.get(address, headers={"HX-Request": "true"}).content.decode()


def finish(desk: Client, call: Call) -> None:
    taken_calls.hung_up(call, now=NOW + 5 * MINUTE)
    desk.post(f"/en/desk/calls/{call.uuid}/finish/", {"result": "follow_up"})


def seal(call: Call, sensitivity: Sensitivity = Sensitivity.PRIVACY_BREACH) -> None:
    """The ticket is for others only from now on."""
    by = factories.user("supervisor")
    restrict(ticket_id=call.ticket_id, sensitivity=sensitivity, reason="x", by=by, now=NOW)
    NeedToKnow.objects.exclude(user=by).delete()


class TestWhatComesNext:
    """What was chosen during a call is for the end of that call, and for no other."""

    def state(self, agent: User) -> tuple[str, str]:
        presence = Presence.objects.get(user=agent)
        return presence.state, presence.next_state

    def test_is_forgotten_when_nobody_answers(self, agent: User) -> None:
        taken_calls.offered(agent)
        set_presence(state=PresenceState.READY, by=agent, now=NOW)
        expire_offers(now=NOW + MINUTE)
        assert self.state(agent) == (PresenceState.NO_ANSWER, "")

    def test_is_forgotten_when_the_offer_is_declined(self, agent: User) -> None:
        offer = taken_calls.offered(agent)
        set_presence(state=PresenceState.READY, by=agent, now=NOW)
        decline_offer(offer_id=offer.pk, by=agent, now=NOW)
        assert self.state(agent) == (PresenceState.BREAK, "")

    def test_of_an_old_call_does_not_follow_the_next(self, desk: Client, agent: User) -> None:
        offer = taken_calls.offered(agent)
        accept_offer(offer_id=offer.pk, by=agent, now=NOW)
        set_presence(state=PresenceState.BREAK, by=agent, now=NOW)
        expire_offers(now=NOW + MINUTE)
        set_presence(state=PresenceState.READY, by=agent, now=NOW + MINUTE)
        call = taken_calls.talking(agent, now=NOW + 2 * MINUTE)
        finish(desk, call)
        assert self.state(agent) == (PresenceState.READY, "")


class TestAwayWhileItRings:
    """Whoever chooses another state than ready while a call is offered does not take it."""

    @pytest.fixture
    def choose(
        self, desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> Callable[[PresenceState], None]:
        def post(state: PresenceState) -> None:
            with django_capture_on_commit_callbacks(execute=True):
                desk.post("/en/desk/presence/", {"state": state.value})

        return post

    @pytest.mark.parametrize("state", [PresenceState.MEAL, PresenceState.OFFLINE])
    def test_the_caller_is_first_again_and_the_agent_is_where_they_chose(
        self, agent: User, choose: Callable[[PresenceState], None], state: PresenceState
    ) -> None:
        offer = taken_calls.offered(agent)
        choose(state)
        offer.refresh_from_db()
        assert offer.result == OfferResult.DECLINED
        presence = Presence.objects.get(user=agent)
        assert (presence.state, presence.next_state) == (state, "")
        changes = PresenceChange.objects.filter(user=agent).order_by("id")
        assert list(changes.values_list("state", flat=True)) == ["ready", "ringing", state]
        place = offer.call.waiting
        assert (place.entered_at, place.left_at) == (NOW, None)
        second = factories.user("agent", languages=["en", "fr"])
        set_presence(state=PresenceState.READY, by=second, now=NOW)
        (again,) = offer_calls(now=NOW + MINUTE)
        assert (again.call, again.agent) == (offer.call, second)

    def test_whoever_stays_ready_still_has_it(
        self, agent: User, choose: Callable[[PresenceState], None]
    ) -> None:
        offer = taken_calls.offered(agent)
        choose(PresenceState.READY)
        offer.refresh_from_db()
        assert offer.result == ""
        assert Presence.objects.get(user=agent).state == PresenceState.RINGING

    def test_one_that_was_accepted_goes_on(
        self, agent: User, choose: Callable[[PresenceState], None]
    ) -> None:
        offer = taken_calls.offered(agent)
        accept_offer(offer_id=offer.pk, by=agent, now=NOW)
        choose(PresenceState.MEAL)
        offer.refresh_from_db()
        assert offer.result == OfferResult.ACCEPTED
        presence = Presence.objects.get(user=agent)
        assert (presence.state, presence.next_state) == ("ringing", "meal")


class TestWhoMayReadIt:
    """The page of a call tells what its ticket may tell: to whom, and no longer than that."""

    def test_a_finished_call_says_no_more_of_the_file(
        self, desk: Client, agent: User, file: ClientFile
    ) -> None:
        call = taken_calls.talking(agent)
        IdentityCheck.objects.create(call=call, agent=agent, at=NOW, file=file)
        assert file.uci in page_of(desk, call)
        finish(desk, call)
        page = page_of(desk, call)
        assert call.ticket.number in page
        assert file.uci not in page

    def test_a_finished_call_checks_no_identity(
        self, desk: Client, agent: User, file: ClientFile
    ) -> None:
        call = taken_calls.talking(agent)
        finish(desk, call)
        page = page_of(desk, call)
        assert "identity/" not in page
        answer = desk.post(
            f"/en/desk/calls/{call.uuid}/identity/",
            {
                "number": file.uci,
                "date_of_birth_day": str(BORN.day),
                "date_of_birth_month": str(BORN.month),
                "date_of_birth_year": str(BORN.year),
            },
            follow=True,
        )
        assert "This call is over" in answer.content.decode()
        assert not IdentityCheck.objects.exists()

    def test_a_call_is_gone_with_its_ticket(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        finish(desk, call)
        seal(call)
        assert desk.get(f"/en/desk/calls/{call.uuid}/").status_code == 404

    def test_a_ticket_sealed_during_the_call_leaves_the_agent_to_finish(
        self, desk: Client, agent: User
    ) -> None:
        call = taken_calls.talking(agent)
        seal(call)
        assert desk.get(f"/en/desk/calls/{call.uuid}/").status_code == 200
        finish(desk, call)
        assert desk.get(f"/en/desk/calls/{call.uuid}/").status_code == 404

    def test_opening_the_call_of_a_sealed_ticket_is_logged(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        seal(call, Sensitivity.RESTRICTED)
        page_of(desk, call)
        assert ViewLog.objects.filter(user=agent, object_id=call.ticket_id).count() == 1

    def test_earlier_calls_are_those_whose_tickets_one_may_see(
        self, desk: Client, agent: User
    ) -> None:
        earlier = taken_calls.talking(agent)
        finish(desk, earlier)
        assert "None" not in self.earlier(desk, agent)
        seal(earlier)
        assert "None" in self.earlier(desk, agent)

    def earlier(self, desk: Client, agent: User) -> str:
        call = Call.objects.exclude(ended_at__isnull=False).first() or taken_calls.talking(
            agent, now=NOW + 10 * MINUTE
        )
        page = page_of(desk, call)
        return page[page.index("earlier-title") :].split("</section>")[0]


class TestIdentifiedByKeypad:
    def test_the_caller_s_file_and_application_are_there_at_once(
        self, desk: Client, agent: User
    ) -> None:
        file = known(as_of=clock.now()).file
        call = taken_calls.talking(agent)
        taken_calls.walk(call, file=file)
        page = page_of(desk, call)
        card = page[page.index('id="identity-title"') : page.index('id="finish-title"')]
        assert "The caller gave the number of this file" in card
        assert file.uci in card
        for words in ("Citizenship", "Background check", "Document requested"):
            assert words in card
        assert "Confirm the identity" not in card


class TestTheLockOut:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", "locked for 24 hours"), ("fr", "bloquée pendant 24\N{NO-BREAK SPACE}heures")],
    )
    def test_of_the_keypad_is_told_to_the_agent(
        self, desk: Client, agent: User, language: str, words: str
    ) -> None:
        call = taken_calls.talking(agent)
        walk = taken_calls.walk(call)
        address = {"en": "/en/desk/calls/", "fr": "/fr/poste/appels/"}[language]
        assert words not in desk.get(f"{address}{call.uuid}/").content.decode()
        walk.data["locked"] = True
        walk.save(update_fields=["data"])
        assert words in desk.get(f"{address}{call.uuid}/").content.decode()


class TestTheBarAtTheRing:
    def test_says_language_and_that_nobody_was_identified(self, desk, agent) -> None:
        taken_calls.offered(agent, language="fr")
        bar = bar_of(desk)
        assert "French" in bar
        assert "Identity not confirmed" in bar

    def test_says_that_the_keypad_identified_and_nothing_of_the_file(
        self, desk: Client, agent: User, file: ClientFile
    ) -> None:
        offer = taken_calls.offered(agent)
        taken_calls.walk(offer.call, file=file)
        bar = bar_of(desk)
        assert "Identified by keypad" in bar
        assert file.uci not in bar

    def test_counts_the_open_enquiries_of_the_caller_that_one_may_see(
        self, desk: Client, agent: User, file: ClientFile
    ) -> None:
        sender = factories.Sender("Zoé", "zoe@example.org", phone=taken_calls.CALLER)
        factories.ticket(sender=sender)
        hidden = factories.ticket(sender=factories.Sender("Z", "z@example.org"), uci=file.uci)
        factories.ticket(sender=factories.Sender("Y", "y@example.org"), uci=file.uci)
        offer = taken_calls.offered(agent)
        assert "1 open enquiry" in bar_of(desk)
        taken_calls.walk(offer.call, file=file)
        assert "3 open enquiries" in bar_of(desk)
        restrict(
            ticket_id=hidden.pk,
            sensitivity=Sensitivity.PRIVACY_BREACH,
            reason="x",
            by=factories.user("supervisor"),
            now=NOW,
        )
        assert "2 open enquiries" in bar_of(desk)


class TestACallback:
    def test_is_offered_as_one(self, desk: Client, agent: User) -> None:
        taken_calls.callback_offered(agent)
        bar = bar_of(desk)
        assert "Incoming call" not in bar
        assert "Callback: the client is called when you accept" in bar

    def test_says_that_the_client_is_not_there_yet(self, desk: Client, agent: User) -> None:
        offer = taken_calls.callback_offered(agent)
        taken_calls.accepted(offer, now=NOW + 2 * MINUTE)
        assert "Calling the client" in bar_of(desk)
        taken_calls.client_answers(offer.call)
        assert "On a call" in bar_of(desk)


class TestNotes:
    """What is typed during a call is kept on the server until the call is finished."""

    def type_(self, desk: Client, call: Call, text: str, *, by_script: bool = True):
        accept = "application/json" if by_script else "text/html"
        address = f"/en/desk/calls/{call.uuid}/note/"
        return desk.post(address, {"note": text}, headers={"Accept": accept})

    def test_survive_a_reload_and_the_end_of_the_talk(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        assert "saved" in self.type_(desk, call, "Moved in May").json()
        assert "Moved in May" in page_of(desk, call)
        taken_calls.hung_up(call, now=NOW + MINUTE)
        page = page_of(desk, call)
        assert "Moved in May" in page
        assert "Saved at" in page

    def test_become_the_note_of_the_ticket(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        self.type_(desk, call, "Moved in")
        taken_calls.hung_up(call, now=NOW + MINUTE)
        desk.post(
            f"/en/desk/calls/{call.uuid}/finish/", {"result": "follow_up", "note": "Moved in May"}
        )
        assert [note.body for note in call.ticket.notes.all()] == ["Moved in May"]
        assert not Draft.objects.exists()

    def test_leave_what_is_typed_on_the_ticket_alone(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        address = f"/en/desk/tickets/{call.ticket.number}/drafts/note/"
        desk.post(address, {"text": "A colleague should know"})
        self.type_(desk, call, "Moved in May")
        finish(desk, call)
        assert [draft.body for draft in Draft.objects.all()] == ["A colleague should know"]

    def test_are_saved_by_a_button_where_no_script_runs(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        answer = self.type_(desk, call, "Moved", by_script=False)
        assert answer.headers["Location"] == f"/en/desk/calls/{call.uuid}/"
        assert Draft.objects.get().body == "Moved"

    def test_of_a_finished_call_are_refused_in_words(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        finish(desk, call)
        assert "This call is over" in self.type_(desk, call, "late").json()["problem"]

    def test_of_a_colleague_s_call_are_not_there(self, agent: User, signed_in) -> None:
        call = taken_calls.talking(agent)
        other = signed_in(factories.user("agent"))
        assert self.type_(other, call, "x").status_code == 404


class TestTheEndOfTheCall:
    """The form comes by itself, into a page on which somebody types."""

    def part(self, desk: Client, call: Call, seen: str):
        address = f"/en/desk/calls/{call.uuid}/"
        return desk.get(address, {"seen": seen}, headers={"HX-Request": "true"})

    def test_nothing_is_drawn_anew_while_nothing_changed(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        assert self.part(desk, call, "talking").status_code == 204

    def test_the_form_comes_without_the_note_s_field(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        taken_calls.hung_up(call, now=NOW + MINUTE)
        part = self.part(desk, call, "talking").content.decode()
        assert 'name="result"' in part
        assert 'name="note"' not in part

    def test_the_form_is_never_drawn_anew(self, desk: Client, agent: User) -> None:
        call = taken_calls.talking(agent)
        taken_calls.hung_up(call, now=NOW + MINUTE)
        part = self.part(desk, call, "talking").content.decode()
        assert "hx-get" not in part


class TestTheStream:
    """Whoever takes calls hears of them on every page of the desk."""

    PAGES = ("", "queues/", "calls/", "calls/log/", "calls/mine/")

    @pytest.mark.parametrize("page", PAGES)
    def test_is_on_every_page(self, desk: Client, page: str) -> None:
        assert "topic=calls" in desk.get(f"/en/desk/{page}").content.decode()


def test_a_call_is_drawn_with_each_page_and_moves_nothing_when_it_is(
    desk: Client, agent: User
) -> None:
    taken_calls.talking(agent)
    ticket = factories.ticket()
    for address in ("/en/desk/", f"/en/desk/tickets/{ticket.number}/"):
        text = desk.get(address).content.decode()
        assert 'call-bar--talking" id="call-bar"' in text
        assert 'hx-trigger="load"' not in text.split('id="call-bar"')[1].split("</div>")[0]
