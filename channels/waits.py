"""The wait that is told to a caller: a band of minutes, or nothing where nothing is known.

Position × mean handling time ÷ agents who take calls: what the last in line waits when everybody
before them stays. Some leave, so it errs on the long side.

Whose turn it is: a step of priority is worth so many minutes of waiting, so that who is less urgent
comes all the same; callers of a special operation come before all others.
"""

import datetime as dt
import itertools

EDGES = (0, 5, 10, 20, 30, 45, 60, 90, 120)


CRISIS_PRIORITY = 0


def turn(*, priority: int, since: dt.datetime, step: dt.timedelta) -> tuple[bool, dt.datetime]:
    """What callers are sorted by: the smallest is next. `step` is what one priority is worth."""
    return priority != CRISIS_PRIORITY, since + priority * step


def wait_seconds(*, position: int, handling_seconds: float, agents: int) -> float | None:
    """The expected wait of who stands at this position (1 is next); None without agents."""
    if agents <= 0 or handling_seconds <= 0:
        return None
    return position * handling_seconds / agents


def band(seconds: float | None) -> tuple[int | None, int | None]:
    """The band in minutes: (10, 20); above the highest edge (120, None); unknown (None, None)."""
    if seconds is None:
        return None, None
    minutes = seconds / 60
    for low, high in itertools.pairwise(EDGES):
        if minutes < high:
            return low, high
    return EDGES[-1], None
