"""Deeds of the desk: each asks for what it needs, calls one verb, and says what came of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import PresenceState
from accounts.models import Presence, User
from tests import factories
from tickets.actions.assign import take
from tickets.actions.reply import reply
from tickets.enums import Priority, Sensitivity, State
from tickets.models import (
    Event,
    Note,
    OutcomeCode,
    ProcessingOffice,
    ProgrammeIssue,
    Queue,
    Referral,
    Ticket,
)

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


@pytest.fixture
def boss(supervisor: User, signed_in: SignIn) -> Client:
    return signed_in(supervisor)


@pytest.fixture
def ticket(agent: User) -> Ticket:
    return factories.ticket()


def of(ticket: Ticket, rest: str = "") -> str:
    return f"/en/desk/tickets/{ticket.number}/{rest}"


def do(client: Client, ticket: Ticket, deed: str, **facts: Any) -> Any:
    response = client.post(of(ticket, f"{deed}/"), facts)
    ticket.refresh_from_db()
    return response


def kinds(ticket: Ticket) -> list[str]:
    return list(Event.objects.filter(ticket=ticket).values_list("kind", flat=True))


def test_take_and_release(desk: Client, agent: User, ticket: Ticket) -> None:
    do(desk, ticket, "take")
    assert ticket.assignee == agent
    do(desk, ticket, "release")
    assert ticket.assignee is None


def test_a_ticket_that_a_colleague_took_is_not_taken_again(
    desk: Client, ticket: Ticket, now: dt.datetime
) -> None:
    take(ticket_id=ticket.pk, by=factories.user("agent"), now=now)
    response = do(desk, ticket, "take")
    assert response.status_code == 422
    assert "A colleague took this ticket." in response.content.decode()


def test_transfer_keeps_the_reason_as_a_note(desk: Client, ticket: Ticket) -> None:
    queue = Queue.objects.exclude(pk=ticket.queue_id)[0]
    refused = do(desk, ticket, "transfer", queue=queue.pk, reason="")
    assert refused.status_code == 422
    assert "Write the reason" in refused.content.decode()
    do(desk, ticket, "transfer", queue=queue.pk, reason="About a document")
    assert ticket.queue == queue
    assert Note.objects.get().body == "About a document"


def test_only_a_supervisor_takes_over_or_gives(
    desk: Client, boss: Client, agent: User, supervisor: User, ticket: Ticket
) -> None:
    do(desk, ticket, "take")
    assert do(desk, ticket, "take-over", reason="x").status_code == 403
    assert do(desk, ticket, "give", to=agent.pk).status_code == 403
    do(boss, ticket, "take-over", reason="They are ill")
    assert ticket.assignee == supervisor
    do(boss, ticket, "give", to=agent.pk)
    assert ticket.assignee == agent


def test_escalate_asks_for_the_question_and_then_waits(desk: Client, ticket: Ticket) -> None:
    office = ProcessingOffice.objects.filter(active=True)[0]
    facts = {"office": office.pk, "reason": "urgent", "urgency": "travel"}
    refused = do(desk, ticket, "refer", **facts)
    assert refused.status_code == 422
    assert "Write the question to the office" in refused.content.decode()
    do(desk, ticket, "refer", **facts, question="Can it be issued by Friday?", client_told="on")
    assert (ticket.state, ticket.priority) == (State.WAITING_OFFICE, Priority.URGENT)
    referral = Referral.objects.get()
    assert referral.client_told
    do(desk, ticket, "withdraw-referral", referral=referral.pk, reason="Solved")
    assert ticket.state == State.OPEN


def test_a_privacy_breach_is_sealed_at_once(
    desk: Client, ticket: Ticket, signed_in: SignIn
) -> None:
    office = ProcessingOffice.objects.filter(active=True)[0]
    do(desk, ticket, "refer", office=office.pk, reason="privacy_breach", question="Whose file?")
    assert ticket.sensitivity == Sensitivity.PRIVACY_BREACH
    outsider = signed_in(factories.user("agent"))
    assert desk.get(of(ticket)).status_code == 200
    assert outsider.get(of(ticket)).status_code == 404


def test_only_an_escalation_as_high_profile_makes_the_ticket_so(
    desk: Client, ticket: Ticket
) -> None:
    office = ProcessingOffice.objects.filter(active=True)[0]
    other = factories.ticket()
    do(desk, other, "refer", office=office.pk, reason="urgent", question="By Friday?")
    assert not other.high_profile
    do(desk, ticket, "refer", office=office.pk, reason="high_profile", question="In the news")
    assert ticket.high_profile
    assert ticket.state == State.WAITING_OFFICE


def test_wait_and_stop_waiting(desk: Client, agent: User, ticket: Ticket, now: dt.datetime) -> None:
    assert do(desk, ticket, "wait").status_code == 422
    reply(ticket_id=ticket.pk, text="Which?", thread_version=0, by=agent, now=now)
    do(desk, ticket, "wait")
    assert ticket.state == State.WAITING_CLIENT
    do(desk, ticket, "stop-waiting")
    assert ticket.state == State.OPEN


def test_urgency_is_not_assessed_before_somebody_says_so(desk: Client, ticket: Ticket) -> None:
    address = f"/en/desk/tickets/{ticket.number}/urgency/"
    assert "checked" not in desk.get(address).content.decode()
    assert "Select what makes it urgent" in desk.post(address).content.decode()
    do(desk, ticket, "urgency", urgency="none")
    ticket.refresh_from_db()
    assert ticket.urgency_assessed == ""
    assert ticket.events.filter(kind="urgency_assessed").exists()
    assert desk.get(address).content.decode().count("checked") == 1


def test_priority_urgency_and_facts(desk: Client, ticket: Ticket) -> None:
    do(desk, ticket, "priority", priority="2")
    do(desk, ticket, "urgency", urgency="expiry")
    do(desk, ticket, "facts", enquiry_type=ticket.enquiry_type_id, uci="11-2233-4455",
       application_numbers="w 123 456 789", tags="Family, family")  # fmt: skip
    assert ticket.priority == Priority.HIGH
    assert ticket.urgency_assessed == "expiry"
    assert ticket.uci == "1122334455"
    assert ticket.application_numbers == ["W123456789"]
    assert ticket.tags == ["family"]


def test_a_wrong_client_number_is_said_beside_the_field(desk: Client, ticket: Ticket) -> None:
    response = do(desk, ticket, "facts", enquiry_type=ticket.enquiry_type_id, uci="12-34-5")
    assert response.status_code == 422
    assert "UCI must be 8 or 10 digits" in response.content.decode()


def test_resolve_needs_an_outcome_and_discard_one_of_its_own(desk: Client, ticket: Ticket) -> None:
    assert do(desk, ticket, "resolve").status_code == 422
    spam = OutcomeCode.objects.filter(discards=True)[0]
    assert do(desk, ticket, "resolve", outcome=spam.pk).status_code == 422
    do(desk, ticket, "resolve", outcome=OutcomeCode.objects.get(code="answered").pk)
    assert ticket.state == State.RESOLVED
    do(desk, ticket, "close-without-answer", outcome=spam.pk)
    assert ticket.state == State.CLOSED


def test_resolve_keeps_the_programme_issue_that_is_counted(desk: Client, ticket: Ticket) -> None:
    issue = ProgrammeIssue.objects.filter(active=True)[1]
    outcome = OutcomeCode.objects.get(code="answered")
    do(desk, ticket, "resolve", outcome=outcome.pk, programme_issue=issue.pk)
    assert (ticket.outcome, ticket.programme_issue) == (outcome, issue)


def test_restrict_names_its_people_and_only_a_supervisor_names_more_or_opens_it_again(
    desk: Client, boss: Client, ticket: Ticket
) -> None:
    do(desk, ticket, "sensitivity", sensitivity="restricted", reason="A minister’s cousin")
    assert ticket.sensitivity == Sensitivity.RESTRICTED
    assert do(desk, ticket, "sensitivity", sensitivity="ordinary", reason="x").status_code == 422
    other = factories.user("agent")
    assert do(desk, ticket, "access", person=other.pk).status_code == 403
    do(boss, ticket, "access", person=other.pk)
    assert ticket.need_to_know.filter(user=other).exists()
    do(boss, ticket, "sensitivity", sensitivity="ordinary", reason="A namesake")
    assert ticket.sensitivity == Sensitivity.ORDINARY


def test_next_gives_the_most_pressing_and_makes_whoever_asks_ready(
    desk: Client, agent: User, ticket: Ticket
) -> None:
    response = desk.post("/en/desk/next/")
    assert response["Location"] == of(ticket)
    assert Presence.objects.get(user=agent).state == PresenceState.READY


def test_next_gives_nothing_to_somebody_at_a_meal(desk: Client, ticket: Ticket) -> None:
    desk.post("/en/desk/presence/", {"state": "meal"})
    response = desk.post("/en/desk/next/", follow=True)
    assert "Set yourself to Ready" in response.content.decode()
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_next_says_when_something_falls_due(desk: Client, agent: User, ticket: Ticket) -> None:
    take(ticket_id=ticket.pk, by=agent, now=factories.NOW)
    text = desk.post("/en/desk/next/", {"queue": ticket.queue.code}, follow=True).content.decode()
    assert "No enquiries due in this queue. Next due: " in text
