"""The report of a special operation counts every call on its line, also those without a ticket."""

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from channels.enums import CallOutcome
from channels.models import VoiceLine
from tests import factories
from tests.insights.calls import call
from tickets.models import SpecialOperation
from tickets.queries.operations import report_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("centre")]
SignIn = Callable[[User], Client]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def line() -> VoiceLine:
    return VoiceLine.objects.order_by("number")[0]


@pytest.fixture
def operation(supervisor: User, line: VoiceLine, now: dt.datetime) -> SpecialOperation:
    """One with a line: a call of every outcome came to it, those queued as tickets, and a form."""
    made = factories.operation(by=supervisor, now=now, phone_number=line.number)
    factories.ticket(now=now + HOUR, operation=made.pk)
    call(line, CallOutcome.CONTAINED, now=now - HOUR)
    call(VoiceLine.objects.order_by("number")[1], CallOutcome.BLOCKED, now=now + HOUR)
    for outcome in CallOutcome:
        answered = outcome == CallOutcome.ANSWERED
        ticket = (
            factories.ticket(channel="phone", now=now + HOUR, operation=made.pk)
            if answered
            else None
        )
        call(line, outcome, now=now + HOUR, ticket=ticket)
    return made


def test_blocked_and_contained_calls_are_contacts_and_the_two_sums_hold(
    operation: SpecialOperation, now: dt.datetime
) -> None:
    found = report_of(operation)
    assert found.contacts == 1 + 12
    assert dict(zip(found.channels, found.by_channel, strict=True)) == {"phone": 12, "web": 1}
    assert found.days == [(now.date(), [12, 1])]
    assert (found.calls.offered, found.calls.queued) == (12, 7)
    assert found.calls.adds_up
    assert found.tickets == 2


def test_calls_after_its_end_are_another_operations(
    operation: SpecialOperation, line: VoiceLine, now: dt.datetime
) -> None:
    SpecialOperation.objects.filter(pk=operation.pk).update(closed_at=now + 2 * HOUR)
    operation.refresh_from_db()
    call(line, CallOutcome.BLOCKED, now=now + 3 * HOUR)
    assert report_of(operation).calls.offered == 12


def test_the_page_and_the_file_show_both_sums(
    operation: SpecialOperation, supervisor: User, signed_in: SignIn
) -> None:
    browser = signed_in(supervisor)
    address = f"/en/supervision/special-operations/{operation.pk}/report"
    page = browser.get(f"{address}/").content.decode()
    assert "Turned away: too many waiting" in page
    assert "do not add up" not in page
    lines = list(csv.reader(io.StringIO(browser.get(f"{address}.csv").content.decode()[1:])))
    assert ["Calls offered", "12"] in lines
    assert ["Calls queued", "7"] in lines
    assert ["Served by the menu", "1"] in lines


def test_it_takes_six_statements_however_much_came(operation: SpecialOperation) -> None:
    with CaptureQueriesContext(connection) as made:
        report_of(operation)
    assert len(made) == 6
