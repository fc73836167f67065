"""A document goes to the office in charge with the client's consent; the office gives a receipt."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User, ViewLog
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from tests import factories
from tests.architecture.deeds import certificate
from tests.channels.visitors import PDF, Visitor, pdf
from tickets.actions.assign import take
from tickets.actions.hand_over import Agreed, hand_over
from tickets.actions.open import Sender
from tickets.actions.receive_handover import receive_handover
from tickets.actions.restrict import apply_sensitivity
from tickets.enums import ConsentBy, Delivery, EventKind, NoticeKind, PartyRole, Robot, Sensitivity
from tickets.exceptions import Incomplete
from tickets.models import DocumentHandover, Event, Notice, ProcessingOffice, Ticket

SignIn = Callable[[User], Client]
EMAIL = "minh.tran@example.org"


@pytest.fixture
def ticket(centre: None) -> Ticket:
    return factories.ticket(
        now=clock.now() - dt.timedelta(hours=2),
        sender=Sender(name="Minh Tran", email=EMAIL),
        application_numbers=("W123456789",),
    )


@pytest.fixture
def office(ticket: Ticket) -> ProcessingOffice:
    return ProcessingOffice.objects.exclude(duty_email="").order_by("code")[0]


def passed_on(
    ticket: Ticket, office: ProcessingOffice, agent: User, **changes: Any
) -> DocumentHandover:
    now = clock.now()
    facts: dict[str, Any] = {
        "application_number": "W123456789",
        "title": "Police certificate",
        "consent": Agreed(ticket.client, ConsentBy.PHONE, now.date() - dt.timedelta(days=1)),
        "files": (certificate(),),
    }
    return hand_over(ticket_id=ticket.pk, office=office, by=agent, now=now, **{**facts, **changes})


class TestHandOver:
    def test_the_office_and_its_duty_inbox_are_told_without_personal_words(
        self, ticket: Ticket, office: ProcessingOffice, agent: User
    ) -> None:
        officer = factories.officer(office)
        passed_on(ticket, office, agent)
        notices = Notice.objects.filter(kind=NoticeKind.HANDOVER_SENT)
        assert notices.get(user=None).to_email == office.duty_email
        assert notices.get(user=None).delivery == Delivery.QUEUED
        assert notices.filter(user=officer).exists()
        event = Event.objects.get(ticket=ticket, kind=EventKind.HANDED_OVER)
        assert set(event.data) == {"handover", "office"}

    @pytest.mark.parametrize("missing", [{"files": ()}, {"title": " "}, {"application_number": ""}])
    def test_it_needs_a_file_and_what_it_is_for(
        self, ticket: Ticket, office: ProcessingOffice, agent: User, missing: dict
    ) -> None:
        with pytest.raises(Incomplete):
            passed_on(ticket, office, agent, **missing)

    def test_a_consent_of_a_day_to_come_is_none(
        self, ticket: Ticket, office: ProcessingOffice, agent: User
    ) -> None:
        later = today_in(clock.now(), settings.CENTRE_TIME_ZONE) + dt.timedelta(days=2)
        with pytest.raises(Incomplete):
            passed_on(ticket, office, agent, consent=Agreed(ticket.client, ConsentBy.PAPER, later))

    def test_only_who_speaks_for_the_client_can_agree(
        self, centre: None, office: ProcessingOffice, agent: User
    ) -> None:
        sender = Sender(name="A friend", email="friend@example.org", role=PartyRole.CORRESPONDENT)
        ticket = factories.ticket(sender=sender, client_name="Minh Tran")
        friend = ticket.parties.get(role=PartyRole.CORRESPONDENT).person
        today = today_in(clock.now(), settings.CENTRE_TIME_ZONE)
        with pytest.raises(Incomplete):
            passed_on(ticket, office, agent, consent=Agreed(friend, ConsentBy.PHONE, today))

    def test_the_receipt_is_given_once_and_the_owner_is_told(
        self, ticket: Ticket, office: ProcessingOffice, agent: User
    ) -> None:
        take(ticket_id=ticket.pk, by=agent, now=clock.now())
        handover = passed_on(ticket, office, agent)
        first, second = factories.officer(office), factories.officer(office)
        now = clock.now()
        receive_handover(handover_id=handover.pk, by=first, now=now)
        again = receive_handover(handover_id=handover.pk, by=second, now=now)
        assert (again.received_by, again.received_at) == (first, now)
        assert Event.objects.filter(kind=EventKind.HANDOVER_RECEIVED).count() == 1
        assert Notice.objects.get(kind=NoticeKind.HANDOVER_RECEIVED).user == agent


@pytest.fixture
def desk(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


class TestAtTheDesk:
    def url(self, ticket: Ticket) -> str:
        return f"/en/desk/tickets/{ticket.number}/pass-document-on/"

    def form(self, ticket: Ticket, office: ProcessingOffice, **changes: Any) -> dict[str, Any]:
        day = today_in(clock.now(), settings.CENTRE_TIME_ZONE) - dt.timedelta(days=1)
        facts = {
            "office": office.pk,
            "application_number": "w 123-456-789",
            "title": "Police certificate",
            "consent_of": ticket.client_id,
            "consent_by": "phone",
            "consent_on_day": day.day,
            "consent_on_month": day.month,
            "consent_on_year": day.year,
            "uploads": pdf("certificate.pdf"),
        }
        return {**facts, **changes}

    def test_an_agent_passes_an_upload_on_and_gets_a_receipt(
        self, desk: Client, ticket: Ticket, office: ProcessingOffice
    ) -> None:
        answer = desk.post(self.url(ticket), self.form(ticket, office), follow=True)
        handover = DocumentHandover.objects.get()
        assert handover.application_number == "W123456789"
        assert [item.name for item in handover.attachments.all()] == ["certificate.pdf"]
        page = answer.content.decode()
        assert f"The receipt is {handover.number}." in page
        assert "Not acknowledged yet" in page
        assert f"Document passed on to a processing office: {handover.number}" in page

    def test_what_was_uploaded_survives_a_refusal(
        self, desk: Client, ticket: Ticket, office: ProcessingOffice
    ) -> None:
        refused = desk.post(self.url(ticket), self.form(ticket, office, title=""))
        assert refused.status_code == 422
        assert "Say what the document is" in refused.content.decode()
        kept = [token for token, _name in refused.context["form"].fields["kept"].choices]
        again = self.form(ticket, office, kept=kept)
        del again["uploads"]
        assert desk.post(self.url(ticket), again).status_code == 302
        assert DocumentHandover.objects.get().attachments.count() == 1

    def test_a_token_of_another_ticket_is_no_file(
        self, desk: Client, ticket: Ticket, office: ProcessingOffice
    ) -> None:
        other = factories.ticket()
        refused = desk.post(self.url(other), self.form(other, office, title=""))
        kept = [token for token, _name in refused.context["form"].fields["kept"].choices]
        answer = desk.post(self.url(ticket), self.form(ticket, office, kept=kept, uploads=""))
        assert answer.status_code == 422
        assert "Choose or upload the document" in answer.content.decode()

    def test_a_file_that_is_none_of_ours_is_refused_by_name(
        self, desk: Client, ticket: Ticket, office: ProcessingOffice
    ) -> None:
        program = SimpleUploadedFile("run.exe", b"MZ\x90\x00")
        answer = desk.post(self.url(ticket), self.form(ticket, office, uploads=program))
        assert answer.status_code == 422
        assert "run.exe" in answer.content.decode()


class TestForTheClient:
    def test_whoever_passed_it_on_has_looked_at_the_enquiry(
        self, ticket: Ticket, office: ProcessingOffice, agent: User
    ) -> None:
        passed_on(ticket, office, agent)
        visitor = Visitor()
        visitor.sign_in(ticket, EMAIL)
        page = visitor.get("status_enquiry")
        assert "nobody has looked at it yet" not in page.content.decode()
        assert [step["state"] for step in page.context["stages"]][:3] == ["done", "current", "done"]


class TestAtTheOffice:
    def test_an_officer_reads_it_takes_the_file_and_acknowledges(
        self, ticket: Ticket, office: ProcessingOffice, agent: User, signed_in: SignIn
    ) -> None:
        handover = passed_on(ticket, office, agent)
        client = signed_in(factories.officer(office))
        at = f"/en/processing-offices/documents/{handover.pk}/"
        assert handover.number in client.get("/en/processing-offices/documents/").content.decode()
        assert "Police certificate" in client.get(at).content.decode()
        file = client.get(f"{at}files/{handover.attachments.get().pk}/")
        assert file["Content-Disposition"].startswith("attachment")
        assert b"".join(file.streaming_content) == PDF
        client.post(f"{at}receipt/")
        handover.refresh_from_db()
        assert handover.received_at is not None
        assert (
            handover.number not in client.get("/en/processing-offices/documents/").content.decode()
        )

    def test_another_office_finds_nothing(
        self, ticket: Ticket, office: ProcessingOffice, agent: User, signed_in: SignIn
    ) -> None:
        handover = passed_on(ticket, office, agent)
        other = ProcessingOffice.objects.exclude(pk=office.pk)[0]
        client = signed_in(factories.officer(other))
        at = f"/en/processing-offices/documents/{handover.pk}/"
        assert client.get(at).status_code == 404
        assert client.post(f"{at}receipt/").status_code == 404
        file = f"{at}files/{handover.attachments.get().pk}/"
        assert client.get(file).status_code == 404
        assert (
            handover.number not in client.get("/en/processing-offices/documents/").content.decode()
        )

    def test_of_a_sealed_ticket_the_list_says_nothing_and_the_opening_is_logged(
        self, ticket: Ticket, office: ProcessingOffice, agent: User, signed_in: SignIn
    ) -> None:
        handover = passed_on(ticket, office, agent)
        apply_sensitivity(ticket, Sensitivity.PRIVACY_BREACH, by=Robot.SYSTEM, now=clock.now())
        client = signed_in(factories.officer(office))
        listed = client.get("/en/processing-offices/documents/").content.decode()
        assert "Police certificate" not in listed
        client.get(f"/en/processing-offices/documents/{handover.pk}/")
        assert ViewLog.objects.filter(kind="handover", object_id=handover.pk).exists()


def test_the_client_reads_that_it_was_passed_on_and_received(
    ticket: Ticket, office: ProcessingOffice, agent: User
) -> None:
    handover = passed_on(ticket, office, agent)
    visitor = Visitor()
    visitor.sign_in(ticket, EMAIL)
    assert "We passed your document on" in visitor.text("status_enquiry")
    receive_handover(handover_id=handover.pk, by=factories.officer(office), now=clock.now())
    assert "received your document" in visitor.text("status_enquiry")
