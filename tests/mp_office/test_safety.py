"""Somebody's safety: no proof and no consent first, and the office is called back in two hours."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from mp_office.actions.call_back import call_back, warn_of_late_calls
from mp_office.models import OfficeEnquiry
from tests import factories
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tests.mp_office.test_consent import say
from tests.mp_office.test_portal import HOME, TYPED, begun
from tickets.enums import EventKind, NoticeKind, Priority
from tickets.exceptions import IllegalTransition, MayNotBeTold
from tickets.models import Notice

SignIn = Callable[[User], Client]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def supervisor(centre: None) -> User:
    return factories.user("supervisor")


def in_danger(staff: User, **changes: object) -> OfficeEnquiry:
    facts = {"urgency": "safety", "callback_phone": "+16135550134", "first": None, **changes}
    return offices.enquiry(staff, **facts)


def test_the_form_asks_for_a_number_and_for_neither_proof_nor_consent(
    staff: User, signed_in: SignIn
) -> None:
    browser = signed_in(staff)
    draft = begun(browser)
    typed = {**TYPED, "urgency": "safety", "then": "check"}
    for name in ("scope", "consent_by", "constituent_email"):
        typed.pop(name)
    page = browser.post(draft, typed).content.decode()
    assert "Enter the number at which we call you back" in page
    for asked in ("Add the proof", "Enter the date of the urgent", "Select how the person"):
        assert asked not in page
    wrong = browser.post(draft, {**typed, "callback_phone": "12"}).content.decode()
    assert "Enter a phone number" in wrong
    checked = browser.post(draft, {**typed, "callback_phone": "613 555 0134"})
    receipt = browser.post(checked.headers["Location"], follow=True).content.decode()
    assert "We call your office at +16135550134 by" in receipt
    sent = OfficeEnquiry.objects.sent().get()
    assert (sent.consent, sent.requests.count()) == (None, 0)
    assert "We call your office at" in browser.get(f"{HOME}enquiries/{sent.pk}/").content.decode()


def test_the_call_is_promised_within_two_hours_of_a_working_day(staff: User) -> None:
    tuesday = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
    assert in_danger(staff, now=tuesday).callback_by == tuesday + 2 * HOUR
    saturday = dt.datetime(2026, 11, 28, 15, 0, tzinfo=dt.UTC)
    monday_at_two = dt.datetime(2026, 11, 30, 7, 0, tzinfo=dt.UTC)
    assert in_danger(staff, now=saturday).callback_by == monday_at_two


def test_it_is_urgent_in_the_offices_queue_and_the_supervisors_are_told(
    staff: User, supervisor: User
) -> None:
    ticket = ticket_of(in_danger(staff))
    assert (ticket.priority, ticket.queue.code) == (Priority.URGENT, "members")
    notice = Notice.objects.get(ticket=ticket, kind=NoticeKind.CALL_PROMISED)
    assert notice.user == supervisor


def test_to_a_processing_office_it_goes_as_urgent_unless_the_agent_says_otherwise(
    staff: User, agent: User, signed_in: SignIn
) -> None:
    ticket = ticket_of(in_danger(staff))
    page = signed_in(agent).get(f"/en/desk/tickets/{ticket.number}/refer/").content.decode()
    assert re.search(r'name="reason" value="urgent"[^>]* checked', page)
    assert '<option value="safety" selected>' in page


def test_until_the_consent_the_office_is_told_general_information_only(
    staff: User, agent: User, now: dt.datetime
) -> None:
    sent = in_danger(staff)
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now)
    assert say(sent, agent, now, general=True)


def test_the_agent_sees_the_number_and_records_the_call(
    staff: User, agent: User, signed_in: SignIn
) -> None:
    sent = in_danger(staff, now=clock.now())
    desk = signed_in(agent)
    place = f"/en/desk/tickets/{ticket_of(sent).number}/members-office/"
    for part in (place, f"{place}check/"):
        page = desk.get(part).content.decode()
        assert "Safety of a person: call the office back" in page
        assert "+16135550134" in page
        assert "General information only" in page
    for _ in range(2):
        desk.post(f"{place}called-back/")
    sent.refresh_from_db()
    assert sent.called_by == agent
    assert ticket_of(sent).events.filter(kind=EventKind.OFFICE_CALLED).count() == 1
    assert "The office was called back" in desk.get(place).content.decode()


def test_a_call_that_was_not_made_is_told_once(
    staff: User, supervisor: User, now: dt.datetime
) -> None:
    sent = in_danger(staff)
    assert sent.callback_by is not None
    assert warn_of_late_calls(now=sent.callback_by, limit=10) == 0
    for expected in (1, 0):
        assert warn_of_late_calls(now=sent.callback_by + HOUR, limit=10) == expected
    assert Notice.objects.filter(kind=NoticeKind.CALL_LATE, user=supervisor).count() == 1


def test_nothing_is_told_of_a_call_that_was_made_or_never_promised(
    staff: User, agent: User, supervisor: User, now: dt.datetime
) -> None:
    sent, other = in_danger(staff), offices.enquiry(staff)
    call_back(enquiry_id=sent.pk, by=agent, now=now)
    assert warn_of_late_calls(now=now + 5 * HOUR, limit=10) == 0
    with pytest.raises(IllegalTransition):
        call_back(enquiry_id=other.pk, by=agent, now=now)


@pytest.mark.parametrize(
    "words",
    [
        "She was to be evacuated, and her mother has died.",
        "A journalist asks about it. Please see the attached document.",
        "He claims asylum; his password does not work. This is a complaint.",
    ],
)
@pytest.mark.parametrize("urgency", ["", "travel", "safety"])
def test_words_send_no_offices_enquiry_elsewhere(words: str, urgency: str, staff: User) -> None:
    facts = {"urgency": urgency, "urgency_date": dt.date(2026, 12, 4) if urgency else None}
    ticket = ticket_of(in_danger(staff, question=words, **facts))
    assert ticket.queue.code == "members"
    assert ticket.sensitivity == "ordinary"


def test_but_what_is_a_breach_of_privacy_is_one_from_an_office_too(staff: User) -> None:
    text = "She was sent someone else’s passport: a privacy breach."
    for ticket in (
        ticket_of(offices.enquiry(staff, question=text)),
        ticket_of(offices.enquiry(staff, topic="privacy")),
    ):
        assert (ticket.queue.code, ticket.sensitivity) == ("privacy", "privacy_breach")
