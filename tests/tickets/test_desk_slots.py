"""Apps above put their parts on the desk without the desk knowing them."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Can
from tests import factories
from tickets import slots
from tickets.slots import Place

SignIn = Callable[[User], Client]


@pytest.fixture
def filled() -> Iterator[None]:
    """Two of the desk's own addresses stand for those of an app above."""
    slots.register(
        Place.TICKET_CONTEXT, url_name="tickets:history", label="Calls", capability=Can.WORK_TICKETS
    )
    slots.register(
        Place.TOP_BAR, url_name="tickets:team", label="Floor", capability=Can.RETURN_ABSENT_WORK
    )
    yield
    slots.unregister(Place.TICKET_CONTEXT, url_name="tickets:history")
    slots.unregister(Place.TOP_BAR, url_name="tickets:team")


def test_a_filled_place_is_loaded_or_linked(agent: User, signed_in: SignIn, filled: None) -> None:
    ticket = factories.ticket()
    text = signed_in(agent).get(f"/en/desk/tickets/{ticket.number}/").content.decode()
    address = f"/en/desk/tickets/{ticket.number}/history/"
    assert f'hx-get="{address}"' in text
    assert f'<a href="{address}">Calls</a>' in text


def test_it_is_there_for_those_who_hold_the_capability_only(
    agent: User, supervisor: User, signed_in: SignIn, filled: None
) -> None:
    assert ">Floor</a>" in signed_in(supervisor).get("/en/desk/").content.decode()
    assert ">Floor</a>" not in signed_in(agent).get("/en/desk/").content.decode()


def test_a_place_that_nobody_fills_leaves_no_hole(
    agent: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_filled", {place: {} for place in slots.Place})
    text = signed_in(agent).get(f"/en/desk/tickets/{factories.ticket().number}/").content.decode()
    assert 'class="slot"' not in text
