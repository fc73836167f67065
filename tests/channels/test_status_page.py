"""The status page: what a client sees of an enquiry in each state, what they can do, and what
they never see."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from channels.models import EnquiryDraft
from contactcentre.kit import clock, formatting
from contactcentre.kit.formatting import today_in
from tests import factories
from tests.channels.visitors import PDF, Visitor, pdf
from tickets.actions.note import add_note
from tickets.actions.open import Sender
from tickets.actions.receive import receive_flagged
from tickets.actions.refer import refer
from tickets.actions.reply import reply
from tickets.actions.resolve import close, discard, resolve
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import Attachment, OutcomeCode, ProcessingOffice, Ticket

EMAIL = "minh.tran@example.org"
DAY = dt.timedelta(days=1)


@pytest.fixture
def ticket(centre: None) -> Ticket:
    return factories.ticket(
        now=clock.now() - DAY, sender=Sender(name="Minh Tran", email=EMAIL), language="en"
    )


@pytest.fixture
def client(ticket: Ticket) -> Visitor:
    visitor = Visitor()
    assert visitor.sign_in(ticket, EMAIL)["Location"] == visitor.url("status_enquiry")
    return visitor


def page(client: Visitor, language: str = "") -> str:
    response = client.get("status_enquiry", language)
    assert response.status_code == 200
    return response.content.decode()


def answer(ticket: Ticket, agent: User, text: str, **more: Any) -> None:
    ticket.refresh_from_db()
    version = ticket.thread_version
    reply(ticket_id=ticket.pk, text=text, thread_version=version, by=agent, now=clock.now(), **more)


def finish(ticket: Ticket, agent: User, days_ago: int = 0) -> OutcomeCode:
    outcome = OutcomeCode.objects.filter(discards=False)[0]
    now = clock.now() - days_ago * DAY
    resolve(ticket_id=ticket.pk, outcome=outcome, by=agent, now=now)
    return outcome


def steps(client: Visitor) -> list[tuple[str, str]]:
    context = client.get("status_enquiry").context
    return [(step["label"], step["state"]) for step in context["stages"]]


class TestWhereItStands:
    def test_in_line(self, client, ticket):
        text = page(client)
        assert "nobody has looked at it yet" in text
        assert ticket.number in text
        when = formatting.long_date(ticket.promised_on, "en", settings.CENTRE_TIME_ZONE)
        assert f"We expect to answer by {when}, in English." in text
        assert "No reply yet. We will e-mail you when there is one." in text
        assert [state for _label, state in steps(client)] == ["current", "next", "next", "next"]

    def test_with_another_office(self, client, ticket, agent):
        refer(
            ticket_id=ticket.pk, office=ProcessingOffice.objects.all()[0], reason="other",
            question="Secret question to the office", by=agent, now=clock.now(),
        )  # fmt: skip
        text = page(client)
        assert "We sent a question to the office that has your file" in text
        assert "Secret question" not in text
        assert [state for _label, state in steps(client)] == ["done", "done", "current", "next"]

    def test_waiting_for_the_client(self, client, ticket, agent):
        answer(ticket, agent, "Send us page 2, please.", wait_for_client=True)
        text = page(client)
        ticket.refresh_from_db()
        until = formatting.long_date(ticket.waiting_until, "en", settings.CENTRE_TIME_ZONE)
        assert f"We need something from you by {until}" in text
        assert text.count("Send us page 2, please.") == 2
        assert text.count("<textarea") == 1

    def test_resolved_says_the_outcome_in_the_language_of_the_page(self, client, ticket, agent):
        answer(ticket, agent, "Here is the answer.")
        outcome = finish(ticket, agent)
        assert outcome.client_wording_en in page(client)
        assert outcome.client_wording_fr in page(client, "fr")
        assert steps(client)[2] == ("With another office", "skipped")
        assert "Not needed" in page(client)

    def test_late_says_so_and_not_to_write_again(self, client, ticket):
        day = today_in(clock.now(), settings.CENTRE_TIME_ZONE) - 4 * DAY
        Ticket.objects.filter(pk=ticket.pk).update(promised_on=day)
        said = formatting.long_date(day, "en", settings.CENTRE_TIME_ZONE)
        text = page(client)
        assert f"We said {said}. We are late, and we are sorry." in text
        assert "You are still in line. You do not need to write again." in text
        assert "<strong>We expect to answer by" not in text
        assert "Nous sommes en retard" in page(client, "fr")

    def test_an_answer_is_not_late(self, client, ticket, agent):
        Ticket.objects.filter(pk=ticket.pk).update(
            promised_on=today_in(clock.now(), settings.CENTRE_TIME_ZONE) - 4 * DAY
        )
        answer(ticket, agent, "Here is the answer.")
        assert "We are late" not in page(client)

    def test_closed_as_a_duplicate_is_worded_for_the_client(self, client, ticket, agent):
        outcome = OutcomeCode.objects.filter(discards=True)[0]
        discard(ticket_id=ticket.pk, outcome=outcome, by=agent, now=clock.now())
        assert outcome.client_wording_en in page(client)

    @pytest.mark.parametrize("level", [Sensitivity.RESTRICTED, Sensitivity.PRIVACY_BREACH])
    def test_a_sealed_enquiry_is_still_the_clients(self, client, ticket, supervisor, level):
        before = page(client)
        facts = {"sensitivity": level, "by": supervisor, "reason": "named", "now": clock.now()}
        restrict(ticket_id=ticket.pk, **facts)
        assert "nobody has looked at it yet" in before
        after = page(client)
        assert "nobody has looked at it yet" in after
        assert not re.search("restricted|privacy breach|sealed", after, re.IGNORECASE)


class TestWhatIsNeverShown:
    def test_notes_names_flagged_messages_and_events_of_the_house(self, client, ticket, agent):
        now = clock.now()
        add_note(ticket_id=ticket.pk, text="Internal: looks odd", by=agent, now=now)
        stranger = factories.enquiry(body="I am the client, really", channel="email")
        receive_flagged(ticket_id=ticket.pk, enquiry=stranger, reason="stranger", now=now)
        answer(ticket, agent, "Good news.")
        text = page(client)
        for hidden in ["Internal: looks odd", "I am the client, really", agent.name, agent.email]:
            assert hidden not in text
        assert not re.search("routed|queue|priority|claimed|flagged", text, re.IGNORECASE)

    def test_the_history_is_in_plain_words_newest_first(self, client, ticket, agent):
        answer(ticket, agent, "Page 2, please.", wait_for_client=True)
        told = [str(item.news.label) for item in client.get("status_enquiry").context["history"]]
        assert told == [
            "We asked you for something",
            "A member of our staff started to look at it",
            "We received your enquiry",
        ]

    def test_text_of_another_language_says_which(self, client, ticket, agent):
        Ticket.objects.filter(pk=ticket.pk).update(language="fr")
        answer(ticket, agent, "Bonjour, voici la réponse.")
        assert re.search(r'lang="fr">Bonjour, voici', page(client))
        assert not re.search(r'lang="fr">Bonjour, voici', page(client, "fr"))

    def test_what_is_written_runs_nothing(self, client, ticket):
        client.post("status_message", {"key": "k1", "text": "<script>alert(1)</script>"})
        assert "<script>alert" not in page(client)


class TestAddAMessage:
    def test_it_lands_on_the_ticket_and_moves_it(self, client, ticket, agent):
        answer(ticket, agent, "Page 2, please.", wait_for_client=True)
        files = {"upload": [pdf("page2.pdf")]}
        response = client.post("status_message", {"key": "k1", "text": "Here it is", **files})
        assert response["Location"] == client.url("status_enquiry")
        ticket.refresh_from_db()
        assert ticket.state == "open"
        message = ticket.messages.get(body="Here it is")
        assert message.attachments.get().name == "page2.pdf"
        assert "Your message was sent." in page(client)

    def test_the_same_sending_twice_is_one_message(self, client, ticket):
        for _ in range(5):
            client.post("status_message", {"key": "k1", "text": "Once"})
        assert ticket.messages.filter(body="Once").count() == 1
        client.post("status_message", {"key": "k2", "text": "Once"})
        assert ticket.messages.filter(body="Once").count() == 2

    def test_a_file_alone_is_a_message_and_nothing_is_none(self, client, ticket):
        refused = client.post("status_message", {"key": "k1", "text": " "})
        assert "Write your message, or choose a file" in refused.content.decode()
        client.post("status_message", {"key": "k1", "text": "", "upload": [pdf()]})
        assert ticket.messages.filter(direction="in").count() == 2

    def test_a_refused_file_keeps_the_text(self, client, ticket):
        virus = SimpleUploadedFile("x.exe", b"MZ")
        shown = client.post("status_message", {"key": "k1", "text": "Look", "upload": [virus]})
        text = shown.content.decode()
        assert "“x.exe” must be a PDF" in text
        assert ">\nLook</textarea>" in text
        assert "Look" in page(client, "fr")
        assert ticket.messages.filter(direction="in").count() == 1

    def test_files_go_up_at_once_and_can_be_removed(self, client):
        script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
        url = client.url("status_upload")
        assert (
            "a.pdf" in client.client.post(url, {"upload": pdf("a.pdf")}, **script).content.decode()
        )
        file_id = client.draft.files.get().pk
        client.post("status_file_remove", {"text": "Kept"}, file_id=file_id)
        assert not client.draft.files.exists()
        assert "Kept" in page(client)

    def test_on_a_closed_enquiry_it_opens_a_new_one_linked_to_it(self, client, ticket, agent):
        finish(ticket, agent, days_ago=15)
        close(ticket_id=ticket.pk, now=clock.now())
        assert "Your message opens a new one" in page(client)
        client.post("status_message", {"key": "k1", "text": "It is not over"})
        new = Ticket.objects.get(continues=ticket)
        text = page(client)
        assert f"Enquiry {new.number}" in text
        assert f"It goes on with {ticket.number}." in text
        assert new.client == ticket.client

    def test_a_file_of_the_answer_is_a_download_that_runs_nothing(self, client, ticket, agent):
        client.post("status_message", {"key": "k1", "text": "x", "upload": [pdf("été.pdf")]})
        file_id = Attachment.objects.get(ticket=ticket).pk
        assert client.url("status_file", file_id=file_id) in page(client)
        response = client.get("status_file", file_id=file_id)
        assert response.content == PDF
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]


class TestSolvedOrNot:
    def test_not_solved_opens_it_again(self, client, ticket, agent):
        finish(ticket, agent)
        assert "Is it solved?" in page(client)
        client.post("status_solved", {"solved": "no"})
        ticket.refresh_from_db()
        assert ticket.state == "open"
        assert "Your enquiry is open again" in page(client)

    def test_solved_closes_it(self, client, ticket, agent):
        finish(ticket, agent)
        client.post("status_solved", {"solved": "yes"})
        ticket.refresh_from_db()
        assert ticket.state == "closed"
        assert "Is it solved?" not in page(client)


class TestAccess:
    POSTS = ["status_message", "status_draft", "status_upload", "status_solved"]

    def test_without_a_code_there_is_no_page(self, ticket):
        stranger = Visitor()
        assert stranger.get("status_enquiry")["Location"] == stranger.url("status")

    @pytest.mark.parametrize("name", POSTS)
    def test_nor_anything_to_do(self, ticket, name):
        stranger = Visitor()
        response = stranger.post(name, {"key": "k", "text": "Hello", "solved": "yes"})
        assert response.status_code in (200, 302, 403)
        assert ticket.messages.filter(direction="in").count() == 1
        assert not EnquiryDraft.objects.exists()

    def test_files_of_another_enquiry_and_flagged_ones_are_not_there(self, client, ticket):
        other = Visitor()
        sent = other.send_all(files={"upload": [pdf("other.pdf")]})
        file_id = Attachment.objects.get(ticket=sent).pk
        assert client.get("status_file", file_id=file_id).status_code == 404
        Attachment.objects.filter(pk=file_id).update(ticket=ticket)
        sent.messages.update(flagged=True)
        assert client.get("status_file", file_id=file_id).status_code == 404

    def test_it_ends_after_half_an_hour_and_what_was_typed_is_kept(self, client, ticket):
        session = client.client.session
        session["status_grant"]["until"] = clock.now().timestamp() - 1
        session.save()
        assert client.get("status_enquiry")["Location"] == client.url("status")
        client.post("status_message", {"key": "k1", "text": "A long letter"})
        assert "What you were writing is saved" in client.text("status")
        assert ticket.messages.filter(direction="in").count() == 1
        client.sign_in(ticket, EMAIL)
        assert "A long letter" in page(client)

    def test_signing_out_ends_it_at_once(self, client):
        client.post("status_leave")
        assert client.get("status_enquiry")["Location"] == client.url("status")

    def test_a_session_is_a_new_one_after_the_code(self, ticket):
        visitor = Visitor()
        visitor.ask_code(ticket.number, EMAIL)
        before = visitor.client.cookies["sessionid"].value
        visitor.sign_in(ticket, EMAIL)
        assert visitor.client.cookies["sessionid"].value != before

    def test_a_representative_reads_the_same_thread_under_their_own_name(self, visitor):
        visitor.fill(who={"role": "representative"})
        visitor.post("representative", {"named": "yes"})
        visitor.send()
        ticket = visitor.draft.ticket
        visitor.sign_in(ticket, "minh.tran@example.org")
        assert "<b>You</b>" in page(visitor)

    def test_pages_are_kept_by_no_cache(self, client):
        for name in ["status", "status_enquiry"]:
            assert "no-store" in client.get(name)["Cache-Control"]
