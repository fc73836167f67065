"""Each verb of the API is the verb of the page: same effect, same refusals."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from tests import factories
from tests.api.conftest import Verb
from tests.factories import NOW
from tickets.actions.assign import take
from tickets.enums import EventKind, Sensitivity, State
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

VERBS = ("reply", "notes", "take", "release", "transfer", "escalate", "wait", "resume", "resolve")


def question(**changes: Any) -> dict[str, Any]:
    office = ProcessingOffice.objects.filter(active=True)[0]
    return {"office": office.code, "reason": "urgent", "question": "Before Friday?", **changes}


def test_a_note_is_for_colleagues(api: Client, ticket: Ticket, agent: User, do: Verb) -> None:
    assert do(api, ticket, "notes", {"text": "Called twice"}).status_code == 201
    note = Note.objects.get()
    assert (note.body, note.user) == ("Called twice", agent)


def test_a_note_can_not_have_a_recipient(api: Client, ticket: Ticket, do: Verb) -> None:
    assert do(api, ticket, "notes", {"text": "x", "to": "a@b.example"}).status_code == 400
    assert not Note.objects.exists()


def test_taking_what_a_colleague_has_is_refused(api: Client, agent: User, do: Verb) -> None:
    other = take(ticket_id=factories.ticket().pk, by=factories.user("agent"), now=NOW)
    answer = do(api, other, "take")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_taken")
    refused = do(api, other, "release")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_release_and_take(api: Client, ticket: Ticket, agent: User, do: Verb) -> None:
    assert do(api, ticket, "release").json()["assignee"] is None
    assert do(api, ticket, "take").json()["assignee"] == str(agent)
    assert do(api, ticket, "take").status_code == 200, "what is mine stays mine"


def test_transfer_needs_a_queue_and_a_reason(api: Client, ticket: Ticket, do: Verb) -> None:
    target = Queue.objects.exclude(pk=ticket.queue_id).filter(active=True)[0]
    assert do(api, ticket, "transfer", {"queue": target.code}).status_code == 400
    moved = do(api, ticket, "transfer", {"queue": target.code, "reason": "Theirs"})
    assert (moved.json()["queue"], moved.json()["assignee"]) == (target.code, None)


def test_a_retired_queue_takes_nothing(api: Client, ticket: Ticket, do: Verb) -> None:
    target = Queue.objects.exclude(pk=ticket.queue_id).filter(is_default=False)[0]
    Queue.objects.filter(pk=target.pk).update(active=False)
    answer = do(api, ticket, "transfer", {"queue": target.code, "reason": "x"})
    assert list(answer.json()["errors"]) == ["queue"]


def test_escalate_makes_a_referral(api: Client, ticket: Ticket, do: Verb) -> None:
    answer = do(api, ticket, "escalate", question(urgency="travel"))
    assert answer.json()["state"] == State.WAITING_OFFICE
    assert Referral.objects.get().question == "Before Friday?"
    ticket.refresh_from_db()
    assert (ticket.urgency_assessed, ticket.priority) == ("travel", 1)


def test_escalating_a_privacy_breach_seals_the_ticket(
    api: Client, ticket: Ticket, do: Verb
) -> None:
    answer = do(api, ticket, "escalate", question(reason="privacy_breach")).json()
    assert (answer["sensitivity"], answer["subject"]) == (Sensitivity.PRIVACY_BREACH, None)


def test_escalating_a_high_profile_case_flags_the_ticket(
    api: Client, ticket: Ticket, do: Verb
) -> None:
    assert do(api, ticket, "escalate", question(reason="high_profile")).json()["high_profile"]
    ticket.refresh_from_db()
    assert ticket.high_profile


@pytest.mark.parametrize(
    ("field", "value"),
    [("office", "nowhere"), ("reason", "boredom"), ("question", ""), ("question", "a\x00"),
     ("urgency", "very"), ("client_told", "x"), ("files", []), ("due_at", "2030-01-01")],
)  # fmt: skip
def test_what_an_office_can_not_be_asked(
    api: Client, ticket: Ticket, do: Verb, field: str, value: Any
) -> None:
    answer = do(api, ticket, "escalate", question(**{field: value}))
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Referral.objects.exists()


def test_waiting_before_asking_is_refused(api: Client, ticket: Ticket, do: Verb) -> None:
    for verb in ("wait", "resume"):
        answer = do(api, ticket, verb)
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


def test_wait_and_resume(api: Client, agent: User, do: Verb) -> None:
    ticket = factories.ticket(now=clock.now())
    do(api, ticket, "reply", {"text": "Which?", "thread_version": ticket.thread_version})
    assert do(api, ticket, "wait").json()["state"] == State.WAITING_CLIENT
    assert do(api, ticket, "resume").json()["state"] == State.OPEN


def test_resolve_needs_an_outcome_that_answers(api: Client, ticket: Ticket, do: Verb) -> None:
    assert do(api, ticket, "resolve").status_code == 400
    assert do(api, ticket, "resolve", {"outcome": "nonsense"}).status_code == 400
    spam = OutcomeCode.objects.filter(discards=True)[0].code
    assert do(api, ticket, "resolve", {"outcome": spam}).status_code == 422
    code = OutcomeCode.objects.filter(discards=False, active=True)[0].code
    assert do(api, ticket, "resolve", {"outcome": code}).json()["state"] == State.RESOLVED
    assert Event.objects.filter(ticket=ticket, kind=EventKind.RESOLVED).count() == 1
    assert do(api, ticket, "resolve", {"outcome": code}).status_code == 409


def test_resolve_keeps_the_programme_issue(api: Client, ticket: Ticket, do: Verb) -> None:
    issue = ProgrammeIssue.objects.filter(active=True)[1]
    answer = do(api, ticket, "resolve", {"outcome": "answered", "programme_issue": issue.code})
    assert answer.status_code == 200
    ticket.refresh_from_db()
    assert ticket.programme_issue == issue


def test_resolve_takes_only_a_programme_issue_in_use(api: Client, ticket: Ticket, do: Verb) -> None:
    issue = ProgrammeIssue.objects.filter(active=True)[1]
    ProgrammeIssue.objects.filter(pk=issue.pk).update(active=False)
    answer = do(api, ticket, "resolve", {"outcome": "answered", "programme_issue": issue.code})
    assert list(answer.json()["errors"]) == ["programme_issue"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "field", ["state", "reference", "sensitivity", "due_at", "assignee", "priority", "by", "now"]
)
def test_no_verb_takes_what_only_the_centre_sets(
    api: Client, ticket: Ticket, verb: str, field: str, do: Verb
) -> None:
    answer = do(api, ticket, verb, {field: "closed"})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    before = ticket.state, ticket.reference, ticket.sensitivity, ticket.assignee_id
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reference, ticket.sensitivity, ticket.assignee_id) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_on_what_is_not_there_is_not_found(
    api: Client, verb: str, do: Verb, ticket: Ticket
) -> None:
    assert do(api, Ticket(reference="22222222"), verb).status_code == 404
