"""When what a source told us is too old to be told on."""

import datetime as dt


def is_stale(as_of: dt.datetime, *, now: dt.datetime, limit: dt.timedelta) -> bool:
    """Whether more than the limit has passed since the source's own time. Both aware."""
    return now - as_of > limit
