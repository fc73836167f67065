"""An oracle for business time that shares nothing with the product: it watches a wall clock.

It walks real minutes and asks, for every shift, the two questions that a doorman would: has the
wall clock reached the opening time for the first time, and the closing time? It is slow, and
knows only whole minutes.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def is_open(data, instant):
    """Whether the calendar (in its JSON form) is open during the minute that starts now."""
    zone = ZoneInfo(data["tz"])
    today = instant.astimezone(zone).date()
    for back in (-1, 0, 1, 2):
        day = today - timedelta(days=back)
        if day.isoformat() in data["holidays"]:
            continue
        for opening, closing in data["hours"].get(NAMES[day.weekday()], []):
            ends = day + timedelta(days=1) if closing <= opening else day
            if rings(day, opening, zone) <= instant < rings(ends, closing, zone):
                return True
    return False


def rings(day, clock_time, zone):
    """The real minute at which a bell set to that local day and time rings.

    Found by looking at offsets, not by asking the zone to resolve the local time: of the real
    times that show it the earlier one; of none, the time at which it would have come had the
    clock not jumped.
    """
    hour, minute = (int(part) for part in clock_time.split(":"))
    wall = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001
    shown = []
    before_jump = None
    for offset in sorted(offsets_around(wall, zone), reverse=True):
        instant = (wall - offset).replace(tzinfo=UTC)
        if instant.astimezone(zone).utcoffset() == offset:
            shown.append(instant)
        else:
            before_jump = max(before_jump or instant, instant)
    return min(shown) if shown else before_jump


def offsets_around(wall, zone):
    noon = wall.replace(tzinfo=UTC)
    return {(noon + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-30, 30)}


def between(data, start, end, pauses=()):
    minutes, at = 0, start
    while at < end:
        paused = any(first <= at < last for first, last in pauses)
        minutes += is_open(data, at) and not paused
        at += MINUTE
    return minutes * 60


def due(data, start, seconds, pauses=()):
    at = start
    while seconds > 0:
        paused = any(first <= at < last for first, last in pauses)
        if is_open(data, at) and not paused:
            seconds -= 60
        at += MINUTE
    return at
