"""Where a caller may be, by their number; and whether a line is open where they may be.

A number proves nothing: it decides opening hours, never identity.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, timezone

from channels.enums import DayPart
from tickets.calendars import Calendar, windows
from tickets.countries import CANADA, PROVINCES

NOWHERE = (PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
ALL_ZONES = tuple(sorted({zone for *_names, zone in PROVINCES}))
# Area codes over more zones than the numbering data say: the three territories, western Ontario.
MORE_ZONES = {
    "867": (
        "America/Whitehorse",
        "America/Edmonton",
        "America/Winnipeg",
        "America/Iqaluit",
    ),
    "807": ("America/Toronto", "America/Winnipeg"),
}
_CODES = {english: code for code, english, _french, _zone in PROVINCES}
_AHEAD = dt.timedelta(days=14)
_MOMENT = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Whereabouts:
    """A country ("" when the number does not tell), a province when there is but one, and every
    zone of Canada that it may be in."""

    country: str = ""
    province: str = ""
    zones: tuple[str, ...] = ALL_ZONES


def whereabouts(number: str) -> Whereabouts:
    """Where a number in E.164 may be called from. An empty or odd one may be anywhere."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return Whereabouts()
    if phonenumbers.number_type(parsed) in NOWHERE:
        return Whereabouts()
    country = phonenumbers.region_code_for_number(parsed) or ""
    if country != CANADA:
        return Whereabouts(country=country, zones=() if country else ALL_ZONES)
    area = str(parsed.national_number)[:3]
    zones = MORE_ZONES.get(area) or timezone.time_zones_for_number(parsed)
    return Whereabouts(country, _province(parsed), tuple(zones))


def _province(parsed: PhoneNumber) -> str:
    """The only province in which that area code is; "" when there are several."""
    # Names of places all over the world: seven tenths of a second for who never asks.
    from phonenumbers import geocoder  # noqa: PLC0415

    provinces = geocoder.description_for_number(parsed, "en").split("/")
    return _CODES.get(provinces[0], "") if len(provinces) == 1 else ""


def is_canadian(number: str) -> bool:
    """Whether a number can be called back: one of Canada that belongs to a place."""
    return whereabouts(number).country == CANADA


def zone_of_number(number: str) -> str:
    """The zone in which a Canadian number is called back; "" for another number."""
    return whereabouts(number).zones[0] if is_canadian(number) else ""


def open_in(calendar: Calendar, zones: Iterable[str], now: dt.datetime) -> set[bool]:
    """What the calendar's hours, read in each of these zones, say: {True}, {False} or both."""
    return {bool(windows(replace(calendar, tz=zone), now, now + _MOMENT)) for zone in zones}


def callback_window(
    calendar: Calendar, zone: str, now: dt.datetime
) -> tuple[dt.datetime, dt.datetime]:
    """From the first open moment to the end of the next open day after it, in the zone."""
    hours, local = replace(calendar, tz=zone), ZoneInfo(zone)
    spans = windows(hours, now, now + _AHEAD)
    if not spans:
        return now, now + _AHEAD
    start = spans[0][0]
    first = start.astimezone(local).date()
    # Hours that never end make one span of all days.
    for ahead in range(1, _AHEAD.days):
        day = first + dt.timedelta(days=ahead)
        midnights = (
            dt.datetime.combine(date, dt.time(), local).astimezone(dt.UTC)
            for date in (day, day + dt.timedelta(days=1))
        )
        if open_then := windows(hours, *midnights):
            return start, open_then[-1][1]
    return start, spans[-1][1]


def window_of_part(
    calendar: Calendar, zone: str, day: dt.date, part: DayPart, now: dt.datetime
) -> tuple[dt.datetime, dt.datetime] | None:
    """The open hours of half a day in the zone, as far as they are ahead; None without any.

    A line that is open at night calls nobody before 8 or after 20 h.
    """
    local = ZoneInfo(zone)
    start, noon, end = (
        dt.datetime.combine(day, dt.time(hour), local).astimezone(dt.UTC) for hour in (8, 12, 20)
    )
    first, last = (start, noon) if part == DayPart.MORNING else (noon, end)
    if last <= now:
        return None
    spans = windows(replace(calendar, tz=zone), max(first, now), last)
    return (spans[0][0], spans[-1][1]) if spans else None


def parts_ahead(
    calendar: Calendar, zone: str, now: dt.datetime, *, days: int
) -> list[tuple[dt.date, DayPart]]:
    """The halves of the next open days in the zone, today's rest among them."""
    today = now.astimezone(ZoneInfo(zone)).date()
    found: list[tuple[dt.date, DayPart]] = []
    for ahead in range(_AHEAD.days):
        day = today + dt.timedelta(days=ahead)
        found += [(day, part) for part in DayPart if window_of_part(calendar, zone, day, part, now)]
        if len({day for day, _part in found}) == days:
            break
    return found


def next_open(calendar: Calendar, zone: str, at: dt.datetime) -> dt.datetime:
    """The first moment from `at` on at which the line is open in the zone."""
    spans = windows(replace(calendar, tz=zone), at, at + _AHEAD)
    return spans[0][0] if spans else at
