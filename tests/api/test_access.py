"""Who may call the API, and in what words it refuses."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actions.tokens import create_token, revoke_token
from accounts.models import User, ViewLog
from contactcentre.kit import clock
from tests import factories
from tests.factories import NOW
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity

Caller = Callable[[User], Client]
TICKETS = "/api/v1/tickets/"


def test_without_a_token_nothing_opens(client: Client, centre: None) -> None:
    answer = client.get(TICKETS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_authenticated"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer  ", "Basic eDp5", "x", "Bearer é"]
)
def test_a_wrong_token_opens_nothing(client: Client, centre: None, header: str) -> None:
    assert client.get(TICKETS, headers={"Authorization": header}).status_code == 401


def test_a_session_is_no_key_to_the_api(agent: User, signed_in: Caller) -> None:
    assert signed_in(agent).get(TICKETS).status_code == 401


def test_a_revoked_token_opens_nothing(agent: User, client: Client) -> None:
    token, secret = create_token(label="x", by=agent, now=NOW)
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(TICKETS, headers=headers).status_code == 200
    revoke_token(token=token, by=agent, now=NOW)
    assert client.get(TICKETS, headers=headers).status_code == 401


def test_the_token_of_somebody_who_left_opens_nothing(agent: User, api: Client) -> None:
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert api.get(TICKETS).status_code == 401


def test_the_use_of_a_token_is_remembered(agent: User, api: Client) -> None:
    api.get(TICKETS)
    used = agent.api_tokens.get().last_used_at
    assert used is not None
    assert abs(used - clock.now()) < dt.timedelta(minutes=1)


def test_refusals_are_worded_in_the_language_that_was_asked_for(api: Client) -> None:
    french = api.get(f"{TICKETS}CC-2222-2222/", headers={"Accept-Language": "fr-CA"})
    assert french.json()["detail"] == "Cela n’existe pas, ou vous n’y avez pas accès."
    assert french.headers["Content-Language"] == "fr"
    english = api.get(f"{TICKETS}CC-2222-2222/").json()
    assert english == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "There is no such thing, or you may not see it.",
    }


@pytest.mark.parametrize("sensitivity", [Sensitivity.RESTRICTED, Sensitivity.PRIVACY_BREACH])
def test_a_sealed_ticket_is_absent_for_those_outside_and_its_opening_is_logged(
    sensitivity: Sensitivity, supervisor: User, calling: Caller
) -> None:
    ticket = factories.ticket(subject="A minister writes")
    restrict(ticket_id=ticket.pk, sensitivity=sensitivity, reason="x", by=supervisor, now=NOW)
    outsider = calling(factories.user("agent"))
    assert outsider.get(TICKETS).json()["results"] == []
    assert (
        outsider.post(
            f"{TICKETS}search/", {"q": "minister"}, content_type="application/json"
        ).json()["results"]
        == []
    )
    assert outsider.get(f"{TICKETS}{ticket.reference}/").status_code == 404
    for verb in ("reply", "notes", "take", "release", "transfer", "wait", "resolve", "escalate"):
        assert outsider.post(f"{TICKETS}{ticket.reference}/{verb}/").status_code == 404
    insider = calling(supervisor)
    assert insider.get(TICKETS).json()["results"][0]["subject"] is None
    assert not ViewLog.objects.exists()
    opened = insider.get(f"{TICKETS}{ticket.reference}/").json()
    assert opened["subject"] == "A minister writes"
    assert ViewLog.objects.get(user=supervisor).object_id == ticket.pk


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_do_not_exist(api: Client, method: str) -> None:
    assert getattr(api, method)(TICKETS).status_code == 405


def test_only_json_is_read(api: Client) -> None:
    answer = api.post(TICKETS, {"subject": "x"}, headers={"Idempotency-Key": "k" * 10})
    assert answer.status_code == 415
    broken = api.post(
        TICKETS, "{", content_type="application/json", headers={"Idempotency-Key": "k" * 10}
    )
    assert broken.status_code == 400


def test_an_address_that_is_not_there_answers_as_a_problem_too(api: Client) -> None:
    answer = api.get("/api/v1/nothing/", headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
