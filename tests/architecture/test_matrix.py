"""Role by verb by sensitivity, through every door: the data is in `deeds.py`."""

import ast
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions.tokens import create_token
from accounts.models import User
from tests import factories
from tests.architecture.deeds import DEEDS, ELSEWHERE, NONE, REFERRAL, TICKET, Deed, Scene, scene
from tickets.actions.restrict import grant_need_to_know, restrict
from tickets.enums import Sensitivity
from tickets.models import Event

ACTIONS = Path(__file__).parents[2] / "tickets" / "actions"
ROLES = ("agent", "supervisor", "officer", "administrator")
SEES = {
    "agent": {"ordinary"},
    "supervisor": {"ordinary", "restricted"},
    "officer": set(Sensitivity.values),  # of what was referred to their office
    "administrator": set(),
}
DONE = {200, 201, 204, 302}


def name(deed: Deed) -> str:
    return f"{deed.address} {deed.verb}"


def actor(role: str) -> User:
    return factories.officer() if role == "officer" else factories.user(role)


def sealed(stage: Scene, sensitivity: str) -> Scene:
    """Seal the ticket by somebody else, before the actor is anybody to it."""
    if sensitivity != Sensitivity.ORDINARY:
        restrict(
            ticket_id=stage.ticket.pk,
            sensitivity=Sensitivity(sensitivity),
            reason="x",
            by=stage.colleague,
            now=stage.now,
        )
        stage.ticket.need_to_know.exclude(user=stage.colleague).delete()
    return stage


def do(deed: Deed, stage: Scene, signed_in: Callable[[User], Client]) -> HttpResponse:
    """Ask for the deed at its door."""
    target: tuple[Any, ...] = ()
    if deed.about == TICKET:
        target = (stage.ticket.number,)
    elif deed.about == REFERRAL:
        target = (stage.referral.pk,)
    address = reverse(deed.address, args=[*target, *deed.more])
    if not deed.is_api:
        return signed_in(stage.actor).post(address, deed.fields(stage))
    _token, secret = create_token(label="x", by=stage.actor, now=stage.now)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    return client.post(address, deed.fields(stage), content_type="application/json")


def verbs() -> set[str]:
    """What a person can do: the functions of the actions that say by whom."""
    found = set()
    for path in ACTIONS.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                by = [arg for arg in node.args.kwonlyargs if arg.arg == "by"]
                if by and "Robot" not in ast.unparse(by[0].annotation):
                    found.add(f"{path.stem}.{node.name}")
    return found


def test_every_verb_of_a_person_is_in_the_matrix() -> None:
    known = {deed.verb for deed in DEEDS} | ELSEWHERE.keys()
    assert verbs() - known - {"base.record", "restrict.apply_sensitivity"} == set()


@pytest.mark.parametrize("deed", DEEDS, ids=name)
def test_who_may_do_it_does_it_and_who_may_not_changes_nothing(
    deed: Deed, centre: None, now: dt.datetime, signed_in: Callable[[User], Client]
) -> None:
    for role in ROLES:
        stage = scene(actor(role), now)
        deed.ready(stage)
        events = Event.objects.filter(ticket=stage.ticket).count()
        status = do(deed, stage, signed_in).status_code
        if role in deed.who:
            assert status in DONE, f"{role}: {status}"
        else:
            assert status == 403, f"{role}: {status}"
            assert Event.objects.filter(ticket=stage.ticket).count() == events


@pytest.mark.parametrize("sensitivity", ["restricted", "privacy_breach"])
@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.about == TICKET], ids=name)
def test_a_sealed_ticket_is_absent_for_those_outside(
    deed: Deed,
    sensitivity: str,
    centre: None,
    now: dt.datetime,
    signed_in: Callable[[User], Client],
) -> None:
    for role in sorted(deed.who):
        stage = scene(actor(role), now)
        if deed.ready.__name__ != "held_by_actor":
            deed.ready(stage)
        sealed(stage, sensitivity)
        status = do(deed, stage, signed_in).status_code
        seen = sensitivity in SEES[role]
        assert (status != 404) if seen else (status == 404), f"{role}: {status}"


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.about == NONE], ids=name)
def test_next_never_gives_a_sealed_ticket(
    deed: Deed, centre: None, now: dt.datetime, signed_in: Callable[[User], Client]
) -> None:
    stage = sealed(scene(actor("agent"), now), "restricted")
    do(deed, stage, signed_in)
    assert stage.fresh().assignee is None


def test_somebody_named_works_on_a_privacy_breach(
    centre: None, now: dt.datetime, signed_in: Callable[[User], Client]
) -> None:
    stage = sealed(scene(actor("agent"), now), "privacy_breach")
    grant_need_to_know(ticket_id=stage.ticket.pk, user=stage.actor, by=stage.colleague, now=now)
    take = next(deed for deed in DEEDS if deed.address == "tickets:take")
    assert do(take, stage, signed_in).status_code in DONE
    assert stage.fresh().assignee == stage.actor
