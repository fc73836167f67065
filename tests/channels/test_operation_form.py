"""The public side of a special operation: its form, its banner, and where it leads once closed."""

import pytest
from django.test import Client

from accounts.models import User
from channels.models import VoiceLine
from contactcentre.kit import clock
from tests import factories
from tests.channels import mails
from tests.channels.test_receive_email import receive, ticket_of
from tests.channels.visitors import ANSWERS, Visitor
from tickets.actions.close_operation import close_operation
from tickets.actions.route import route_ticket
from tickets.models import EnquiryType, SpecialOperation, Ticket

pytestmark = pytest.mark.django_db
ENGLISH, FRENCH = (
    "/en/contact/lebanon-help-to-leave-{}/",
    "/fr/communiquer/liban-aide-au-depart-{}/",
)


@pytest.fixture
def operation(supervisor: User) -> SpecialOperation:
    return factories.operation(
        by=supervisor,
        now=clock.now(),
        enquiry_type=EnquiryType.objects.get(code="documents_lost"),
        facts_en="Flights leave on Friday.\nBring any document that you have.",
        facts_fr="Les vols partent vendredi.\nApportez tout document que vous avez.",
        guidance_en="In danger? Call 112.",
        guidance_fr="En danger? Composez le 112.",
        banner_en="Help for people in Lebanon",
        banner_fr="Aide aux personnes au Liban",
    )


def here(operation: SpecialOperation) -> str:
    return ENGLISH.format(operation.opened_at.year)


def close(operation: SpecialOperation) -> None:
    by = factories.user("supervisor")
    close_operation(operation_id=operation.pk, by=by, now=clock.now())


class TestForm:
    def test_its_address_is_in_each_language_and_leads_across(
        self, operation: SpecialOperation, client: Client
    ) -> None:
        year = operation.opened_at.year
        assert client.get(here(operation)).status_code == 200
        assert "vendredi" in client.get(FRENCH.format(year)).content.decode()
        crossed = client.get(f"/fr/communiquer/{operation.slug_en}/")
        assert crossed["Location"] == FRENCH.format(year)

    def test_no_page_of_the_form_is_hidden_by_it(self, centre: None, visitor: Visitor) -> None:
        assert visitor.get("topic").status_code == 200
        assert Client().get("/en/contact/never-was-2026/").status_code == 404

    def test_what_is_sent_by_it_comes_to_its_queue_with_its_type(
        self, operation: SpecialOperation
    ) -> None:
        visitor = Visitor("en")
        begun = visitor.client.post(here(operation))
        assert begun["Location"] == visitor.url("who")
        for page in ("who", "numbers"):
            visitor.post(page, ANSWERS[page])
        question = visitor.text("question")
        assert "Flights leave on Friday." in question
        assert "In danger?" in question
        visitor.post("question", {"question": "We are five.", "subtopic": "documents_lost"})
        visitor.post("files")
        visitor.post("reach", ANSWERS["reach"])
        visitor.send()
        ticket = visitor.draft.ticket
        assert ticket is not None
        route_ticket(ticket_id=ticket.pk, now=clock.now())
        ticket.refresh_from_db()
        assert (ticket.operation, ticket.queue) == (operation, operation.queue)
        assert ticket.enquiry_type is not None
        assert ticket.enquiry_type.code == "documents_lost"

    def test_where_no_type_is_set_people_choose_it(self, supervisor: User) -> None:
        made = factories.operation(by=supervisor, now=clock.now())
        visitor = Visitor("fr")
        begun = visitor.client.post(FRENCH.format(made.opened_at.year))
        assert begun["Location"] == visitor.url("topic")

    def test_it_says_what_becomes_of_an_enquiry_begun_before(
        self, operation: SpecialOperation
    ) -> None:
        visitor = Visitor("en")
        visitor.post("topic", ANSWERS["topic"])
        page = visitor.client.get(here(operation)).content.decode()
        assert "You have an enquiry that you have not sent" in page
        visitor.client.post(here(operation))
        assert visitor.draft.answers["operation"] == operation.pk

    def test_closed_it_says_where_to_go_and_begins_nothing(
        self, operation: SpecialOperation
    ) -> None:
        close(operation)
        visitor = Visitor("en")
        page = visitor.client.post(here(operation)).content.decode()
        assert "This service is closed" in page
        assert 'href="/en/contact/"' in page
        assert "Start now" not in page

    def test_what_was_begun_before_it_closed_goes_to_the_ordinary_queues(
        self, operation: SpecialOperation
    ) -> None:
        visitor = Visitor("en")
        visitor.client.post(here(operation))
        close(operation)
        assert "This special service has ended" in visitor.text("who")
        ticket = visitor.send_all()
        assert ticket.operation is None


class TestBanner:
    @pytest.mark.parametrize("page", ["start", "topic", "status"])
    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", "Help for people in Lebanon"), ("fr", "Aide aux personnes au Liban")],
    )
    def test_every_public_page_tells_of_it(
        self, operation: SpecialOperation, page: str, language: str, words: str
    ) -> None:
        text = Visitor(language).text(page)
        assert 'role="status"' in text
        assert words in text

    @pytest.mark.parametrize("page", ["start", "operation"])
    def test_it_tells_the_number_of_its_line(self, operation: SpecialOperation, page: str) -> None:
        SpecialOperation.objects.update(phone_number="+18885550102")
        address = here(operation) if page == "operation" else Visitor("en").url("start")
        text = Client().get(address).content.decode()
        assert 'href="tel:+18885550102"' in text

    def test_it_tells_no_number_that_is_not_in_use(self, operation: SpecialOperation) -> None:
        SpecialOperation.objects.update(phone_number="+18885550102")
        VoiceLine.objects.filter(number="+18885550102").update(is_active=False)
        assert "+18885550102" not in Visitor("en").text("start")

    def test_put_away_it_stays_away_in_both_languages(self, operation: SpecialOperation) -> None:
        visitor = Visitor("en")
        back = visitor.url("status")
        answer = visitor.post("put_away", {"back": back}, pk=operation.pk)
        assert answer["Location"] == back
        assert "Help for people" not in visitor.text("start")
        assert "Aide aux personnes" not in visitor.text("start", "fr")
        assert "Help for people" in Visitor("en").text("start")

    def test_it_leads_to_no_other_site(self, operation: SpecialOperation) -> None:
        visitor = Visitor("en")
        answer = visitor.post("put_away", {"back": "https://evil.example/"}, pk=operation.pk)
        assert answer["Location"] == visitor.url("start")

    def test_it_goes_with_its_operation(self, operation: SpecialOperation) -> None:
        close(operation)
        assert "Help for people" not in Visitor("en").text("start")


def test_a_mail_that_holds_its_word_comes_to_its_queue(operation: SpecialOperation) -> None:
    mail = mails.message("My parents are in BEYROUTH.", subject="Evacuation?")
    ticket = ticket_of(receive(mail))
    route_ticket(ticket_id=ticket.pk, now=clock.now())
    assert Ticket.objects.get(pk=ticket.pk).queue == operation.queue
