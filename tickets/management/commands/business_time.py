"""Business-time arithmetic for scripts: one JSON object a line in, one a line out.

A due time is written in the calendar's own zone. A line that can't be answered is answered with
its error; the command itself never fails for one.
"""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DataError
from django.db import Error as DatabaseProblem

from contactcentre.kit.commands import BadLineError, Line, answer_lines, read_object
from tickets.calendars import Calendar, CalendarError, Pause, between, due, parse_calendar, zone_of
from tickets.models import CalendarVersion


class Command(BaseCommand):
    help = "Business-time arithmetic: JSON lines on stdin, JSON lines on stdout."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        answer_lines(Desk().answer, self.stdout)


class Desk:
    """Answers lines. A named calendar is looked up when a line first asks for it."""

    def __init__(self) -> None:
        self._named: dict[str, Calendar] = {}

    def answer(self, raw: bytes) -> Line:
        line: Line = {}
        try:
            line = read_object(raw)
            return {"id": line.get("id"), **self._solve(line)}
        except (BadLineError, CalendarError) as problem:
            error = str(problem)
        except OverflowError:
            error = "out of the range of dates"
        return {"id": line.get("id"), "error": error}

    def _solve(self, line: Line) -> Line:
        operation = line.get("op")
        if operation not in ("due", "between"):
            raise BadLineError("op must be due or between")
        calendar = self._calendar(line.get("calendar"))
        start, pauses = _instant(line.get("start"), "start"), _pauses(line.get("pauses", []))
        if operation == "between":
            end = _instant(line.get("end"), "end")
            return {"seconds": between(calendar, start, end, pauses)}
        reached = due(calendar, start, _seconds(line.get("seconds")), pauses)
        return {"due": reached.astimezone(zone_of(calendar.tz)).isoformat()}

    def _calendar(self, wanted: Any) -> Calendar:
        if not isinstance(wanted, str):
            return parse_calendar(wanted)
        if wanted not in self._named:
            self._named[wanted] = _look_up(wanted)
        return self._named[wanted]


def _look_up(code: str) -> Calendar:
    try:
        return CalendarVersion.objects.named(code).rule()
    except (CalendarVersion.DoesNotExist, DataError, ValueError) as error:
        raise BadLineError("no such calendar") from error
    except DatabaseProblem as error:
        raise BadLineError("the named calendars are out of reach: no database") from error


def _seconds(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadLineError("seconds must be a whole number")
    return value


def _instant(value: Any, name: str) -> datetime:
    if not isinstance(value, str):
        raise BadLineError(f"{name} must be an ISO date and time")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise BadLineError(f"{name} must be an ISO date and time") from error
    if moment.tzinfo is None:
        raise BadLineError(f"{name} must have its UTC offset")
    return moment


def _pauses(value: Any) -> list[Pause]:
    if not isinstance(value, list):
        raise BadLineError("pauses must be a list of [start, end]")
    return [_pause(pair) for pair in value]


def _pause(pair: Any) -> Pause:
    if not isinstance(pair, list) or len(pair) != 2:
        raise BadLineError("pauses must be a list of [start, end]")
    return _instant(pair[0], "a pause's start"), _instant(pair[1], "a pause's end")
