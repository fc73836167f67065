"""A processing office may answer by its own system: same rows, same rights, same verbs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User, ViewLog
from tests import factories
from tests.factories import NOW
from tickets.actions.refer import refer
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import ProcessingOffice, Referral

REFERRALS = "/api/v1/referrals/"


@pytest.fixture
def office_api(officer: User, calling: Any) -> Client:
    return calling(officer)


@pytest.fixture
def referral(officer: User, agent: User) -> Referral:
    ticket = factories.ticket(
        sender=factories.Sender(name="Minh Tran", email="minh@example.org", phone="+16135550123"),
        body="Only for the centre",
    )
    return refer(
        ticket_id=ticket.pk,
        office=officer.offices.get(),
        reason="urgent",
        question="Before Friday?",
        by=agent,
        now=NOW,
    )


def call(api: Client, referral: Referral, verb: str, body: Any = None) -> Any:
    return api.post(
        f"{REFERRALS}{referral.pk}/{verb}/", body or {}, content_type="application/json"
    )


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "stage": "Medical received",
        "outstanding": "The passport, with the client",
        "last_activity": "Asked on Monday",
        "next_update_on": "2030-01-15",
        "may_tell": "yes",
        **changes,
    }


def test_an_office_lists_and_reads_its_referrals(office_api: Client, referral: Referral) -> None:
    row = office_api.get(REFERRALS).json()["results"][0]
    assert (row["id"], row["state"]) == (referral.pk, "sent")
    assert office_api.get(f"{REFERRALS}?state=answered").json()["results"] == []
    shown = office_api.get(f"{REFERRALS}{referral.pk}/")
    assert shown.json()["question"] == "Before Friday?"
    for hidden in ("minh@example.org", "6135550123", "Only for the centre"):
        assert hidden not in shown.content.decode()


def test_another_office_sees_nothing(referral: Referral, calling: Any) -> None:
    other = ProcessingOffice.objects.create(code="x", name_en="X", name_fr="X")
    stranger = calling(factories.officer(other))
    assert stranger.get(REFERRALS).json()["results"] == []
    assert stranger.get(f"{REFERRALS}{referral.pk}/").status_code == 404
    for verb in ("acknowledge", "ask", "answer"):
        assert call(stranger, referral, verb).status_code == 404


def test_acknowledge_ask_and_answer(office_api: Client, referral: Referral) -> None:
    assert call(office_api, referral, "acknowledge").json()["state"] == "acknowledged"
    again = call(office_api, referral, "acknowledge")
    assert (again.status_code, again.json()["state"]) == (200, "acknowledged")
    asked = call(office_api, referral, "ask", {"text": "Which flight?"}).json()
    assert asked["messages"][0]["body"] == "Which flight?"
    assert call(office_api, referral, "answer", facts()).json()["state"] == "answered"
    again = call(office_api, referral, "answer", facts())
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


@pytest.mark.parametrize(
    "change",
    [{"stage": ""}, {"outstanding": " "}, {"last_activity": None}, {"next_update_on": "x"},
     {"may_tell": "maybe"}, {"may_tell": "no"}, {"may_tell": "wording", "wording": ""},
     {"answered_by": 1}],
)  # fmt: skip
def test_an_answer_has_all_its_facts_and_no_other(
    office_api: Client, referral: Referral, change: dict[str, Any]
) -> None:
    assert call(office_api, referral, "answer", facts(**change)).status_code == 400
    referral.refresh_from_db()
    assert referral.state == "sent"


def test_the_next_update_lies_ahead(office_api: Client, referral: Referral) -> None:
    answer = call(office_api, referral, "answer", facts(next_update_on="2020-01-01"))
    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")


@pytest.mark.parametrize("verb", ["acknowledge", "ask", "answer"])
@pytest.mark.parametrize("field", ["state", "due_at", "office", "ended_at", "question", "by"])
def test_no_verb_takes_what_only_the_centre_sets(
    office_api: Client, referral: Referral, verb: str, field: str
) -> None:
    answer = call(office_api, referral, verb, {field: "answered"})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    referral.refresh_from_db()
    assert referral.state == "sent"


@pytest.mark.parametrize("text", ["", " ", "a\x00b", "x" * 50_001, 5 * ["x"]])
def test_a_question_has_words(office_api: Client, referral: Referral, text: Any) -> None:
    answer = call(office_api, referral, "ask", {"text": text})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["text"]


@pytest.mark.parametrize(
    "query", ["state=x", "state=%00", "office=x", "cursor=x", "cursor=WzFd", "limit=0", "ticket=1"]
)
def test_a_list_understands_nothing_else(office_api: Client, query: str) -> None:
    assert office_api.get(f"{REFERRALS}?{query}").status_code == 400


def test_pages_follow_each_other_in_the_same_few_queries(
    office_api: Client, officer: User, agent: User
) -> None:
    office = officer.offices.get()
    made = [
        refer(
            ticket_id=factories.ticket().pk,
            office=office,
            reason="urgent",
            question="When?",
            by=agent,
            now=NOW,
        ).pk
        for _ in range(5)
    ]
    office_api.get(REFERRALS)
    counts, found, cursor = set(), [], ""
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            more = {"cursor": cursor} if cursor else {}
            page = office_api.get(REFERRALS, {"limit": 2, **more}).json()
        counts.add(len(queries))
        found += [row["id"] for row in page["results"]]
        cursor = page["next"]
    assert found == made[:0:-1]
    assert len(counts) == 1


def test_opening_the_referral_of_a_sealed_ticket_is_logged(
    office_api: Client, referral: Referral, supervisor: User, officer: User
) -> None:
    restrict(
        ticket_id=referral.ticket_id,
        sensitivity=Sensitivity.RESTRICTED,
        reason="x",
        by=supervisor,
        now=NOW,
    )
    office_api.get(REFERRALS)
    assert not ViewLog.objects.exists()
    office_api.get(f"{REFERRALS}{referral.pk}/")
    call(office_api, referral, "acknowledge")
    logged = ViewLog.objects.filter(user=officer, kind="referral", object_id=referral.pk)
    assert logged.count() == 2


@pytest.mark.parametrize("pk", ["0", "999999999", "99999999999999999999999", "x", "-1"])
def test_what_is_not_there_is_not_found(office_api: Client, pk: str) -> None:
    assert office_api.get(f"{REFERRALS}{pk}/").status_code == 404
