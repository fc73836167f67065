"""Closed by default: every address says who may open it, and keeps to it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import PUBLIC
from accounts.models import User
from accounts.roles import ROLES, Can
from contactcentre.permission_map import Door, document, doors

SignIn = Callable[[User], Client]
DOORS = doors()
CLOSED = [door for door in DOORS if not door.is_public]
SHUT = {401, 403, 404}
POLICY = {
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "img-src 'self' data:",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# What a page may write besides its own session: the log of openings, kept apart on purpose.
WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE")
OWN_BOOKS = ("django_session", "accounts_viewlog")


def names(found: list[Door]) -> list[str]:
    return [f"{door.name} {door.route}" for door in found]


def is_shut(door: Door, answer: HttpResponse) -> bool:
    if answer.status_code in SHUT:
        return True
    target = answer.headers.get("Location", "")
    return answer.status_code == 302 and target.startswith(
        ("/en/account/sign-in/", "/fr/compte/connexion/", "/en/admin/login/")
    )


def test_every_address_names_who_may_open_it() -> None:
    silent = [door for door in DOORS if door.requires is None]
    assert names(silent) == []


def test_every_named_capability_exists() -> None:
    wrong = [
        door
        for door in CLOSED
        if not door.requires or not all(isinstance(can, Can) for can in door.requires)
    ]
    assert names(wrong) == []


def test_the_map_of_permissions_is_up_to_date() -> None:
    written = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == document(), "run: manage.py permission_map"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_a_stranger_finds_it_shut(method: str, client: Client) -> None:
    answers = [(door, getattr(client, method)(door.sample)) for door in CLOSED]
    ajar = [f"{door.name}: {got.status_code}" for door, got in answers if not is_shut(door, got)]
    assert ajar == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(ROLES))
def test_who_lacks_the_capability_gets_403(
    role: str, centre: None, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(str(role)))
    held = ROLES[role]
    pages = [door for door in CLOSED if not door.is_foreign and not door.route.startswith("/api/")]
    opened = [
        door
        for door in pages
        if not held & set(door.requires) and client.get(door.sample).status_code != 403
    ]
    assert names(opened) == []


@pytest.mark.django_db
def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    lax = {door.name: found for door in DOORS if (found := missing(client.get(door.sample)))}
    assert lax == {}


def missing(answer: HttpResponse) -> set[str]:
    """The headers that are not as strict as they have to be."""
    policy = set(answer.headers.get("Content-Security-Policy", "").split("; "))
    found = {name for name, value in HEADERS.items() if answer.headers.get(name) != value}
    return found if policy == POLICY else found | {"Content-Security-Policy"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES, PUBLIC])
def test_looking_changes_nothing(
    role: str, centre: None, client: Client, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    if role != PUBLIC:
        client = signed_in(request.getfixturevalue(str(role)))
    plain = [door for door in DOORS if "<" not in door.route and not door.is_foreign]
    written: list[str] = []
    for door in plain:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(door.sample)
        written += [
            f"{door.name}: {query['sql'][:80]}"
            for query in queries
            if query["sql"].startswith(WRITES)
            and not any(book in query["sql"] for book in OWN_BOOKS)
        ]
    assert written == []


@pytest.mark.django_db
def test_every_page_has_its_twin_in_french(client: Client) -> None:
    from django.urls import translate_url

    same = [
        door.route
        for door in DOORS
        if door.route.startswith("/en/")
        and not door.is_foreign
        and translate_url(door.sample, "fr") == door.sample
    ]
    assert same == []
