"""Closed by default: every address says who may open it, and keeps to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import translate_url

from accounts.access import PUBLIC
from accounts.actions.tokens import create_token
from accounts.enums import Role
from accounts.models import User
from accounts.roles import ROLES, Can
from contactcentre.permission_map import FOREIGN, Door, document, doors
from tests.conftest import NOW

SignIn = Callable[[User], Client]
DOORS = doors()
CLOSED = [door for door in DOORS if not door.is_public]
STAFF = [door for door in CLOSED if not door.is_foreign]
SIGN_IN = ("/en/account/sign-in/", "/fr/compte/connexion/", "/en/admin/login/")
POLICY = {
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "img-src 'self' data:",
}
# What a page may write besides its own session: the log of openings, kept apart on purpose.
WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE")
OWN_BOOKS = ("django_session", "accounts_viewlog")

# A token is asked for with each call, so calls without one are met by 401, not by a page.
pytestmark = pytest.mark.django_db


def names(found: list[Door]) -> list[str]:
    return [f"{door.name} {door.route}" for door in found]


def is_api(door: Door) -> bool:
    return door.route.startswith("/api/")


def is_shut(answer: Any) -> bool:
    if answer.status_code in {401, 403, 404}:
        return True
    return answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN)


@pytest.fixture
def caller(centre: None) -> Callable[[User], Client]:
    """A function that returns a program calling the API with a token of that user."""

    def with_token(user: User) -> Client:
        _token, secret = create_token(label="test", by=user, now=NOW)
        return Client(headers={"authorization": f"Bearer {secret}"})

    return with_token


def test_every_address_names_who_may_open_it() -> None:
    assert names([door for door in DOORS if door.requires is None]) == []


def test_every_named_capability_exists() -> None:
    wrong = [
        door
        for door in CLOSED
        if not door.requires or not all(isinstance(can, Can) for can in door.requires)
    ]
    assert names(wrong) == []


def test_no_site_of_a_library_is_let_in_unnoticed() -> None:
    """The administration guards itself; each further one has to be argued in FOREIGN."""
    assert FOREIGN == {"admin": (Can.ADMINISTER,)}


def test_the_map_of_permissions_is_up_to_date() -> None:
    written = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == document(), "run: manage.py permission_map"


def test_a_stranger_finds_every_closed_door_shut(client: Client) -> None:
    methods = (client.get, client.post, client.put, client.patch, client.delete)
    opened = [
        f"{method.__name__} {door.route}: {answer.status_code}"
        for door in CLOSED
        for method in methods
        if not is_shut(answer := method(door.sample))
    ]
    assert opened == []


@pytest.mark.parametrize("role", list(ROLES))
def test_who_lacks_the_capability_gets_403(
    role: str, caller: SignIn, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(str(role))
    browser, program = signed_in(user), caller(user)
    opened = []
    for door in CLOSED:
        # Whoever is in the administration by mistake may at least sign out.
        if door.capabilities & ROLES[Role(role)] or door.name == "admin:logout":
            continue
        client = program if is_api(door) else browser
        for method in (client.get, client.post):
            answer = method(door.sample)
            # The administration sends whoever may not enter to the common sign-in.
            if answer.status_code != 403 and not (door.is_foreign and is_shut(answer)):
                opened.append(f"{method.__name__} {door.route}: {answer.status_code}")
    assert opened == []


def test_a_browser_s_session_is_no_token(supervisor: User, signed_in: SignIn) -> None:
    """So no page of another site can make a signed-in browser call the API."""
    client = signed_in(supervisor)
    api = [door for door in CLOSED if is_api(door) and "schema" not in door.route]
    opened = [door.route for door in api if client.get(door.sample).status_code not in {401, 405}]
    assert opened == []


def test_a_user_who_has_left_opens_nothing(
    supervisor: User, caller: SignIn, signed_in: SignIn
) -> None:
    browser, program = signed_in(supervisor), caller(supervisor)
    supervisor.is_active = False
    supervisor.save(update_fields=["is_active"])
    opened = [
        door.route
        for door in CLOSED
        if not is_shut((program if is_api(door) else browser).get(door.sample))
    ]
    assert opened == []


def headers_of(door: Door, client: Client) -> Iterator[str]:
    """What is wrong with the headers of that answer."""
    headers = client.get(door.sample).headers
    if set(headers.get("Content-Security-Policy", "").split("; ")) != POLICY:
        yield f"{door.route}: {headers.get('Content-Security-Policy')}"
    for name, wanted in {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Server": None,
        "X-Powered-By": None,
    }.items():
        if headers.get(name) != wanted:
            yield f"{door.route}: {name} is {headers.get(name)}"
    if "X-Request-ID" not in headers:
        yield f"{door.route}: no request id"


def test_every_answer_carries_the_strict_headers(
    client: Client, centre: None, signed_in: SignIn
) -> None:
    """Also refusals, redirects and pages that are not there."""
    wrong = [problem for door in DOORS for problem in headers_of(door, client)]
    assert wrong == []


def plain(found: list[Door]) -> list[Door]:
    return [door for door in found if "<" not in door.route]


@pytest.mark.parametrize("role", list(ROLES))
def test_what_staff_see_stays_in_no_cache(
    role: str, caller: SignIn, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(str(role))
    browser, program = signed_in(user), caller(user)
    kept = []
    for door in plain(CLOSED):
        # The administration's script of translations holds words of the program only.
        if door.name != "admin:jsi18n" and door.capabilities & ROLES[Role(role)]:
            answer = (program if is_api(door) else browser).get(door.sample)
            if answer.status_code == 200 and "no-store" not in answer.headers.get(
                "Cache-Control", ""
            ):
                kept.append(f"{door.route}: {answer.headers.get('Cache-Control')}")
    assert kept == []


def test_what_a_client_typed_stays_in_no_cache(client: Client, centre: None) -> None:
    # The first pages of the form and of the status page hold nobody's words.
    private = ("/en/contact/", "/en/status/")
    kept = [
        door.route
        for door in plain(DOORS)
        if door.is_public
        and door.route.startswith(private)
        and door.route not in private
        and "no-store" not in client.get(door.sample).headers.get("Cache-Control", "")
    ]
    assert kept == []


@pytest.mark.parametrize("role", [*ROLES, PUBLIC])
def test_looking_changes_nothing(
    role: str, centre: None, client: Client, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    if role != PUBLIC:
        client = signed_in(request.getfixturevalue(str(role)))
    written: list[str] = []
    for door in plain(DOORS):
        if door.is_foreign:
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(door.sample)
        written += [
            f"{door.name}: {query['sql'][:80]}"
            for query in queries
            if query["sql"].startswith(WRITES)
            and not any(book in query["sql"] for book in OWN_BOOKS)
        ]
    assert written == []


def test_every_page_has_its_twin_in_french() -> None:
    same = [
        door.route
        for door in DOORS
        if door.route.startswith("/en/")
        and not door.is_foreign
        and translate_url(door.sample, "fr") == door.sample
    ]
    assert same == []


SAMPLES = {"", "x", "1", "00000000-0000-0000-0000-000000000000"}


def test_french_addresses_are_french() -> None:
    """Each word of an address is translated; what both languages share is listed."""
    shared = {"code", "documents", "invitation", "message", "messages", "note", "original",
              "pages", "question", "source", "supervision"}  # fmt: skip
    english = []
    for door in DOORS:
        if not door.route.startswith("/en/") or door.is_foreign:
            continue
        french = translate_url(door.sample, "fr").split("/")[2:]
        words = [part for part in door.sample.split("/")[2:] if part not in SAMPLES]
        english += [
            f"{door.route}: {word}" for word in words if word in french and word not in shared
        ]
    assert sorted(set(english)) == []
