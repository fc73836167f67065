"""What a figure opens to is what it counted, whatever was corrected since (DESIGN §1.14)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from accounts.models import User
from channels.enums import CallOutcome
from channels.models import VoiceLine
from insights.actions.roll_up import roll_up_day
from insights.models import DailyFigure, RolledDay
from tests import factories
from tests.insights import calls
from tickets.actions.assess import correct_facts
from tickets.actions.assign import take, transfer
from tickets.actions.reply import reply
from tickets.actions.resolve import reopen_not_solved, resolve
from tickets.actions.route import route_ticket
from tickets.models import EnquiryType, OutcomeCode, Queue, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("centre")]
SignIn = Callable[[User], Client]
ROWS = "/en/supervision/history/rows/"
TODAY = dt.date(2026, 11, 24)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def browser(supervisor: User, signed_in: SignIn) -> Client:
    return signed_in(supervisor)


def kind(code: str) -> EnquiryType:
    return EnquiryType.objects.get(code=code)


def retype(ticket: Ticket, code: str, by: User, now: dt.datetime) -> None:
    correct_facts(ticket_id=ticket.pk, enquiry_type=kind(code), by=by, now=now)


def move(ticket: Ticket, queue: Queue, by: User, now: dt.datetime) -> None:
    transfer(ticket_id=ticket.pk, queue=queue, reason="x", by=by, now=now)


def other_queue(ticket: Ticket) -> Queue:
    return Queue.objects.receiving().exclude(pk=ticket.queue_id)[0]


def counted(measure: str, **part: Any) -> int:
    figures = DailyFigure.objects.filter(measure=measure, date=TODAY, **part)
    return figures.aggregate(n=Sum("value"))["n"] or 0


def listed(browser: Client, figure: str, split: str, part: object) -> int:
    day = TODAY.isoformat()
    answer = browser.get(f"{ROWS}?figure={figure}&first={day}&last={day}&split={split}&part={part}")
    assert answer.status_code == 200
    return len(answer.context["rows"])


def test_a_type_corrected_after_the_day_was_counted_changes_neither_figure_nor_rows(
    browser: Client, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket(enquiry_type="status", now=now)
    roll_up_day(day=TODAY, now=now + DAY)
    retype(ticket, "complaint", agent, now + 2 * DAY)
    retype(ticket, "other", agent, now + 3 * DAY)
    for again in (False, True):
        roll_up_day(day=TODAY, now=now + 4 * DAY, again=again)
        for code, number in (("status", 1), ("complaint", 0), ("other", 0)):
            part = kind(code)
            assert counted("contacts", enquiry_type=part) == number
            assert listed(browser, "contacts", "type", part.pk) == number


def test_a_type_set_on_the_same_afternoon_counts_for_both(
    browser: Client, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket(enquiry_type="status", now=now)
    retype(ticket, "complaint", agent, now + HOUR)
    roll_up_day(day=TODAY, now=now + DAY)
    assert counted("contacts", enquiry_type=kind("complaint")) == 1
    assert listed(browser, "contacts", "type", kind("complaint").pk) == 1


def test_an_enquiry_that_had_no_type_yet_stays_not_recorded_for_both(
    browser: Client, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket(now=now)
    Ticket.objects.filter(pk=ticket.pk).update(enquiry_type=None)
    roll_up_day(day=TODAY, now=now + DAY)
    retype(ticket, "status", agent, now + 2 * DAY)
    assert counted("contacts", enquiry_type=None) == 1
    assert listed(browser, "contacts", "type", "none") == 1
    assert listed(browser, "contacts", "type", kind("status").pk) == 0


def test_a_queue_left_after_the_day_was_counted_keeps_its_rows(
    browser: Client, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket(now=now)
    first, then = ticket.queue, other_queue(ticket)
    roll_up_day(day=TODAY, now=now + DAY)
    move(ticket, then, agent, now + 2 * DAY)
    roll_up_day(day=TODAY, now=now + 3 * DAY, again=True)
    for queue, number in ((first, 1), (then, 0)):
        assert counted("contacts", queue=queue) == number
        assert listed(browser, "contacts", "queue", queue.pk) == number


def test_answers_and_what_clients_say_keep_their_type_and_queue_too(
    browser: Client, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket(enquiry_type="status", now=now)
    first = ticket.queue
    take(ticket_id=ticket.pk, by=agent, now=now)
    reply(ticket_id=ticket.pk, text="Yes.", thread_version=0, by=agent, now=now + HOUR)
    outcome = OutcomeCode.objects.filter(discards=False)[0]
    resolve(ticket_id=ticket.pk, outcome=outcome, by=agent, now=now + HOUR)
    reopen_not_solved(ticket_id=ticket.pk, now=now + 2 * HOUR)
    roll_up_day(day=TODAY, now=now + DAY)
    retype(ticket, "complaint", agent, now + 2 * DAY)
    move(ticket, other_queue(ticket), agent, now + 2 * DAY)
    for figure, base in (("first_answer_in_time", "first_answers"), ("solved", "said")):
        assert counted(base, enquiry_type=kind("status"), queue=first) == 1
        assert listed(browser, figure, "type", kind("status").pk) == 1
        assert listed(browser, figure, "queue", first.pk) == 1
        assert listed(browser, figure, "type", kind("complaint").pk) == 0


def test_the_row_shows_the_type_that_it_was_counted_with(
    browser: Client, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket(enquiry_type="status", now=now)
    retype(ticket, "complaint", agent, now + 2 * DAY)
    day = TODAY.isoformat()
    page = browser.get(f"{ROWS}?figure=contacts&first={day}&last={day}").content.decode()
    assert kind("status").name in page
    assert kind("complaint").name not in page


def test_a_day_of_which_something_is_not_routed_yet_is_not_closed(now: dt.datetime) -> None:
    ticket = factories.ticket(now=now, routed=False)
    roll_up_day(day=TODAY, now=now + DAY)
    assert not RolledDay.objects.get(date=TODAY).closed
    route_ticket(ticket_id=ticket.pk, now=now + DAY)
    roll_up_day(day=TODAY, now=now + DAY)
    assert RolledDay.objects.get(date=TODAY).closed


def test_contacts_by_phone_open_to_calls_and_to_those_logged_by_hand(
    browser: Client, agent: User, now: dt.datetime
) -> None:
    line = VoiceLine.objects.order_by("number")[0]
    calls.call(line, CallOutcome.ANSWERED, now=now)
    ticket = calls.by_hand(agent, now=now)
    roll_up_day(day=TODAY, now=now + DAY)
    assert counted("contacts", channel="phone") == 2
    day = TODAY.isoformat()
    address = f"{ROWS}?figure=contacts&first={day}&last={day}&channel=phone"
    found = [browser.get(f"{address}&kind={kind}") for kind in ("calls", "by_hand")]
    assert [len(answer.context["rows"]) for answer in found] == [1, 1]
    assert ticket.number in found[1].content.decode()
    assert len(found[0].context["tabs"]) == 2


def test_the_list_is_named_after_what_it_is_narrowed_to(browser: Client) -> None:
    day = TODAY.isoformat()
    status, queue = kind("status"), Queue.objects.get(is_default=True)
    for split, part, name in (
        ("type", status.pk, status.name),
        ("queue", queue.pk, queue.name),
        ("language", "fr", "French"),
        ("type", "none", "Not recorded"),
    ):
        query = f"figure=contacts&first={day}&last={day}&split={split}&part={part}"
        text = browser.get(f"{ROWS}?{query}").content.decode()
        assert f"<h1>Contacts, {name}</h1>" in text
