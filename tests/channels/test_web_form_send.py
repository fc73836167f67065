"""Sending: once, however often; what arrives in the centre; the receipt; limits and expiry."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from channels.actions.draft_enquiry import drop_expired_drafts
from channels.actions.limit import ENQUIRIES, NEW_DRAFTS
from channels.models import EnquiryDraft
from contactcentre.kit import clock, formatting
from contactcentre.kit.models import Counter
from tests.channels.visitors import ANSWERS, Visitor, pdf
from tickets.models import Contact, Message, Ticket


class TestOnce:
    def test_five_sendings_are_one_ticket_one_receipt_one_mail(self, visitor):
        visitor.fill()
        key = visitor.key()
        receipts = {visitor.send(key)["Location"] for _ in range(5)}
        assert len(receipts) == 1
        assert Ticket.objects.count() == Contact.objects.count() == 1
        assert Message.objects.filter(direction="out").count() == 1

    def test_back_after_sending_leads_to_the_receipt_from_every_page(self, visitor):
        visitor.fill()
        receipt = visitor.send()["Location"]
        for page in ["who", "numbers", "question", "files", "reach", "check"]:
            assert visitor.get(page)["Location"] == receipt
        assert visitor.post("reach", ANSWERS["reach"])["Location"] == receipt

    def test_a_new_enquiry_begins_at_the_topic_and_the_old_page_still_knows_its_receipt(
        self, visitor
    ):
        visitor.fill()
        key = visitor.key()
        receipt = visitor.send(key)["Location"]
        visitor.fill(question={"question": "Another question"})
        assert visitor.send(key)["Location"] == receipt
        assert Ticket.objects.count() == 1
        visitor.send()
        assert Ticket.objects.count() == 2

    def test_a_page_with_a_strange_key_is_shown_again_not_sent(self, visitor):
        visitor.fill()
        assert visitor.send("another-key").status_code == 200
        assert not Ticket.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_five_sendings_at_the_same_instant_too(self, transactional_db):
        call_command("load_reference", verbosity=0)
        visitor = Visitor()
        visitor.fill()
        key, gate = visitor.key(), threading.Barrier(5)

        def press(_):
            gate.wait()
            twin = Visitor()
            twin.client.cookies = visitor.client.cookies
            try:
                return twin.send(key)["Location"]
            finally:
                connection.close()

        with ThreadPoolExecutor(5) as presses:
            assert len(set(presses.map(press, range(5)))) == 1
        assert Ticket.objects.count() == 1


class TestWhatArrives:
    def test_answers_become_a_ticket_in_canonical_form(self, visitor):
        ticket = visitor.send_all(
            numbers={
                "family_name": "Trần",
                "date_of_birth_day": "2",
                "date_of_birth_month": "1",
                "date_of_birth_year": "1984",
            },
            reach={"phone": "(514) 555-0134", "accommodation": "Large print"},
        )
        assert ticket.channel == "web"
        assert ticket.enquiry_type.code == "status"
        assert ticket.language == "fr"
        assert (ticket.country, ticket.province) == ("CA", "QC")
        assert ticket.time_zone == "America/Toronto"
        assert (ticket.uci, ticket.application_numbers) == ("1122334455", ["W123456789"])
        assert ticket.subject == "Where is my application?"
        assert ticket.messages.order_by("id")[0].body == ANSWERS["question"]["question"]
        party = ticket.parties.get()
        assert (party.role, party.email) == ("client", "minh.tran@example.org")
        assert party.phone == "+15145550134"
        assert ticket.client.date_of_birth == dt.date(1984, 1, 2)
        assert ticket.client.accommodation == "Large print"

    @pytest.mark.parametrize(
        ("pages", "role", "relation"),
        [
            ({"who": {"role": "family"}}, "correspondent", "family"),
            ({"who": {"role": "organisation"}}, "correspondent", "organisation"),
        ],
    )
    def test_who_is_not_the_client_writes_for_them(self, visitor, pages, role, relation):
        ticket = visitor.send_all(**pages, numbers={"family_name": "Diallo"})
        writer = ticket.parties.exclude(role="client").get()
        assert (writer.role, writer.relation) == (role, relation)
        assert ticket.client.family_name == "Diallo"
        assert ticket.parties.get(role="client").email == ""

    @pytest.mark.parametrize(
        ("named", "role", "relation"),
        [
            ("yes", "representative", "representative"),
            ("no", "correspondent", "representative_not_named"),
            ("unsure", "correspondent", "representative_not_named"),
        ],
    )
    def test_only_a_named_representative_acts_instead_of_the_client(
        self, visitor, named, role, relation
    ):
        visitor.fill(who={"role": "representative"})
        visitor.post("representative", {"named": named})
        visitor.send()
        writer = visitor.draft.ticket.parties.exclude(role="client").get()
        assert (writer.role, writer.relation) == (role, relation)

    def test_urgency_is_kept_as_claimed(self, visitor):
        visitor.fill(topic={"topic": "urgent"})
        date = {"urgency_date_day": "1", "urgency_date_month": "1"}
        year = clock.now().year + 1
        visitor.post("urgency", {"urgency": "travel", **date, "urgency_date_year": str(year)})
        visitor.send()
        ticket = visitor.draft.ticket
        assert (ticket.urgency_claimed, ticket.urgency_date) == ("travel", dt.date(year, 1, 1))

    def test_urgency_that_was_taken_back_is_not_claimed(self, visitor):
        visitor.fill(topic={"topic": "urgent"})
        visitor.post("urgency", {"urgency": "other"})
        visitor.post("topic", {"topic": "general"})
        visitor.post("question", ANSWERS["question"])
        visitor.send()
        assert visitor.draft.ticket.urgency_claimed == ""

    def test_a_province_outside_canada_is_left_out(self, visitor):
        ticket = visitor.send_all(reach={"country": "FR", "province": "QC"})
        assert (ticket.country, ticket.province, ticket.time_zone) == ("FR", "", "Europe/Paris")


class TestReceipt:
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_number_time_promised_date_language_and_copy(self, visitor, language):
        visitor.fill(files={"upload": [pdf("letter.pdf")]})
        visitor.send()
        ticket = visitor.draft.ticket
        text = visitor.text("sent", language, token=visitor.draft.receipt_token)
        zone = settings.CENTRE_TIME_ZONE
        assert ticket.number in text
        assert formatting.date_time(ticket.created_at, language, zone) in text
        assert formatting.long_date(ticket.promised_on, language, zone) in text
        assert {"en": "in French", "fr": "en français"}[language] in text
        for copied in ["I applied in March.", "letter.pdf", "Minh.Tran@example.org", "W123456789"]:
            assert copied in text

    def test_the_address_is_a_secret_that_is_kept_nowhere(self, visitor):
        visitor.fill()
        token = visitor.send()["Location"].rstrip("/").rpartition("/")[2]
        assert len(token) >= 40
        draft = visitor.draft
        assert token not in [draft.receipt_digest, draft.submission_key, draft.token_digest]

    @pytest.mark.parametrize("token", ["x", "0" * 43])
    def test_a_wrong_address_shows_nothing(self, visitor, token):
        visitor.send_all()
        assert visitor.get("sent", token=token).status_code == 404

    def test_an_unsent_draft_has_no_receipt(self, visitor):
        visitor.fill()
        assert visitor.get("sent", token=visitor.draft.receipt_token).status_code == 404

    def test_it_stays_for_thirty_days_in_any_browser(self, visitor):
        visitor.send_all()
        token = visitor.draft.receipt_token
        assert Visitor().get("sent", token=token).status_code == 200
        drop_expired_drafts(now=clock.now() + dt.timedelta(days=29), limit=10)
        assert Visitor().get("sent", token=token).status_code == 200
        drop_expired_drafts(now=clock.now() + dt.timedelta(days=31), limit=10)
        assert Visitor().get("sent", token=token).status_code == 404


class TestLimits:
    def fill_up(self, limit):
        """Use up what one network may do in this window."""
        Counter.objects.filter(key__startswith=f"{limit.name}:").update(count=limit.most)

    def test_a_network_is_told_plainly_and_loses_nothing(self, visitor):
        visitor.send_all()
        self.fill_up(ENQUIRIES)
        visitor.fill(question={"question": "Another question"})
        page = visitor.send()
        assert page.status_code == 429
        assert "Nothing that you wrote is lost" in page.content.decode()
        assert "Another question" in visitor.text("check")

    def test_repeats_of_one_enquiry_do_not_count(self, visitor):
        visitor.fill()
        key = visitor.key()
        receipt = visitor.send(key)["Location"]
        self.fill_up(ENQUIRIES)
        assert visitor.send(key)["Location"] == receipt

    def test_a_forged_header_makes_no_new_network(self, visitor):
        visitor.send_all()
        self.fill_up(NEW_DRAFTS)
        page = Visitor(headers={"X-Forwarded-For": "198.51.100.7"}).post("topic", ANSWERS["topic"])
        assert page.status_code == 429

    def test_counters_hold_no_address(self, visitor):
        visitor.send_all()
        assert not Counter.objects.filter(key__contains="127.0.0.1").exists()


class TestExpiry:
    def test_a_draft_lives_seven_days_after_the_last_word(self, visitor):
        visitor.fill()
        expires = visitor.draft.expires_at
        assert expires == visitor.draft.saved_at + dt.timedelta(days=7)
        assert drop_expired_drafts(now=expires - dt.timedelta(seconds=1), limit=10) == 0
        assert drop_expired_drafts(now=expires, limit=10) == 1
        assert not EnquiryDraft.objects.exists()

    def test_an_expired_draft_is_not_shown_before_it_is_swept(self, visitor):
        visitor.fill()
        EnquiryDraft.objects.update(expires_at=clock.now())
        assert visitor.get("check")["Location"] == visitor.url("start")
