"""The demonstration: sixty days lived through the real verbs, of which every part shows."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client, TestCase

from accounts.enums import Role
from accounts.models import User
from contactcentre.demo.files import listed, phrases, situations
from contactcentre.demo.pdf import page
from contactcentre.demo.staff import Account
from contactcentre.reference.files import rows
from contactcentre.typography import french_problems
from people.models import ApplicationStatus
from people.queries import read_status
from tests.factories import loaded_demo
from tickets.actions.texts import blanks
from tickets.adapters.files import open_file
from tickets.enums import (
    Author,
    Channel,
    ClockState,
    Delivery,
    Direction,
    EventKind,
    Priority,
    ReferralState,
    Sensitivity,
    State,
)
from tickets.models import (
    Attachment,
    Clock,
    Event,
    Message,
    Notice,
    Referral,
    SpecialOperation,
    Ticket,
)
from tickets.queries.operations import report_of
from tickets.queries.statuses import statuses_for

NOW = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LANGUAGES = ("en", "fr")
EVENTS = ("evacuation", "system_outage")
# What may not happen in so few days.
RARE = {
    EventKind.ACCESS_GRANTED,
    EventKind.AUTO_RECEIVED,
    EventKind.DELIVERY_FAILED,
    EventKind.CALLBACK_BOOKED,
    EventKind.CALLBACK_CANCELLED,
    EventKind.FLAGGED,
    EventKind.LINKED,
    EventKind.NOT_SOLVED,
    EventKind.PRIORITY_CHANGED,
    EventKind.REFERRAL_SILENT,
    EventKind.REFERRAL_WITHDRAWN,
    EventKind.RESUMED,
    EventKind.RETURNED,
    EventKind.TAKEN,
    EventKind.UPDATED,
    EventKind.URGENCY_ASSESSED,
}


class SixtyDays(TestCase):
    """One demonstration, which all these tests only look at."""

    accounts: list[Account]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.accounts = loaded_demo(now=NOW, tickets=75)

    def test_every_state_is_there_in_both_languages(self) -> None:
        there = set(Ticket.objects.values_list("state", "language"))
        assert there == {(state, language) for state in State.values for language in LANGUAGES}

    def test_it_came_by_every_channel_and_stands_in_every_queue(self) -> None:
        assert set(Ticket.objects.values_list("channel", flat=True)) == set(Channel.values)
        queues = set(Ticket.objects.values_list("queue__code", flat=True))
        assert queues >= {row["code"] for row in rows("queues")}

    def test_one_special_operation_goes_on_and_one_has_left_its_report(self) -> None:
        goes_on = SpecialOperation.objects.active(NOW).get()
        ended = SpecialOperation.objects.get(closed_at__isnull=False)
        assert goes_on.tickets.filter(queue=goes_on.queue).count() >= 2
        assert [event.kind for event in ended.events.all()] == ["opened", "ended"]
        found = report_of(ended)
        assert found.contacts >= found.tickets >= 2
        assert found.median is not None
        assert {language for language, _count in found.languages} == set(LANGUAGES)

    def test_clocks_stand_in_every_state(self) -> None:
        assert set(Clock.objects.values_list("state", flat=True)) == set(ClockState.values)

    def test_the_clocks_are_what_the_pure_rule_says(self) -> None:
        call_command("check_clocks", verbosity=0)

    def test_some_tickets_are_sealed_and_some_urgent(self) -> None:
        live = Ticket.objects.live()
        assert live.filter(sensitivity=Sensitivity.PRIVACY_BREACH).exists()
        assert Ticket.objects.filter(sensitivity=Sensitivity.RESTRICTED).exists()
        assert live.filter(priority=Priority.URGENT).exists()

    def test_what_usually_happens_to_a_ticket_has_happened(self) -> None:
        usual = set(EventKind) - RARE
        assert usual <= set(Event.objects.values_list("kind", flat=True))

    def test_clients_who_gave_their_numbers_have_statuses_some_of_them_stale(self) -> None:
        statuses = list(ApplicationStatus.objects.all())
        assert len({status.stage for status in statuses}) > 4
        assert {read_status(status, now=NOW).stale for status in statuses} == {True, False}
        tickets = Ticket.objects.exclude(uci="").select_related("client")
        assert any(statuses_for(ticket, now=NOW) for ticket in tickets)

    def test_referrals_are_new_and_answered_with_the_four_facts(self) -> None:
        states = set(Referral.objects.values_list("state", flat=True))
        assert {ReferralState.SENT, ReferralState.ANSWERED} <= states
        assert Referral.objects.filter(messages__from_office=True).exists()

    def test_answers_are_in_the_clients_language_by_somebody_who_serves_in_it(self) -> None:
        answers = Message.objects.filter(author=Author.AGENT).select_related("ticket", "user")
        assert answers
        for answer in answers:
            assert answer.user is not None
            assert answer.language == answer.ticket.language
            assert answer.language in answer.user.languages
            greeting = {"en": "Hello", "fr": "Bonjour"}[answer.language]
            assert answer.body.startswith(greeting) or answer.ticket.channel == Channel.MEMBER
            assert not blanks(answer.body)

    def test_nothing_happens_in_the_future_or_before_the_first_day(self) -> None:
        for moments in (
            Event.objects.values_list("at", flat=True),
            Message.objects.values_list("created_at", flat=True),
        ):
            assert min(moments) > NOW - 61 * DAY
            assert max(moments) <= NOW

    def test_old_mail_went_when_it_was_written_and_the_newest_waits(
        self,
    ) -> None:
        mail = Message.objects.filter(direction=Direction.OUT).exclude(to_email="")
        old, new = mail.filter(created_at__lt=NOW - DAY), mail.filter(created_at__gt=NOW - DAY / 2)
        assert set(old.values_list("delivery", flat=True)) == {Delivery.SENT}
        assert set(new.values_list("delivery", flat=True)) == {Delivery.QUEUED}
        assert not old.filter(sent_at__gt=F("created_at") + DAY / 24).exists()
        assert not Notice.objects.filter(
            delivery=Delivery.QUEUED, created_at__lt=NOW - DAY
        ).exists()

    def test_every_word_is_found_by_the_search(self) -> None:
        assert not Message.objects.filter(indexed=False).exists()

    def test_attachments_are_files_that_can_be_read(self) -> None:
        attachments = Attachment.objects.all()
        assert attachments
        for attachment in attachments:
            with open_file(attachment.sha256) as file:
                data = file.read()
            assert data.startswith(b"%PDF")
            assert len(data) == attachment.size

    def test_everybody_can_sign_in(self) -> None:
        assert Counter(account.role for account in self.accounts) == {
            Role.AGENT: 6,
            Role.SUPERVISOR: 2,
            Role.OFFICER: 3,
            Role.ADMINISTRATOR: 1,
            Role.MEMBERS_OFFICE_MANAGER: 3,
            Role.MEMBERS_OFFICE: 2,
        }
        for account in self.accounts:
            user = User.objects.get(email=account.email)
            assert user.roles == [account.role]
            assert account.email.endswith(".example")
        assert Client().login(email=self.accounts[0].email, password=self.accounts[0].password)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_many_enquiries_in_each_language(language: str) -> None:
    told = situations(language)
    codes = {row["code"] for row in rows("enquiry_types")} | {"spam"}
    assert len({situation.body for situation in told}) >= 40
    assert {situation.code for situation in told} <= codes
    assert all(situation.reply for situation in told if situation.code != "spam")
    assert all(bool(situation.ask) == bool(situation.back) for situation in told)


@pytest.mark.parametrize("about", ["enquiries", *EVENTS])
def test_both_languages_tell_of_the_same_kinds_of_enquiries(about: str) -> None:
    english, french = (
        {situation.code for situation in situations(each, about)} for each in LANGUAGES
    )
    assert english == french
    assert phrases("en").keys() == phrases("fr").keys()


def test_the_french_of_the_demonstration_is_typeset_as_french_is() -> None:
    events = [told for about in EVENTS for told in situations("fr", about)]
    for situation in (*situations("fr"), *events):
        texts = (situation.subject, situation.body, situation.ask, situation.back, situation.reply)
        assert not [text for text in texts if french_problems(text)]
    assert not [text for text in said(phrases("fr")) if french_problems(text)]


def said(value: Any) -> Iterator[str]:
    """Every text in a phrase book."""
    if isinstance(value, str):
        yield value
    else:
        parts = value.values() if isinstance(value, dict) else value
        for part in parts:
            yield from said(part)


def test_nobody_of_the_demonstration_has_an_address_that_exists() -> None:
    assert all(user["email"].endswith("@centre.example") for user in listed("users"))


def test_a_page_says_where_its_parts_are() -> None:
    data = page(["Été (1)", "back\\slash"])
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[start:].startswith(b"xref\n")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", data), start=1):
        assert data[int(place) :].startswith(b"%d 0 obj" % number)
    assert "Été \\(1\\)".encode("cp1252") in data
