"""Who may do what to which ticket: every verb × role × sensitivity, through its doors."""

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from accounts.actions.tokens import create_token
from accounts.models import User
from accounts.roles import ROLES
from tests import factories
from tests.architecture.deeds import (
    DEEDS,
    DESK,
    ELSEWHERE,
    HANDOVER,
    NONE,
    REFERRAL,
    Deed,
    Scene,
    held_by_actor,
    scene,
)
from tickets.actions.assign import take
from tickets.actions.restrict import apply_sensitivity
from tickets.enums import Robot, Sensitivity
from tickets.models import Draft, Event, NeedToKnow, ProcessingOffice, ReferralDraft

ACTIONS = Path(__file__).parents[2] / "tickets" / "actions"
# Whose file can be opened by whom. "named": the actor is on the list of a privacy breach.
SEES = {
    "ordinary": DESK,
    "restricted": frozenset({"supervisor"}),
    "privacy_breach": frozenset[str](),
    "named": DESK,
}
DONE, FORBIDDEN, ABSENT, NOTHING = "done", 403, 404, "nothing"
Clients = Callable[[User], tuple[Client, Client]]


def verbs() -> set[str]:
    """What a person can do: the functions of the actions that say by whom."""
    found = set()
    for path in ACTIONS.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                if any(argument.arg == "by" for argument in node.args.kwonlyargs):
                    found.add(f"{path.stem}.{node.name}")
    return found - {"base.record", "restrict.apply_sensitivity"}


def test_every_verb_stands_in_the_matrix() -> None:
    assert verbs() == {deed.verb for deed in DEEDS} | set(ELSEWHERE)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in here has not happened."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def seal(stage: Scene, case: str) -> None:
    if case == "ordinary":
        return
    word = Sensitivity.PRIVACY_BREACH if case == "named" else Sensitivity(case)
    apply_sensitivity(stage.fresh(), word, by=Robot.SYSTEM, now=stage.now)
    NeedToKnow.objects.exclude(user=stage.colleague).delete()
    if case == "named":
        NeedToKnow.objects.create(ticket=stage.ticket, user=stage.actor, at=stage.now)
    stage.fresh()


def traces(actor: User) -> int:
    """What the actor has left behind."""
    return (
        Event.objects.filter(user=actor).count()
        + Draft.objects.filter(user=actor).count()
        + ReferralDraft.objects.filter(user=actor).count()
    )


def expected(deed: Deed, role: str, case: str) -> str | int:
    if role not in deed.who:
        return FORBIDDEN
    if deed.about in (REFERRAL, HANDOVER) or role in SEES[case]:
        return DONE
    return NOTHING if deed.about == NONE else ABSENT


def act(deed: Deed, stage: Scene, client: Client) -> str | int:
    """Go through the door; say what came of it."""
    named = [] if deed.about == NONE else [stage.subject(deed), *deed.more]
    address = reverse(deed.address, args=named)
    before = traces(stage.actor)
    kind = "application/json" if deed.is_api else MULTIPART_CONTENT
    answer = client.post(address, deed.fields(stage), content_type=kind)
    left = traces(stage.actor) > before
    if answer.status_code in (FORBIDDEN, ABSENT):
        return f"{answer.status_code} but done" if left else answer.status_code
    if answer.status_code in (200, 201, 204, 302):
        return DONE if left else NOTHING
    return f"{answer.status_code} {answer.content[-300:]!r}"


@pytest.fixture
def clients(signed_in: Callable[[User], Client], now: dt.datetime) -> Clients:
    """A browser and a program of a user."""

    def pair(user: User) -> tuple[Client, Client]:
        _token, secret = create_token(label="matrix", by=user, now=now)
        return signed_in(user), Client(headers={"authorization": f"Bearer {secret}"})

    return pair


@pytest.mark.parametrize("role", list(ROLES))
def test_the_matrix_holds(role: str, centre: None, now: dt.datetime, clients: Clients) -> None:
    first = ProcessingOffice.objects.order_by("code")[0]
    actor = factories.officer(first) if role == "officer" else factories.user(str(role))
    stage = scene(actor, now)
    browser, program = clients(actor)
    wrong = []
    for deed in DEEDS:
        # Without the right it is enough to try where most could be seen.
        for case in SEES if role in deed.who else ["named"]:
            with undone():
                seal(stage, case)
                if deed.ready is not held_by_actor or expected(deed, role, case) == DONE:
                    deed.ready(stage)
                found = act(deed, stage, program if deed.is_api else browser)
            stage.fresh()
            if found != expected(deed, role, case):
                wrong.append(f"{deed.address} on {case}: {found}")
    assert wrong == []


def test_an_officer_reaches_the_referrals_of_their_own_offices_only(
    centre: None, now: dt.datetime, clients: Clients
) -> None:
    other = factories.officer(ProcessingOffice.objects.order_by("-code")[0])
    stage = scene(other, now)
    browser, program = clients(other)
    reached = []
    for deed in DEEDS:
        if deed.about in (REFERRAL, HANDOVER):
            with undone():
                deed.ready(stage)
                if act(deed, stage, program if deed.is_api else browser) != ABSENT:
                    reached.append(deed.address)
    assert reached == []


def test_an_agent_of_another_team_gets_nothing_by_next(
    centre: None, now: dt.datetime, clients: Clients
) -> None:
    """The queue's teams decide who is given its tickets, not who may find them."""
    stranger = factories.user("agent", teams=False)
    stage = scene(stranger, now)
    browser, _program = clients(stranger)
    browser.post(reverse("tickets:next"))
    assert stage.fresh().assignee is None


def test_files_beside_a_draft_follow_the_ticket(
    centre: None, now: dt.datetime, clients: Clients
) -> None:
    stage = scene(factories.user("agent"), now)
    browser, _program = clients(stage.actor)
    seal(stage, "privacy_breach")
    for name, more in (("upload_file", []), ("remove_file", [1])):
        address = reverse(f"tickets:{name}", args=[stage.ticket.number, *more])
        assert browser.post(address).status_code == ABSENT


@pytest.mark.parametrize("role", list(ROLES))
def test_only_a_supervisor_returns_the_work_of_somebody_absent(
    role: str, centre: None, now: dt.datetime, clients: Clients
) -> None:
    actor = factories.officer() if role == "officer" else factories.user(str(role))
    stage = scene(actor, now)
    agent = factories.user("agent")
    take(ticket_id=stage.ticket.pk, by=agent, now=now)
    browser, _program = clients(actor)
    answer = browser.post(reverse("tickets:return_work", args=[agent.pk]))
    may = role == "supervisor"
    assert answer.status_code == (302 if may else FORBIDDEN)
    assert (stage.fresh().assignee is None) == may
