"""Signing in and out, and the password: what works, what is refused, what is limited."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.enums import MailState
from accounts.models import SignInMail, User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
NEW = "a brand new pass phrase"


@pytest.fixture
def agent() -> User:
    return factories.user("agent", teams=False)


@pytest.fixture
def limits(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/en/account/sign-in/", {"login": user.email, "password": password, **more})


def link(mail: SignInMail) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", mail.body)
    assert found is not None
    return found[1]


def test_a_right_password_leads_home_in_the_language_of_the_profile(client: Client) -> None:
    french = factories.user("agent", teams=False, language="fr")
    assert sign_in(client, french).headers["Location"] == "/fr/"


def test_the_page_that_was_asked_for_comes_back_after_sign_in(client: Client, agent: User) -> None:
    asked = client.get("/en/account/")
    assert asked.headers["Location"] == "/en/account/sign-in/?next=/en/account/"
    assert sign_in(client, agent, next="/en/account/").headers["Location"] == "/en/account/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https:evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "/\\evil",
    ],
)
def test_nobody_is_sent_elsewhere_after_sign_in(
    client: Client, agent: User, elsewhere: str
) -> None:
    assert sign_in(client, agent, next=elsewhere).headers["Location"] == "/en/"


def test_wrong_address_and_wrong_password_read_the_same(client: Client, agent: User) -> None:
    wrong = sign_in(client, agent, "not the password").content.decode()
    nobody = client.post(
        "/en/account/sign-in/", {"login": "nobody@centre.example", "password": "not the password"}
    ).content.decode()
    sentence = "The e-mail address and the password do not match."
    assert sentence in wrong
    assert sentence in nobody


def test_somebody_who_left_is_not_let_in_and_is_out_at_once(
    client: Client, agent: User, signed_in: SignIn
) -> None:
    inside = signed_in(agent)
    agent.is_active = False
    agent.save()
    assert inside.get("/en/account/").status_code == 302
    sign_in(client, agent)
    assert "_auth_user_id" not in client.session


def test_tries_are_limited_by_address_and_a_forged_header_does_not_help(
    limits: None, client: Client, agent: User
) -> None:
    for number in range(5):
        client.post(
            "/en/account/sign-in/",
            {"login": agent.email, "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
    answer = client.post(
        "/en/account/sign-in/",
        {"login": agent.email, "password": PASSWORD},
        headers={"X-Forwarded-For": "198.51.100.99"},
    )
    assert "Too many attempts failed" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_tries_are_limited_by_network(limits: None, client: Client) -> None:
    for number in range(10):
        client.post(
            "/en/account/sign-in/", {"login": f"x{number}@centre.example", "password": "wrong"}
        )
    other = factories.user("agent", teams=False)
    sign_in(client, other)
    assert "_auth_user_id" not in client.session


def test_the_session_changes_its_name_at_sign_in(client: Client, agent: User) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client, agent)
    assert client.session.session_key != before


def test_signing_out_takes_a_post(agent: User, signed_in: SignIn) -> None:
    inside = signed_in(agent)
    assert "Sign out?" in inside.get("/en/account/sign-out/").content.decode()
    assert inside.get("/en/account/").status_code == 200
    inside.post("/en/account/sign-out/")
    assert inside.get("/en/account/").status_code == 302


def test_a_forgotten_password_is_chosen_anew_by_the_link_of_a_mail(
    client: Client, agent: User, signed_in: SignIn
) -> None:
    inside = signed_in(agent)
    client.post("/en/account/password/forgotten/", {"email": agent.email.upper()})
    mail = SignInMail.objects.get()
    assert (mail.to_email, mail.state) == (agent.email, MailState.QUEUED)
    page = client.get(link(mail), follow=True)
    assert "Choose a new password" in page.content.decode()
    address = page.redirect_chain[-1][0]
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Password saved" in done.content.decode()
    assert inside.get("/en/account/").status_code == 302, "other sessions have ended"
    assert sign_in(client, agent, NEW).status_code == 302
    used = Client().get(link(mail), follow=True)
    assert "no longer valid" in used.content.decode()


def test_the_mail_is_in_the_language_of_the_profile_and_names_our_own_host(
    client: Client, settings: Settings
) -> None:
    french = factories.user("agent", teams=False, language="fr")
    client.post(
        "/en/account/password/forgotten/", {"email": french.email}, headers={"Host": "localhost"}
    )
    mail = SignInMail.objects.get()
    assert mail.subject == "Choisir un nouveau mot de passe"
    assert f"{settings.BASE_URL}/fr/compte/mot-de-passe/nouveau/" in mail.body


def test_asking_for_a_link_tells_nothing_about_who_works_here(client: Client, agent: User) -> None:
    known = client.post("/en/account/password/forgotten/", {"email": agent.email}, follow=True)
    unknown = Client().post(
        "/en/account/password/forgotten/", {"email": "x@y.example"}, follow=True
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert len(known.content) == len(unknown.content)
    assert SignInMail.objects.count() == 1


def test_links_are_not_sent_without_end(limits: None, client: Client, agent: User) -> None:
    answers = [
        client.post("/en/account/password/forgotten/", {"email": agent.email}).status_code
        for _ in range(7)
    ]
    assert answers[-1] == 429
    assert SignInMail.objects.count() == 5


def test_changing_the_password_needs_the_old_one_and_ends_all_sessions(
    agent: User, signed_in: SignIn
) -> None:
    inside, elsewhere = signed_in(agent), signed_in(agent)
    wrong = inside.post(
        "/en/account/password/", {"oldpassword": "no", "password1": NEW, "password2": NEW}
    )
    assert "This is not your password" in wrong.content.decode()
    inside.post(
        "/en/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert elsewhere.get("/en/account/").status_code == 302
    agent.refresh_from_db()
    assert agent.check_password(NEW)


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012"])
def test_a_weak_password_is_refused(agent: User, signed_in: SignIn, weak: str) -> None:
    answer = signed_in(agent).post(
        "/en/account/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert answer.status_code == 200
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


@pytest.mark.parametrize("address", ["signup/", "email/", "login/", "confirm-email/", "3rdparty/"])
def test_no_other_page_of_the_library_exists(client: Client, address: str) -> None:
    assert client.get(f"/en/account/{address}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "connexion/",
        "mot-de-passe/oublie/",
        "mot-de-passe/oublie/envoye/",
        "inactif/",
        "mot-de-passe/nouveau/enregistre/",
        "mot-de-passe/nouveau/1/x/",
        "invitation/unknown/",
    ],
)
def test_every_public_account_page_speaks_french(client: Client, address: str) -> None:
    page = client.get(f"/fr/compte/{address}", follow=True).content.decode()
    assert '<html lang="fr">' in page
    assert 'href="/en/account/' in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Accept": "text/html"}, 302),
        ({"Accept": "application/json"}, 401),
        ({"HX-Request": "true"}, 401),
    ],
)
def test_a_script_without_a_session_is_not_answered_with_the_sign_in_page(
    client: Client, headers: dict[str, str], status: int
) -> None:
    assert client.get(reverse("tickets:my_work"), headers=headers).status_code == status
