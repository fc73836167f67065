"""When an outgoing mail is tried again: soon at first, hourly in the end, for two days."""

import datetime as dt

LEASE = dt.timedelta(minutes=3)
MOST_ATTEMPTS = 100
GIVE_UP_AFTER = dt.timedelta(days=2)
_MINUTES = (1, 2, 5, 5, 10, 15, 30)


def next_attempt(*, attempts: int, created_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """The time of the next attempt after so many failed ones; None when it is given up."""
    minutes = _MINUTES[attempts - 1] if 0 < attempts <= len(_MINUTES) else 60
    if now - created_at >= GIVE_UP_AFTER:
        return None
    return now + dt.timedelta(minutes=minutes)
