"""Where the application stands, on the client's status page: for the client only, and only when
number and date of birth are those of the file."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings

from contactcentre.kit import clock
from people.models import Person
from tests import factories
from tests.channels.visitors import Visitor
from tests.people.statuses import BORN, NUMBER, UCI, known
from tickets.actions.open import Sender
from tickets.actions.restrict import restrict
from tickets.enums import PartyRole, Sensitivity
from tickets.models import Ticket

EMAIL = "minh.tran@example.org"
HEADING = "Where your application stands"


def page_of(ticket: Ticket, language: str = "en") -> str:
    visitor = Visitor()
    assert visitor.sign_in(ticket, EMAIL)["Location"] == visitor.url("status_enquiry")
    return visitor.text("status_enquiry", language)


def asked(**changes: Any) -> Ticket:
    sender = Sender(name="Minh Tran", email=EMAIL)
    facts = {"uci": UCI, "client_date_of_birth": BORN, "sender": sender, "now": clock.now()}
    return factories.ticket(**{**facts, **changes})


@pytest.fixture(autouse=True)
def _centre(centre: None) -> None:
    """With its reference data."""


def test_the_client_reads_where_the_application_stands() -> None:
    known(as_of=clock.now())
    text = page_of(asked())
    assert HEADING in text
    assert "Background check under way" in text
    assert "A document, from you" in text


def test_neither_number_stands_on_the_page_in_full() -> None:
    known(as_of=clock.now())
    text = page_of(asked())
    assert "number ending in 6789" in text
    assert NUMBER not in text
    assert UCI not in text.replace("-", "")


def test_a_stale_status_is_not_available_now() -> None:
    known(as_of=clock.now() - settings.STATUS_STALE_AFTER - dt.timedelta(hours=1))
    text = page_of(asked())
    assert "The status of this application is not available now." in text
    assert "Background check" not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"client_date_of_birth": BORN + dt.timedelta(days=1)},
        {"client_date_of_birth": None},
        {"uci": "99887766"},
    ],
    ids=["another date of birth", "no date of birth", "another number"],
)
def test_what_does_not_agree_shows_nothing_and_does_not_say_so(changes: dict) -> None:
    known(as_of=clock.now())
    assert HEADING not in page_of(asked(**changes))


def test_whoever_writes_for_the_client_is_not_told() -> None:
    known(as_of=clock.now())
    sender = Sender(name="Ana Law", email=EMAIL, role=PartyRole.REPRESENTATIVE)
    ticket = asked(sender=sender, client_name="Minh Tran")
    assert Person.objects.get(pk=ticket.client_id).date_of_birth == BORN
    assert HEADING not in page_of(ticket)


def test_a_sealed_enquiry_shows_nothing_of_the_file(supervisor: Any) -> None:
    known(as_of=clock.now())
    ticket = asked()
    restrict(
        ticket_id=ticket.pk,
        sensitivity=Sensitivity.PRIVACY_BREACH,
        by=supervisor,
        reason="named",
        now=clock.now(),
    )
    assert HEADING not in page_of(ticket)
