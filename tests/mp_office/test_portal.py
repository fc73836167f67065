"""The portal as an office uses it: write, be checked, send, follow, read, forward."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from contactcentre.kit import clock
from mp_office.actions.answer import Facts, answer_office
from mp_office.actions.end_consent import end_consent
from mp_office.actions.update import update_offices
from mp_office.models import Office, OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.views.words import steps
from people.enums import ConsentEnd
from tests import factories
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tickets.actions.refer import refer
from tickets.actions.referrals import Answer, answer
from tickets.actions.reply import reply
from tickets.actions.resolve import resolve
from tickets.enums import Author, EventKind, MayTell, State
from tickets.models import OutcomeCode, ProcessingOffice, Ticket

SignIn = Callable[[User], Client]
HOME = "/en/members-offices/"
TYPED = {
    "constituent_name": "Ngozi Abara",
    "constituent_language": "fr",
    "own_file": "yes",
    "family_name": "Abara",
    "date_of_birth_day": "17",
    "date_of_birth_month": "5",
    "date_of_birth_year": "1990",
    "uci": "1122-334455 ",
    "applications": "e123456789",
    "topic": "status",
    "question": "Where is the application?\n\nShe applied in March.",
    "urgency": "no",
    "scope": "file",
    "consent_by": "link",
    "constituent_email": "ngozi@example.org",
    "office_language": "en",
    "own_reference": "RID-114",
}


def pdf(name: str = "form.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, offices.PDF, "application/pdf")


@pytest.fixture
def browser(staff: User, signed_in: SignIn) -> Client:
    return signed_in(staff)


def begun(browser: Client) -> str:
    """The address of a new draft."""
    return browser.post(f"{HOME}new/").headers["Location"]


def text_of(browser: Client, path: str) -> str:
    return browser.get(path).content.decode()


def answered(sent: OfficeEnquiry, agent: User, now: dt.datetime, **more: Any) -> None:
    facts = Facts(
        done="The medical was received",
        next_step="The decision",
        by_whom="The office in Sydney",
        by_when=now.date() + dt.timedelta(days=9),
        forward="Votre examen médical a été reçu.",
    )
    answer_office(
        enquiry_id=sent.pk,
        facts=facts,
        thread_version=ticket_of(sent).thread_version,
        by=agent,
        now=now,
        **more,
    )


def test_a_draft_begins_with_the_offices_next_reference(browser: Client) -> None:
    assert 'value="RID-1"' in text_of(browser, begun(browser))


def test_what_is_typed_is_saved_before_it_is_finished(browser: Client) -> None:
    draft = begun(browser)
    saved = browser.post(f"{draft}save/", {"question": "Where is", "uci": "12"})
    assert "saved" in saved.json()
    page = text_of(browser, draft)
    assert "Where is</textarea>" in page
    assert 'value="12"' in page
    assert "There is a problem" not in page


def test_a_colleague_goes_on_with_a_draft(
    browser: Client, office: Office, signed_in: SignIn
) -> None:
    draft = begun(browser)
    colleague = signed_in(offices.staff(office))
    assert colleague.get(draft).status_code == 200


def test_each_section_says_how_far_it_is(browser: Client) -> None:
    draft = begun(browser)
    browser.post(draft, {"constituent_name": "Ngozi", "constituent_language": "fr", "uci": "1"})
    page = text_of(browser, draft)
    assert "Completed" in page
    assert "Something is missing" in page
    assert "Not started" in page


def test_the_check_names_what_is_missing_and_keeps_what_was_typed(browser: Client) -> None:
    draft = begun(browser)
    answer = browser.post(draft, {"uci": "12", "then": "check"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter the constituent’s name" in page
    assert "UCI must be 8 or 10 digits" in page
    assert 'value="12"' in page


def test_an_urgent_enquiry_needs_its_date_and_its_proof(browser: Client) -> None:
    draft = begun(browser)
    urgent = {**TYPED, "urgency": "travel", "then": "check"}
    page = browser.post(draft, urgent).content.decode()
    assert "Add the proof of urgency" in page
    assert "Enter the date of the urgent event" in page
    day = centre_day(clock.now()) + dt.timedelta(days=5)
    dated = {
        **urgent,
        "urgency_date_day": str(day.day),
        "urgency_date_month": str(day.month),
        "urgency_date_year": str(day.year),
        "proof": pdf("ticket.pdf"),
    }
    assert browser.post(draft, dated).headers["Location"] == f"{draft}check-answers/"


def test_a_consent_by_form_needs_the_form_and_its_day(browser: Client) -> None:
    page = browser.post(begun(browser), {**TYPED, "consent_by": "form", "then": "check"})
    assert "Add the signed consent form" in page.content.decode()
    assert "Enter the day on which the form was signed" in page.content.decode()


def test_a_file_that_is_no_document_is_refused_with_words(browser: Client) -> None:
    draft = begun(browser)
    wrong = SimpleUploadedFile("form.pdf", b"MZ not a form")
    answer = browser.post(
        f"{draft}files/form/add/", {"form": wrong}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert "must be a PDF, JPG, PNG or DOCX" in answer.content.decode()


def test_an_enquiry_is_checked_sent_and_received(browser: Client) -> None:
    draft = begun(browser)
    checked = browser.post(draft, {**TYPED, "then": "check"}).headers["Location"]
    page = text_of(browser, checked)
    assert "Nothing has been sent yet" in page
    assert "E123456789" in page
    receipt = browser.post(checked, follow=True).content.decode()
    sent = OfficeEnquiry.objects.sent().get()
    assert "Enquiry sent" in receipt
    assert ticket_of(sent).number in receipt
    assert "Waiting for consent" in receipt
    assert browser.post(checked).headers["Location"] == f"{HOME}enquiries/{sent.pk}/"
    assert OfficeEnquiry.objects.sent().count() == 1


def test_a_reference_that_was_used_is_named_before_sending(browser: Client, staff: User) -> None:
    offices.enquiry(staff, own_reference="RID-114")
    page = browser.post(begun(browser), {**TYPED, "then": "check"}).content.decode()
    assert "Your office used this reference already" in page


def test_lists_count_whose_turn_it_is(
    browser: Client, staff: User, agent: User, now: dt.datetime
) -> None:
    offices.by_link(staff, own_reference="RID-WAITS")
    offices.enquiry(staff, own_reference="RID-RUNS")
    done = offices.enquiry(staff, own_reference="RID-DONE")
    outcome = OutcomeCode.objects.get(code="answered")
    answered(done, agent, now, outcome=outcome)
    for name, reference in (
        ("needs_us", "RID-WAITS"),
        ("with_centre", "RID-RUNS"),
        ("answered", "RID-DONE"),
    ):
        page = text_of(browser, f"{HOME}?list={name}")
        assert reference in page
        assert page.count("RID-") - page.count("RID-1") == page.count(reference)
        assert '<span class="count">1</span>' in page


def test_what_the_centre_asks_needs_the_office(
    browser: Client, staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff, own_reference="RID-ASKED")
    reply(
        ticket_id=ticket_of(sent).pk,
        text="Which flight?",
        thread_version=0,
        by=agent,
        now=now,
        wait_for_client=True,
    )
    assert "RID-ASKED" in text_of(browser, f"{HOME}?list=needs_us")
    page = text_of(browser, f"{HOME}enquiries/{sent.pk}/")
    assert "Our time to answer stands still" in page


def test_a_row_more_costs_no_query_more(
    browser: Client,
    staff: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    offices.enquiry(staff)
    browser.get(f"{HOME}?list=all")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"{HOME}?list=all")
    for _ in range(3):
        offices.enquiry(staff)
    with django_assert_num_queries(len(few)):
        browser.get(f"{HOME}?list=all")


def test_a_search_finds_by_reference_or_name_and_stands_in_no_address(
    browser: Client, staff: User
) -> None:
    offices.enquiry(staff, own_reference="RID-114", constituent_name="Léa Tremblay")
    offices.enquiry(staff, own_reference="RID-200")
    for typed in ("tremblay", "rid-114"):
        answer = browser.post(f"{HOME}search/", {"q": typed})
        assert typed not in answer.headers["Location"]
        page = text_of(browser, answer.headers["Location"])
        assert "Léa Tremblay" in page
        assert "RID-200" not in page


def test_the_office_writes_and_adds_a_document(browser: Client, staff: User) -> None:
    sent = offices.enquiry(staff)
    path = f"{HOME}enquiries/{sent.pk}/"
    data = {"text": "She has a flight.", "key": "k1"}
    for _ in range(2):
        browser.post(f"{path}message/", {**data, "upload": pdf("flight.pdf")})
    ticket = ticket_of(sent)
    assert ticket.messages.filter(body="She has a flight.", person__name=staff.name).count() == 1
    page = text_of(browser, path)
    assert "She has a flight." in page
    attachment = ticket.attachments.get(name="flight.pdf")
    assert b"".join(browser.get(f"{path}files/{attachment.pk}/")) == offices.PDF


def test_an_answer_shows_four_facts_and_a_text_to_forward(
    browser: Client, staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff, own_reference="RID 1/2")
    answered(sent, agent, now)
    path = f"{HOME}enquiries/{sent.pk}/"
    page = text_of(browser, path)
    for words in ("The medical was received", "The decision", "The office in Sydney"):
        assert words in page
    assert 'data-copy="Votre examen médical a été reçu."' in page
    plain = browser.get(f"{path}text/")
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert 'filename="RID-1-2.txt"' in plain.headers["Content-Disposition"]
    assert plain.content.decode() == "Votre examen médical a été reçu."


def test_once_the_consent_has_ended_what_was_told_is_no_longer_shown(
    browser: Client, staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff)
    answered(sent, agent, now)
    path = f"{HOME}enquiries/{sent.pk}/"
    end_consent(enquiry_id=sent.pk, end=ConsentEnd.WITHDRAWN, by=agent, now=now)
    page = text_of(browser, path)
    assert "The medical was received" not in page
    assert "The consent counts no more" in page
    assert browser.get(f"{path}text/").status_code == 404


def test_the_office_hears_on_the_promised_day_also_without_news(
    staff: User, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff)
    assert sent.next_update_on == dt.date(2026, 12, 1)
    assert update_offices(now=now, limit=10) == 0
    later = dt.datetime(2026, 12, 1, 14, 0, tzinfo=dt.UTC)
    assert update_offices(now=later, limit=10) == 1
    assert update_offices(now=later, limit=10) == 0
    sent.refresh_from_db()
    assert sent.next_update_on == dt.date(2026, 12, 8)
    ticket = ticket_of(sent)
    message = ticket.messages.get(author=Author.SYSTEM)
    assert ticket.events.get(kind=EventKind.UPDATED).data == {"message": message.pk}
    assert ticket.clocks.filter(stopped_at=None).count() == 2


def test_a_resolved_enquiry_is_promised_nothing_more(
    staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff)
    answered(sent, agent, now, outcome=OutcomeCode.objects.get(code="answered"))
    assert ticket_of(sent).state == State.RESOLVED
    assert update_offices(now=now + dt.timedelta(days=30), limit=10) == 0
    sent.refresh_from_db()
    assert sent.next_update_on is None


def test_the_portal_is_whole_in_french(browser: Client, staff: User) -> None:
    sent = offices.enquiry(staff)
    for path in (
        "/fr/bureaux-parlementaires/",
        f"/fr/bureaux-parlementaires/demandes/{sent.pk}/",
        f"/fr/bureaux-parlementaires/demandes/{sent.pk}/consentement/",
    ):
        assert browser.get(path).status_code == 200, path


def test_what_is_written_on_an_answered_enquiry_is_promised_a_word_again(
    browser: Client, staff: User, agent: User
) -> None:
    now = clock.now()
    sent = offices.enquiry(staff, now=now)
    answered(sent, agent, now, outcome=OutcomeCode.objects.get(code="answered"))
    update_offices(now=now + dt.timedelta(days=30), limit=10)
    browser.post(f"{HOME}enquiries/{sent.pk}/message/", {"text": "Not yet.", "key": "k"})
    sent.refresh_from_db()
    assert ticket_of(sent).state == State.OPEN
    assert sent.next_update_on is not None
    assert sent.next_update_on > now.date()


def test_a_message_takes_up_to_five_files(browser: Client, staff: User) -> None:
    sent = offices.enquiry(staff)
    path = f"{HOME}enquiries/{sent.pk}/message/"
    six = [pdf(f"{number}.pdf") for number in range(6)]
    refused = browser.post(path, {"text": "All of it.", "key": "k", "upload": six})
    assert "You can add up to 5 files." in refused.content.decode()
    assert ticket_of(sent).messages.count() == 1
    five = [SimpleUploadedFile(f"{number}.pdf", b"%%PDF-1.4 %d" % number) for number in range(5)]
    assert browser.post(path, {"text": "All.", "key": "k", "upload": five}).status_code == 302
    assert ticket_of(sent).attachments.count() == 5


def test_the_receipt_and_the_page_promise_the_same_day_and_it_ends_at_midnight(
    browser: Client, staff: User
) -> None:
    saturday = dt.datetime(2026, 11, 28, 20, 0, tzinfo=dt.UTC)
    travel = {"urgency": "travel", "urgency_date": dt.date(2026, 12, 4)}
    sent = offices.enquiry(staff, now=saturday, routed=False, **travel)
    day = "December\N{NO-BREAK SPACE}1, 2026"
    for page in ("", "sent/"):
        text = text_of(browser, f"{HOME}enquiries/{sent.pk}/{page}")
        assert f"We answer by {day}." in text, page
        assert f"You hear from us by {day}, even" in text, page
    french = text_of(browser, f"/fr/bureaux-parlementaires/demandes/{sent.pk}/")
    assert "d’ici le 1er\N{NO-BREAK SPACE}décembre\N{NO-BREAK SPACE}2026." in french


@pytest.mark.parametrize("urgency", ["", "travel"])
def test_the_receipt_promises_the_day_and_no_hours_that_a_new_standard_changes(
    browser: Client, staff: User, urgency: str
) -> None:
    travel = {"urgency": "travel", "urgency_date": dt.date(2026, 12, 4)} if urgency else {}
    sent = offices.enquiry(staff, routed=False, **travel)
    page = text_of(browser, f"{HOME}enquiries/{sent.pk}/sent/")
    assert "We answer by" in page
    assert not re.search(r"48 hours|working days", page)


def test_an_answer_with_more_to_come_is_an_answer(
    browser: Client, staff: User, agent: User
) -> None:
    now = clock.now()
    sent = offices.enquiry(staff, now=now - dt.timedelta(hours=2))
    answered(sent, agent, now - dt.timedelta(hours=1))
    path = f"{HOME}enquiries/{sent.pk}/"
    response = browser.get(path)
    tracker = [(step["label"], step["state"]) for step in response.context["steps"]]
    assert tracker == [("Received", "done"), ("With the centre", "done"), ("Answered", "current")]
    page = response.content.decode()
    assert "<span>Answered, more to come</span>" in page
    assert "We answer by" not in page
    assert "You hear from us by" in page
    assert "Answered, more to come" in text_of(browser, f"{HOME}?list=with_centre")
    browser.post(f"{path}message/", {"text": "And the fee?", "key": "k"})
    page = text_of(browser, path)
    assert "Answered, more to come" not in page
    assert "We answer by" in page


def test_the_check_lists_only_what_is_asked_of_them(browser: Client) -> None:
    draft = begun(browser)
    browser.post(draft, TYPED)
    page = text_of(browser, f"{draft}check-answers/")
    assert "11-2233-4455" in page
    assert "A link that we send to the person" in page
    assert "Full name of that other person" not in page
    assert "Second consent" not in page
    another = {**TYPED, "own_file": "no", "client_name": "Chidi Abara", "second_by": "link"}
    browser.post(draft, {**another, "second_email": "chidi@example.org"})
    page = text_of(browser, f"{draft}check-answers/")
    assert "Chidi Abara" in page
    assert "Second consent" in page


def test_saving_says_how_far_each_section_is(browser: Client) -> None:
    save = f"{begun(browser)}save/"
    words = browser.post(save, {"constituent_name": "Ngozi"}).json()["words"]
    assert (words["constituent"], words["file"]) == ("Something is missing", "Not started")
    words = browser.post(save, TYPED).json()["words"]
    assert (words["file"], words["second"]) == ("Completed", "Not needed")
    words = browser.post(save, {**TYPED, "own_file": "no"}).json()["words"]
    assert (words["file"], words["second"]) == ("Something is missing", "Not started")


def test_the_tracker_knows_a_processing_office_that_has_answered(
    staff: User, agent: User, now: dt.datetime
) -> None:
    ticket = ticket_of(offices.enquiry(staff))

    def tracker() -> list[tuple[str, str]]:
        return [(step["label"], step["state"]) for step in steps(Ticket.objects.get(pk=ticket.pk))]

    received, centre = ("Received", "done"), ("With the centre", "current")
    assert tracker() == [received, centre, ("Answered", "todo")]
    office = ProcessingOffice.objects.order_by("code")[0]
    referral = refer(
        ticket_id=ticket.pk, office=office, reason="other", question="When?", by=agent, now=now
    )
    asked = ("With a processing office", "current")
    assert tracker() == [received, ("With the centre", "done"), asked, ("Answered", "todo")]
    facts = Answer("Review", "Nothing", "Reviewed", now.date(), MayTell.YES, "")
    answer(referral_id=referral.pk, facts=facts, by=factories.officer(office), now=now)
    assert tracker() == [received, (asked[0], "done"), centre, ("Answered", "todo")]
    resolve(
        ticket_id=ticket.pk, outcome=OutcomeCode.objects.get(code="answered"), by=agent, now=now
    )
    assert {state for _label, state in tracker()} == {"done"}
