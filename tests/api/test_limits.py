"""How often one may call."""

from django.conf import LazySettings
from django.test import Client

from accounts.models import ApiToken, User
from contactcentre.kit import clock
from contactcentre.kit.models import Counter
from tests.api.conftest import Caller
from tickets.api.throttling import MINUTE, MOST_CALLS, MOST_WRONG_TOKENS

TICKETS = "/api/v1/tickets/"


def use_up(token: ApiToken) -> None:
    """As many calls as a minute allows, in this minute and the next one."""
    for now in (clock.now(), clock.now() + MINUTE):
        Counter.objects.hit(f"api:{token.pk}", window=MINUTE, now=now)
    Counter.objects.update(count=MOST_CALLS)


def test_a_token_that_calls_too_often_is_told_when_to_come_back(
    api: Client, agent: User, calling: Caller
) -> None:
    assert api.get(TICKETS).status_code == 200
    use_up(agent.api_tokens.get())
    answer = api.get(TICKETS, headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert calling(agent).get(TICKETS).status_code == 200, "another token is another program"


def test_what_is_refused_for_calling_too_often_is_not_done(api: Client, agent: User) -> None:
    use_up(agent.api_tokens.get())
    answer = api.post(f"{TICKETS}next/", {}, content_type="application/json")
    assert answer.status_code == 429


def wrong(client: Client, number: int, **headers: str) -> int:
    made_up = {"Authorization": f"Bearer made-up-{number}", **headers}
    return client.get(TICKETS, headers=made_up).status_code


def test_whoever_tries_tokens_is_told_to_wait_whatever_address_they_claim(
    client: Client, api: Client, settings: LazySettings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    behind = "203.0.113.7"
    # So many that a minute sees enough of them, also when this test meets the turn of one.
    tries = [
        wrong(client, n, **{"X-Forwarded-For": f"198.51.100.{n}, {behind}"})
        for n in range(2 * MOST_WRONG_TOKENS + 1)
    ]
    assert tries[:MOST_WRONG_TOKENS] == [401] * MOST_WRONG_TOKENS
    assert 429 in tries
    assert api.get(TICKETS, headers={"X-Forwarded-For": behind}).status_code == 200


def test_addresses_are_not_kept_in_clear(client: Client, centre: None) -> None:
    wrong(client, 1)
    assert not Counter.objects.filter(key__contains="127.0.0.1").exists()
    assert Counter.objects.filter(key__startswith="api-wrong:").exists()
