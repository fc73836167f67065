"""Nobody registers: people are invited by a link that works once and for a day."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions.accept_invitation import accept_invitation
from accounts.actions.invite import invite, invite_first_administrator
from accounts.enums import Language, Role
from accounts.exceptions import AddressTaken, AdministratorExists, InvitationInvalid
from accounts.models import Invitation, User
from tests import factories

pytestmark = pytest.mark.django_db
DATA = {
    "name": "Ana Roy",
    "password1": "correct horse battery",
    "password2": "correct horse battery",
}


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def an_invitation(now: dt.datetime, email: str = "ana@centre.example") -> str:
    _made, secret = invite(email=email, roles=[Role.AGENT], language=Language.EN, by=None, now=now)
    return secret


def accept(secret: str, now: dt.datetime, **more: str) -> User:
    return accept_invitation(
        secret=secret, name="Ana Roy", password="correct horse battery", now=now, **more
    )


def test_the_command_prints_a_link_that_makes_the_user(client: Client) -> None:
    url = run(
        "invite",
        "Ana@Centre.example",
        "--role",
        "agent",
        "--role",
        "supervisor",
        "--language",
        "fr",
    )
    assert "/fr/compte/invitation/" in url
    assert "ana@centre.example" in client.get(path(url)).content.decode()
    answer = client.post(path(url), DATA)
    assert answer.headers["Location"] == "/fr/compte/connexion/"
    user = User.objects.get(email="ana@centre.example")
    assert (user.name, user.roles, user.language) == ("Ana Roy", ["agent", "supervisor"], "fr")
    assert user.check_password(DATA["password1"])


def test_a_link_works_once(client: Client) -> None:
    url = path(run("invite", "ana@centre.example", "--role", "agent"))
    client.post(url, DATA)
    again = client.get(url)
    assert again.status_code == 404
    assert "no longer valid" in again.content.decode()


def test_a_link_works_for_a_day(now: dt.datetime) -> None:
    secret = an_invitation(now)
    with pytest.raises(InvitationInvalid):
        accept(secret, now + dt.timedelta(hours=24))
    assert accept(secret, now + dt.timedelta(hours=23, minutes=59))


@pytest.mark.parametrize("secret", ["", "x", "unknown", "x" * 500])
def test_a_guess_opens_nothing(secret: str, now: dt.datetime) -> None:
    with pytest.raises(InvitationInvalid):
        accept(secret, now)


def test_a_new_link_to_the_same_address_replaces_the_old_one(now: dt.datetime) -> None:
    old = an_invitation(now)
    new = an_invitation(now, email="ANA@centre.example")
    with pytest.raises(InvitationInvalid):
        accept(old, now)
    assert accept(new, now)


def test_only_the_digest_of_the_secret_is_stored(now: dt.datetime) -> None:
    secret = an_invitation(now)
    assert secret not in str(Invitation.objects.values().get())


def test_an_address_in_use_can_not_be_invited(now: dt.datetime) -> None:
    user = factories.user("agent", teams=False)
    with pytest.raises(AddressTaken):
        an_invitation(now, email=user.email.upper())
    with pytest.raises(CommandError, match="works here already"):
        run("invite", user.email, "--role", "agent")


def test_what_is_not_an_address_is_refused() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        run("invite", "ana", "--role", "agent")


def test_the_first_administrator_names_their_own_address(client: Client) -> None:
    url = path(run("first_admin_link"))
    missing = client.post(url, DATA).content.decode()
    assert "Enter your e-mail address" in missing
    client.post(url, {**DATA, "email": "Boss@centre.example"})
    assert User.objects.get(email="boss@centre.example").roles == ["administrator"]


def test_there_is_one_first_administrator(now: dt.datetime) -> None:
    _one, first = invite_first_administrator(language=Language.EN, now=now)
    _two, second = invite_first_administrator(language=Language.EN, now=now)
    accept(first, now, email="a@centre.example")
    with pytest.raises(AdministratorExists):
        accept(second, now, email="b@centre.example")
    with pytest.raises(CommandError, match="administrator already"):
        run("first_admin_link")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Enter your name"),
        ({"password2": "another"}, "Type the same password twice"),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "ana@centre.example", "password2": "ana@centre.example"}, "too similar"),
    ],
)
def test_the_page_says_what_is_wrong(client: Client, change: dict[str, str], message: str) -> None:
    url = path(run("invite", "ana@centre.example", "--role", "agent"))
    assert message in client.post(url, {**DATA, **change}).content.decode()
    assert not User.objects.exists()
