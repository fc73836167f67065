"""One computation of the board for all who look at it in the same seconds.

Kept in the process, not in the cache: a page that only reads must not write, and a few processes
that each count every two seconds cost less than they would with a table between them.
"""

import datetime as dt
from threading import Lock

from insights.queries.board import Board, read_board

FRESH_FOR = dt.timedelta(seconds=2)
_boards: dict[tuple[str, ...], Board] = {}
_lock = Lock()


def shared_board(sensitivities: list[str], *, now: dt.datetime) -> Board:
    """Return the board as of `now`, or as of at most two seconds before."""
    key = tuple(sorted(sensitivities))
    with _lock:
        board = _boards.get(key)
        if board is None or abs(now - board.as_of) >= FRESH_FOR:
            board = _boards[key] = read_board(sensitivities, now=now)
    return board
