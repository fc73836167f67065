"""Where the applications stand, as the office reads it beside its enquiry."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from mp_office.actions.end_consent import end_consent
from mp_office.models import OfficeEnquiry
from people.enums import ConsentEnd, ConsentScope
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tests.people.statuses import known
from tickets.actions.assign import take

SignIn = Callable[[User], Client]
(NAMED,) = offices.FACTS.applications
OTHER = "W987654321"
TITLE, STAGE = "Application status", "Background check under way"


@pytest.fixture
def browser(staff: User, signed_in: SignIn) -> Client:
    return signed_in(staff)


def on_record(number: str = NAMED, *, as_of: dt.datetime | None = None) -> None:
    """An application on the file of whom the offices ask about."""
    known(
        as_of=as_of or clock.now(),
        application_number=number,
        uci=offices.FACTS.uci,
        date_of_birth=offices.FACTS.date_of_birth,
    )


def taken(staff: User, agent: User, **changes: Any) -> OfficeEnquiry:
    """An enquiry that somebody at the centre has."""
    sent = offices.enquiry(staff, **changes)
    take(ticket_id=ticket_of(sent).pk, by=agent, now=clock.now())
    return sent


def read(browser: Client, sent: OfficeEnquiry) -> str:
    answer = browser.get(f"/en/members-offices/enquiries/{sent.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_with_a_consent_the_office_reads_where_the_application_stands(
    browser: Client, staff: User, agent: User
) -> None:
    on_record()
    page = read(browser, taken(staff, agent))
    for words in (TITLE, STAGE, "A document, from the client", "Document requested", "Case system"):
        assert words in page


def test_once_the_consent_has_ended_no_status_is_shown(
    browser: Client, staff: User, agent: User
) -> None:
    on_record()
    sent = taken(staff, agent)
    assert STAGE in read(browser, sent)
    end_consent(enquiry_id=sent.pk, end=ConsentEnd.WITHDRAWN, by=agent, now=clock.now())
    page = read(browser, sent)
    assert TITLE not in page
    assert STAGE not in page


def test_an_application_that_the_consent_does_not_cover_is_not_shown(
    browser: Client, staff: User, agent: User
) -> None:
    on_record()
    on_record(OTHER)
    assert OTHER in read(browser, taken(staff, agent, scope=ConsentScope.FILE))
    page = read(browser, taken(staff, agent, scope=ConsentScope.APPLICATIONS))
    assert page.count(STAGE) == 1
    assert OTHER not in page


def test_while_nobody_has_the_ticket_no_status_is_shown(browser: Client, staff: User) -> None:
    on_record()
    page = read(browser, offices.enquiry(staff))
    assert "Consent given" in page
    assert TITLE not in page
    assert STAGE not in page


def test_an_old_status_is_said_to_be_not_available_now(
    browser: Client, staff: User, agent: User
) -> None:
    too_old = settings.STATUS_STALE_AFTER + dt.timedelta(minutes=1)
    on_record(as_of=clock.now() - too_old)
    page = read(browser, taken(staff, agent))
    assert "Its status is not available now." in page
    for words in (STAGE, "Document requested", "Case system"):
        assert words not in page
