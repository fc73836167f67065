"""The desk: who asks and what may be told, the answer, a consent that counts no more."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from mp_office.models import OfficeAnswer
from mp_office.models.offices import centre_day
from tests import factories
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tickets.actions.refer import refer
from tickets.actions.referrals import Answer
from tickets.actions.referrals import answer as answer_referral
from tickets.enums import MayTell, State
from tickets.models import OutcomeCode, ProcessingOffice

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


def place(number: str, more: str = "") -> str:
    return f"/en/desk/tickets/{number}/members-office/{more}"


def test_the_ticket_shows_the_office_and_its_consent(desk: Client, staff: User) -> None:
    sent = offices.enquiry(staff)
    number = ticket_of(sent).number
    assert place(number) in desk.get(f"/en/desk/tickets/{number}/").content.decode()
    page = desk.get(place(number)).content.decode()
    for words in (sent.office.organisation.name, sent.own_reference, "Consent given"):
        assert words in page


def test_a_ticket_of_nobodys_office_has_no_hole(desk: Client) -> None:
    ticket = factories.ticket()
    for more in ("", "check/"):
        answer = desk.get(place(ticket.number, more))
        assert (answer.status_code, answer.content) == (200, b"")
    assert desk.get(place(ticket.number, "answer/")).status_code == 302


def test_above_the_composer_it_says_what_may_be_told(desk: Client, staff: User) -> None:
    covered = ticket_of(offices.enquiry(staff)).number
    waiting = ticket_of(offices.by_link(staff)[0]).number
    assert (
        "may be told what the consent covers" in desk.get(place(covered, "check/")).content.decode()
    )
    page = desk.get(place(waiting, "check/")).content.decode()
    assert "general information only" in page
    assert "Ask the office for the consent" in page


def test_a_reply_without_consent_is_refused_and_can_be_general(desk: Client, staff: User) -> None:
    sent, _token = offices.by_link(staff)
    ticket = ticket_of(sent)
    path = f"/en/desk/tickets/{ticket.number}/reply/"
    data = {"text": "We need the consent.", "thread_version": ticket.thread_version}
    refused = desk.post(path, data)
    assert refused.status_code == 422
    assert 'name="general"' in refused.content.decode()
    assert not ticket.messages.filter(author="agent").exists()
    assert desk.post(path, {**data, "general": "on"}).status_code == 302
    assert ticket.messages.filter(author="agent").exists()


def test_the_program_of_an_agent_is_refused_too(agent: User, staff: User) -> None:
    from accounts.actions.tokens import create_token

    sent, _token = offices.by_link(staff)
    ticket = ticket_of(sent)
    _made, secret = create_token(label="x", by=agent, now=clock.now())
    answer = Client(headers={"authorization": f"Bearer {secret}"}).post(
        f"/api/v1/tickets/{ticket.number}/reply/",
        {"text": "The medical was received.", "thread_version": ticket.thread_version},
        content_type="application/json",
    )
    assert answer.status_code in (409, 422), answer.content
    assert not ticket.messages.filter(author="agent").exists()


def test_an_answer_is_four_facts_and_may_resolve(desk: Client, staff: User) -> None:
    sent = offices.enquiry(staff)
    ticket = ticket_of(sent)
    day = centre_day(clock.now()) + dt.timedelta(days=9)
    desk.post(
        place(ticket.number, "answer/"),
        {
            "done": "The medical was received",
            "next_step": "The decision",
            "by_whom": "The office in Sydney",
            "by_when_day": str(day.day),
            "by_when_month": str(day.month),
            "by_when_year": str(day.year),
            "forward": "Votre examen médical a été reçu.",
            "outcome": OutcomeCode.objects.get(code="answered").pk,
            "thread_version": ticket.thread_version,
        },
    )
    made = OfficeAnswer.objects.get(enquiry=sent)
    assert made.forward_language == "fr"
    assert "By whom: The office in Sydney" in made.message.body
    assert ticket_of(sent).state == State.RESOLVED
    page = desk.get(f"/en/desk/tickets/{ticket.number}/").content.decode()
    assert "In the office’s portal, not by mail" in page
    assert "On the status page only" not in page


OFFICER_SAID = Answer(
    stage="Eligibility being reviewed",
    outstanding="The police certificate, with the client",
    last_activity="Medical received on November 20",
    next_update_on=dt.date(2026, 12, 9),
    may_tell=MayTell.YES,
)


def prefilled(desk: Client, staff: User, agent: User, facts: Answer, **more: Any) -> dict[str, Any]:
    """What the form of the answer begins with once a processing office has answered."""
    now = factories.NOW
    ticket = ticket_of(offices.enquiry(staff, **more))
    office = ProcessingOffice.objects.order_by("code")[0]
    referral = refer(
        ticket_id=ticket.pk, office=office, reason="other", question="When?", by=agent, now=now
    )
    answer_referral(referral_id=referral.pk, facts=facts, by=factories.officer(office), now=now)
    form = desk.get(place(ticket.number, "answer/")).context["form"]
    names = ("done", "next_step", "by_whom", "by_when", "forward")
    return {name: form[name].value() for name in names}


@pytest.mark.parametrize(("language", "stage"), [("en", "Stage: "), ("fr", "Étape\u00a0: ")])
def test_an_answer_begins_with_what_the_officer_said_and_promises_no_day(
    language: str, stage: str, desk: Client, staff: User, agent: User
) -> None:
    begins = prefilled(desk, staff, agent, OFFICER_SAID, office_language=language)
    assert begins == {
        "done": f"{stage}Eligibility being reviewed\nMedical received on November 20",
        "next_step": "The police certificate, with the client",
        "by_whom": ProcessingOffice.objects.order_by("code")[0].name_in(language),
        "by_when": None,
        "forward": None,
    }


@pytest.mark.parametrize(("may", "forward"), [(MayTell.WORDING, "In review."), (MayTell.NO, None)])
def test_of_what_may_not_be_told_as_it_is_an_answer_begins_with_nothing(
    may: MayTell, forward: str | None, desk: Client, staff: User, agent: User
) -> None:
    said = replace(OFFICER_SAID, may_tell=may, wording="In review.")
    begins = prefilled(desk, staff, agent, said)
    assert begins.pop("forward") == forward
    assert set(begins.values()) == {None}


def test_the_form_is_there_to_be_looked_at_and_can_be_rejected(desk: Client, staff: User) -> None:
    sent = offices.enquiry(staff)
    number = ticket_of(sent).number
    form = desk.get(place(number, "consent-form/"))
    assert b"".join(form) == offices.PDF
    desk.post(place(number, "end-consent/"), {"end": "not_valid"})
    sent.refresh_from_db()
    assert sent.consent is not None
    assert sent.consent.end == "not_valid"


def test_the_office_is_asked_for_the_consent_by_a_button(desk: Client, staff: User) -> None:
    sent, _token = offices.by_link(staff)
    desk.post(place(ticket_of(sent).number, "ask-for-consent/"))
    assert ticket_of(sent).state == State.WAITING_CLIENT
