"""Escalation: a question to an office, its answer, and who is told meanwhile."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from tests import factories
from tickets.actions.assign import take
from tickets.actions.escalate import escalate
from tickets.actions.refer import refer
from tickets.actions.referrals import Answer, acknowledge, answer, ask_centre, clarify, withdraw
from tickets.enums import EventKind, MayTell, Priority, ReferralState, Sensitivity, State
from tickets.exceptions import IllegalTransition, Incomplete
from tickets.models import Notice, ProcessingOffice, Referral, Ticket

FACTS = Answer(
    stage="Medical received",
    outstanding="Security check, with a partner",
    last_activity="Passport requested",
    next_update_on=dt.date(2026, 11, 27),
    may_tell=MayTell.YES,
)


@pytest.fixture
def ticket(agent: User, now: dt.datetime) -> Ticket:
    ticket = factories.ticket()
    return take(ticket_id=ticket.pk, by=agent, now=now)


@pytest.fixture
def office(officer: User) -> ProcessingOffice:
    return officer.offices.get()


@pytest.fixture
def referral(ticket: Ticket, office: ProcessingOffice, agent: User, now: dt.datetime) -> Referral:
    return refer(
        ticket_id=ticket.pk,
        office=office,
        reason="urgent",
        question="Can it be issued before Friday?",
        by=agent,
        now=now,
    )


def test_the_ticket_waits_and_the_office_is_told(
    ticket: Ticket, referral: Referral, officer: User, office: ProcessingOffice
) -> None:
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING_OFFICE
    assert Notice.objects.filter(user=officer, referral=referral).exists()
    assert Notice.objects.get(to_email=office.duty_email).delivery == "queued"


def test_a_referral_needs_a_question(
    ticket: Ticket, office: ProcessingOffice, agent: User, now: dt.datetime
) -> None:
    with pytest.raises(Incomplete):
        refer(ticket_id=ticket.pk, office=office, reason="urgent", question=" ", by=agent, now=now)


def test_acknowledging_twice_is_once(
    referral: Referral, officer: User, agent: User, now: dt.datetime
) -> None:
    acknowledge(referral_id=referral.pk, by=officer, now=now)
    acknowledge(referral_id=referral.pk, by=officer, now=now)
    events = referral.ticket.events.filter(kind=EventKind.REFERRAL_ACKNOWLEDGED)
    assert events.count() == 1
    assert Notice.objects.filter(user=agent, kind="referral_moved").count() == 1


def test_the_office_asks_back_and_the_centre_answers(
    referral: Referral, officer: User, agent: User, now: dt.datetime
) -> None:
    ask_centre(referral_id=referral.pk, question="Which passport?", by=officer, now=now)
    referral.refresh_from_db()
    assert referral.state == ReferralState.ASKED
    clarify(referral_id=referral.pk, text="The new one.", by=agent, now=now)
    referral.refresh_from_db()
    assert referral.state == ReferralState.ACKNOWLEDGED
    assert [message.from_office for message in referral.messages.all()] == [True, False]


def test_the_answer_has_four_facts_and_ends_the_waiting(
    ticket: Ticket, referral: Referral, officer: User, now: dt.datetime
) -> None:
    answer(referral_id=referral.pk, facts=FACTS, by=officer, now=now)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN
    with pytest.raises(IllegalTransition):
        answer(referral_id=referral.pk, facts=FACTS, by=officer, now=now)


@pytest.mark.parametrize("missing", ["stage", "outstanding", "last_activity"])
def test_an_answer_without_one_of_them_is_refused(
    referral: Referral, officer: User, now: dt.datetime, missing: str
) -> None:
    facts = Answer(**{**FACTS.__dict__, missing: " "})
    with pytest.raises(Incomplete):
        answer(referral_id=referral.pk, facts=facts, by=officer, now=now)


def test_what_the_client_may_not_be_told_needs_a_reason(
    referral: Referral, officer: User, now: dt.datetime
) -> None:
    facts = Answer(**{**FACTS.__dict__, "may_tell": MayTell.NO})
    with pytest.raises(Incomplete):
        answer(referral_id=referral.pk, facts=facts, by=officer, now=now)


def test_postgresql_refuses_an_answer_without_facts(referral: Referral, now: dt.datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(state="answered", ended_at=now)


def test_the_ticket_waits_for_the_last_of_its_referrals(
    ticket: Ticket, referral: Referral, officer: User, agent: User, now: dt.datetime
) -> None:
    second = refer(
        ticket_id=ticket.pk,
        office=referral.office,
        reason="other",
        question="And the fee?",
        by=agent,
        now=now,
    )
    answer(referral_id=referral.pk, facts=FACTS, by=officer, now=now)
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING_OFFICE
    withdraw(referral_id=second.pk, reason="Found it", by=agent, now=now)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN


def test_an_urgent_escalation_raises_the_priority(
    ticket: Ticket, office: ProcessingOffice, agent: User, now: dt.datetime
) -> None:
    escalate(
        ticket_id=ticket.pk,
        office=office,
        reason="urgent",
        question="Tonight?",
        urgency="expiry",
        by=agent,
        now=now,
    )
    ticket.refresh_from_db()
    assert ticket.priority == Priority.URGENT
    assert ticket.urgency_assessed == "expiry"


def test_a_privacy_breach_seals_the_ticket_at_once(
    ticket: Ticket, office: ProcessingOffice, agent: User, now: dt.datetime
) -> None:
    escalate(
        ticket_id=ticket.pk,
        office=office,
        reason="privacy_breach",
        question="A letter went to a neighbour.",
        by=agent,
        now=now,
    )
    ticket.refresh_from_db()
    assert ticket.sensitivity == Sensitivity.PRIVACY_BREACH
    assert Ticket.objects.visible_to(agent).filter(pk=ticket.pk).exists()
    assert not Ticket.objects.visible_to(factories.user("agent")).filter(pk=ticket.pk).exists()


def test_an_officer_sees_the_referrals_of_their_office_only(
    referral: Referral, officer: User
) -> None:
    other = ProcessingOffice.objects.exclude(pk=referral.office_id).first()
    stranger = factories.officer(other)
    assert list(Referral.objects.visible_to(officer)) == [referral]
    assert not Referral.objects.visible_to(stranger).exists()
    assert not Ticket.objects.visible_to(officer).exists()
