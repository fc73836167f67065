"""One's own profile: language, tokens for the API, presence."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actions.presence import record_seen, set_presence
from accounts.actions.tokens import create_token, record_token_use
from accounts.enums import PresenceState
from accounts.models import ApiToken, User, digest
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def agent() -> User:
    return factories.user("agent", teams=False)


@pytest.fixture
def page(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


def test_the_language_of_the_screens_is_kept_and_shown_at_once(page: Client, agent: User) -> None:
    answer = page.post("/en/account/", {"language": "fr"}, follow=True)
    assert answer.redirect_chain == [("/fr/compte/", 302)]
    assert "Profil enregistré." in answer.content.decode()
    agent.refresh_from_db()
    assert agent.language == "fr"


def test_an_unknown_language_is_refused(page: Client, agent: User) -> None:
    page.post("/en/account/", {"language": "de"})
    agent.refresh_from_db()
    assert agent.language == "en"


def test_a_token_is_shown_once_and_only_its_digest_is_kept(page: Client, agent: User) -> None:
    shown = page.post("/en/account/tokens/", {"label": "Reports"})
    (secret,) = re.findall(r'data-copy="([^"]+)"', shown.content.decode())
    token = agent.api_tokens.get()
    assert token.secret_digest == digest(secret)
    assert "no-store" in shown.headers["Cache-Control"]
    again = page.get("/en/account/").content.decode()
    assert secret not in again
    assert "Reports" in again


def test_a_token_needs_a_purpose(page: Client) -> None:
    assert "Say what the token is for" in page.post("/en/account/tokens/", {}).content.decode()


def test_a_token_is_revoked_by_its_owner_only(
    page: Client, agent: User, signed_in: SignIn, now: dt.datetime
) -> None:
    token, _secret = create_token(label="Reports", by=agent, now=now)
    address = f"/en/account/tokens/{token.pk}/revoke/"
    assert signed_in(factories.user("officer")).post(address).status_code == 404
    page.post(address)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert "Reports" not in page.get("/en/account/").content.decode()


def test_the_last_use_is_written_once_a_minute(agent: User, now: dt.datetime) -> None:
    token, _secret = create_token(label="Reports", by=agent, now=now)
    for seconds in (0, 30, 59, 61):
        record_token_use(token=token, now=now + dt.timedelta(seconds=seconds))
    assert ApiToken.objects.get().last_used_at == now + dt.timedelta(seconds=61)


def test_presence_keeps_since_when(agent: User, now: dt.datetime) -> None:
    later = now + dt.timedelta(minutes=5)
    set_presence(state=PresenceState.READY, by=agent, now=now)
    same = set_presence(state=PresenceState.READY, by=agent, now=later)
    assert (same.since, same.seen_at) == (now, later)
    other = set_presence(state=PresenceState.MEAL, by=agent, now=later)
    assert (other.state, other.since) == (PresenceState.MEAL, later)


def test_a_sign_of_life_is_written_every_20_seconds(agent: User, now: dt.datetime) -> None:
    set_presence(state=PresenceState.READY, by=agent, now=now)
    record_seen(user=agent, now=now + dt.timedelta(seconds=10))
    agent.presence.refresh_from_db()
    assert agent.presence.seen_at == now
    record_seen(user=agent, now=now + dt.timedelta(seconds=21))
    agent.presence.refresh_from_db()
    assert agent.presence.seen_at == now + dt.timedelta(seconds=21)
