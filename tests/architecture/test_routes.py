"""Role by route by sensitivity: made from the addresses, so that a new one is in it at once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import ApiToken, User
from accounts.roles import ROLES
from contactcentre.permission_map import Door, doors
from tests import factories
from tickets.actions.restrict import grant_need_to_know, restrict
from tickets.enums import Sensitivity
from tickets.models import Ticket

SEES: dict[str, set[str]] = {
    "agent": {"ordinary"},
    "supervisor": {"ordinary", "restricted"},
    "named agent": {"ordinary", "restricted", "privacy_breach"},
    "officer": set(),
    "administrator": set(),
}
OF_A_TICKET = [door for door in doors() if "<str:reference>" in door.route]
SHUT = {403, 404}


@pytest.fixture
def ticket(request: pytest.FixtureRequest, centre: None, now: dt.datetime) -> Ticket:
    """A ticket of the sensitivity that the test is about."""
    made = factories.ticket()
    sensitivity = Sensitivity(request.param)
    if sensitivity != Sensitivity.ORDINARY:
        sealer = factories.user("supervisor", teams=False)
        restrict(ticket_id=made.pk, sensitivity=sensitivity, reason="x", by=sealer, now=now)
    made.refresh_from_db()
    return made


def somebody(who: str, ticket: Ticket, now: dt.datetime) -> User:
    """A user who came after the ticket was sealed, so nobody named them but by need to know."""
    if who == "officer":
        return factories.officer()
    user = factories.user(who.removeprefix("named "))
    if who.startswith("named"):
        grant_need_to_know(ticket_id=ticket.pk, user=user, by=user, now=now)
    return user


@dataclass(frozen=True)
class Clients:
    """One person's browser and program."""

    browser: Client
    program: Client

    def at(self, door: Door) -> Client:
        return self.program if door.route.startswith("/api/") else self.browser


def clients(user: User, signed_in: Callable[[User], Client]) -> Clients:
    _token, secret = ApiToken.objects.issue(user=user, label="x", now=factories.NOW)
    return Clients(signed_in(user), Client(headers={"Authorization": f"Bearer {secret}"}))


def asked(client: Client, door: Door, ticket: Ticket) -> Any:
    """The answer to a look, or to an empty form where one can't look."""
    address = door.sample.replace("/x/", f"/{ticket.reference}/", 1)
    if door.route.startswith("/api/") and not door.route.endswith("<str:reference>/"):
        return client.post(address, {}, content_type="application/json")
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


def test_there_are_such_routes() -> None:
    assert len(OF_A_TICKET) > 20


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("ticket", Sensitivity.values, indirect=True)
def test_who_may_open_what(
    who: str, ticket: Ticket, now: dt.datetime, signed_in: Callable[[User], Client]
) -> None:
    user = somebody(who, ticket, now)
    held, theirs = ROLES[Role(user.roles[0])], clients(user, signed_in)
    wrong = []
    for door in OF_A_TICKET:
        status = asked(theirs.at(door), door, ticket).status_code
        if not held & door.capabilities:
            right = status == 403
        elif ticket.sensitivity not in SEES[who]:
            right = status == 404
        else:
            # What lies below a ticket that may be opened can itself be absent.
            right = status not in SHUT or door.route.count("<") > 1
        if not right:
            wrong.append(f"{door.name}: {status}")
    assert wrong == []
