"""The arrows between states, all of them and no other."""

import itertools

import pytest

from tickets.enums import State
from tickets.exceptions import IllegalTransition
from tickets.lifecycle import ARROWS, Move, allows, next_state

EXPECTED = {
    ("new", "route", "open"),
    ("open", "wait_for_client", "waiting_client"),
    ("waiting_client", "stop_waiting", "open"),
    ("waiting_client", "client_wrote", "open"),
    ("resolved", "client_wrote", "open"),
    ("new", "client_wrote", "new"),
    ("open", "client_wrote", "open"),
    ("waiting_office", "client_wrote", "waiting_office"),
    ("open", "refer", "waiting_office"),
    ("waiting_office", "refer", "waiting_office"),
    ("waiting_office", "offices_done", "open"),
    ("open", "resolve", "resolved"),
    ("resolved", "close", "closed"),
    ("new", "discard", "closed"),
    ("open", "discard", "closed"),
    ("waiting_client", "discard", "closed"),
    ("waiting_office", "discard", "closed"),
    ("resolved", "discard", "closed"),
}


def test_the_table_holds_these_arrows_only() -> None:
    assert {(str(a), str(move), str(b)) for (a, move), b in ARROWS.items()} == EXPECTED


@pytest.mark.parametrize(("state", "move"), list(itertools.product(State, Move)))
def test_every_other_move_is_refused(state: State, move: Move) -> None:
    if (state, move) in ARROWS:
        assert allows(state, move)
        return
    assert not allows(state, move)
    with pytest.raises(IllegalTransition):
        next_state(state, move)


def test_nothing_leaves_closed() -> None:
    assert not any(allows(State.CLOSED, move) for move in Move)
