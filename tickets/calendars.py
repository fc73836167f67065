"""Business time: a calendar's open hours as instants, and arithmetic on them.

Every bound is a local wall-clock time, resolved once in the calendar's own zone by PEP 495 with
fold=0; from there on there are only instants, so elapsed time is always real time:

* a wall-clock time that happens twice means its first occurrence;
* one that is skipped is as much later as the clock jumped (02:30 becomes 03:30), and a shift
  that this turns inside out does not take place;
* 00:00-04:00 therefore lasts three hours in spring and five in autumn.

A shift belongs to the local date on which it starts: a holiday removes the shifts that start on
it, whole, and leaves the tail of the shift that started on its eve.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_DAYS = 36_525  # a century: a due time further ahead is a slip of the keyboard

_DAY = 86_400
_MICRO = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_FIRST_DAY, _LAST_DAY = date.min.toordinal() + 3, date.max.toordinal() - 3
_CLOCK_TIME = re.compile(r"(\d\d):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Shift = tuple[int, int]  # seconds after the midnight on which it starts; may pass 24:00
Week = tuple[tuple[Shift, ...], ...]
Pause = tuple[datetime, datetime]
Window = tuple[datetime, datetime]
_Span = tuple[int, int]  # microseconds since the epoch


class CalendarError(ValueError):
    """A calendar that cannot be, or a question that it cannot answer; `code` names which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open hours of a week (Monday first) in a zone, without the holidays."""

    tz: str
    hours: Week
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_of(self.tz)
        if len(self.hours) != len(WEEKDAYS):
            raise CalendarError("bad_hours", "hours must name the seven weekdays")
        if not any(self.hours):
            raise CalendarError("no_hours", "the calendar has no opening hours")
        for start, end in (shift for day in self.hours for shift in day):
            if not (0 <= start < _DAY and start < end <= start + _DAY):
                raise CalendarError("bad_hours", "a shift lasts up to 24 hours from its own day")


def parse_calendar(data: object) -> Calendar:
    """Read `{"tz", "hours": {"mon": [["09:00", "17:00"]]}, "holidays": ["2026-12-25"]}`."""
    if not isinstance(data, Mapping):
        raise CalendarError("bad_calendar", "calendar must be an object or a name")
    return Calendar(
        tz=_text(data.get("tz"), "tz"),
        hours=_parse_hours(data.get("hours")),
        holidays=_parse_holidays(data.get("holidays", [])),
    )


def due(
    calendar: Calendar, start: datetime, seconds: int, pauses: Iterable[Pause] = ()
) -> datetime:
    """Return the earliest instant by which that many business seconds passed since start."""
    left = _positive(seconds) * _MICRO
    if left == 0:
        return start.astimezone(UTC)
    for opening, closing in _open(calendar, _micros(start), _holes(pauses)):
        if closing - opening >= left:
            return _instant(opening + left)
        left -= closing - opening
    raise CalendarError("out_of_reach", "not reached within a hundred years")


def between(
    calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> int:
    """Return the business seconds from start to end, negative when end comes first."""
    if end < start:
        return -between(calendar, end, start, pauses)
    _check_span(start, end)
    stop = _micros(end)
    total = 0
    for opening, closing in _open(calendar, _micros(start), _holes(pauses)):
        if opening >= stop:
            break
        total += min(closing, stop) - opening
    return total // _MICRO


def windows(calendar: Calendar, start: datetime, end: datetime) -> list[Window]:
    """Return the open windows from start to end, in order, neighbours joined."""
    _check_span(start, end)
    stop = _micros(end)
    spans = []
    for opening, closing in _open(calendar, _micros(start), ()):
        if opening >= stop:
            break
        spans.append((opening, min(closing, stop)))
    return [(_instant(opening), _instant(closing)) for opening, closing in _merged(spans)]


def holidays_between(calendar: Calendar, start: datetime, end: datetime) -> list[date]:
    """Return the holidays that kept the calendar shut at some time from start to end."""
    zone = zone_of(calendar.tz)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    return sorted(
        day for day in calendar.holidays if first <= day <= last and calendar.hours[day.weekday()]
    )


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone; a name that the zone data lack is a CalendarError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CalendarError("unknown_zone", "unknown time zone") from error


class _Timetable:
    """A calendar's open spans, one UTC day at a time.

    UTC days cut time into pieces that neither overlap nor leave gaps whatever the local clock
    does, so the pieces come in order and each can be remembered.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.zone = zone_of(calendar.tz)
        self.spans_on = lru_cache(maxsize=4096)(self._spans_on)
        self._shifts_on = lru_cache(maxsize=16)(self._resolve_shifts)

    def _spans_on(self, day: int) -> tuple[_Span, ...]:
        # Offsets reach 15 h either way and a shift may end a day later: four local dates.
        opens, closes = _midnight(day), _midnight(day + 1)
        found = (span for local in range(day - 2, day + 2) for span in self._shifts_on(local))
        inside = [(max(a, opens), min(b, closes)) for a, b in found if a < closes and b > opens]
        return tuple(_merged(inside))

    def _resolve_shifts(self, day: int) -> tuple[_Span, ...]:
        local = date.fromordinal(day)
        if local in self.calendar.holidays:
            return ()
        midnight = datetime.fromordinal(day)
        bounds = (
            (self._resolve(midnight, start), self._resolve(midnight, end))
            for start, end in self.calendar.hours[local.weekday()]
        )
        return tuple((start, end) for start, end in bounds if start < end)

    def _resolve(self, midnight: datetime, seconds: int) -> int:
        wall = midnight + timedelta(seconds=seconds)
        return _micros(wall.replace(tzinfo=self.zone))


@lru_cache(maxsize=64)
def _timetable(calendar: Calendar) -> _Timetable:
    return _Timetable(calendar)


def _open(calendar: Calendar, start: int, holes: Sequence[_Span]) -> Iterator[_Span]:
    """Yield the open spans from start on, less the holes, in order, as far as the horizon."""
    spans_on = _timetable(calendar).spans_on
    first = start // (_DAY * _MICRO) + _EPOCH_DAY
    passed = 0
    for day in range(max(first, _FIRST_DAY), min(first + HORIZON_DAYS + 2, _LAST_DAY)):
        for opening, closing in spans_on(day):
            if closing <= start:
                continue
            begin = max(opening, start)
            while passed < len(holes) and holes[passed][1] <= begin:
                passed += 1
            yield from _less(begin, closing, holes, passed)


def _less(begin: int, end: int, holes: Sequence[_Span], nearest: int) -> Iterator[_Span]:
    for index in range(nearest, len(holes)):
        hole_start, hole_end = holes[index]
        if hole_start >= end:
            break
        if begin < hole_start:
            yield begin, hole_start
        begin = max(begin, hole_end)
    if begin < end:
        yield begin, end


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _holes(pauses: Iterable[Pause]) -> list[_Span]:
    spans = [(_micros(start), _micros(end)) for start, end in pauses]
    if any(end < start for start, end in spans):
        raise CalendarError("bad_pause", "a pause ends before it starts")
    return _merged(span for span in spans if span[0] < span[1])


def _micros(instant: datetime) -> int:
    if instant.tzinfo is None:
        raise CalendarError("naive", "a date and time needs its UTC offset")
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _midnight(day: int) -> int:
    return (day - _EPOCH_DAY) * _DAY * _MICRO


def _check_span(start: datetime, end: datetime) -> None:
    if end - start > timedelta(days=HORIZON_DAYS):
        raise CalendarError("out_of_reach", "the two times lie more than a hundred years apart")


def _positive(seconds: int) -> int:
    if seconds < 0:
        raise CalendarError("bad_seconds", "seconds must not be negative")
    if seconds > HORIZON_DAYS * _DAY:
        raise CalendarError("out_of_reach", "not reached within a hundred years")
    return seconds


def _parse_hours(data: object) -> Week:
    if not isinstance(data, Mapping):
        raise CalendarError("bad_hours", "hours must be an object of weekdays")
    if unknown := [str(key) for key in data if key not in WEEKDAYS]:
        raise CalendarError("bad_weekday", f"unknown weekday: {', '.join(unknown)[:40]}")
    return tuple(_parse_day(data.get(day, [])) for day in WEEKDAYS)


def _parse_day(data: object) -> tuple[Shift, ...]:
    if not isinstance(data, list | tuple):
        raise CalendarError("bad_hours", "a weekday's hours must be a list of [start, end]")
    return tuple(_parse_shift(shift) for shift in data)


def _parse_shift(data: object) -> Shift:
    if not isinstance(data, list | tuple) or len(data) != 2:
        raise CalendarError("bad_hours", "a weekday's hours must be a list of [start, end]")
    start, end = (_parse_clock_time(bound) for bound in data)
    if start == _DAY:
        raise CalendarError("bad_time", "24:00 can only end a shift")
    return start, end if end > start else end + _DAY


def _parse_clock_time(data: object) -> int:
    match = _CLOCK_TIME.fullmatch(_text(data, "a time"))
    if match is None:
        raise CalendarError("bad_time", "a time must be HH:MM or HH:MM:SS")
    hour, minute, second = (int(part or 0) for part in match.groups())
    seconds = hour * 3600 + minute * 60 + second
    if seconds > _DAY:
        raise CalendarError("bad_time", "a time must not be later than 24:00")
    return seconds


def _parse_holidays(data: object) -> frozenset[date]:
    if not isinstance(data, list | tuple):
        raise CalendarError("bad_holiday", "holidays must be a list of dates")
    return frozenset(_parse_date(day) for day in data)


def _parse_date(data: object) -> date:
    text = _text(data, "a holiday")
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CalendarError("bad_holiday", "a holiday must be a date, YYYY-MM-DD")


def _text(data: object, what: str) -> str:
    if not isinstance(data, str):
        raise CalendarError("bad_type", f"{what} must be text")
    return data
