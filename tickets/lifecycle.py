"""The states of a ticket and every arrow between them. No other arrow exists."""

from enum import StrEnum

from tickets.enums import LIVE_STATES, State
from tickets.exceptions import IllegalTransition


class Move(StrEnum):
    """A reason to change state."""

    ROUTE = "route"
    WAIT_FOR_CLIENT = "wait_for_client"
    STOP_WAITING = "stop_waiting"
    CLIENT_WROTE = "client_wrote"
    REFER = "refer"
    OFFICES_DONE = "offices_done"
    RESOLVE = "resolve"
    CLOSE = "close"
    DISCARD = "discard"


ARROWS: dict[tuple[State, Move], State] = {
    (State.NEW, Move.ROUTE): State.OPEN,
    (State.OPEN, Move.WAIT_FOR_CLIENT): State.WAITING_CLIENT,
    (State.WAITING_CLIENT, Move.STOP_WAITING): State.OPEN,
    (State.WAITING_CLIENT, Move.CLIENT_WROTE): State.OPEN,
    (State.RESOLVED, Move.CLIENT_WROTE): State.OPEN,
    (State.NEW, Move.CLIENT_WROTE): State.NEW,
    (State.OPEN, Move.CLIENT_WROTE): State.OPEN,
    (State.WAITING_OFFICE, Move.CLIENT_WROTE): State.WAITING_OFFICE,
    (State.OPEN, Move.REFER): State.WAITING_OFFICE,
    (State.WAITING_OFFICE, Move.REFER): State.WAITING_OFFICE,
    (State.WAITING_OFFICE, Move.OFFICES_DONE): State.OPEN,
    (State.OPEN, Move.RESOLVE): State.RESOLVED,
    (State.RESOLVED, Move.CLOSE): State.CLOSED,
    **{(state, Move.DISCARD): State.CLOSED for state in (*LIVE_STATES, State.RESOLVED)},
}


def next_state(state: State | str, move: Move) -> State:
    """Return where the move leads; raise IllegalTransition where there is no arrow."""
    try:
        return ARROWS[State(state), move]
    except KeyError:
        raise IllegalTransition from None


def allows(state: State | str, move: Move) -> bool:
    """Whether there is such an arrow from this state."""
    return (State(state), move) in ARROWS
