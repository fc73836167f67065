"""`manage.py business_time`: JSON lines in, JSON lines out, and never a failure for a bad one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tickets.actions.standards import publish_calendar
from tickets.management.commands.business_time import Desk
from tickets.models import BusinessCalendar, CalendarVersion

ROOT = Path(__file__).parents[2]
OFFICE = {
    "tz": "America/Toronto",
    "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-12-25"],
}
DUE = {"op": "due", "calendar": OFFICE, "start": "2026-11-24T09:00:00-05:00", "seconds": 28800}
BETWEEN = {
    "op": "between",
    "calendar": OFFICE,
    "start": "2026-11-24T14:00:00Z",
    "end": "2026-11-25T09:30:00-05:00",
}


def ask(**line):
    return Desk().answer(json.dumps(line).encode())


def test_due_is_written_in_the_calendars_own_zone():
    assert ask(id=1, **DUE) == {"id": 1, "due": "2026-11-24T17:00:00-05:00"}
    west = {**DUE, "calendar": {**OFFICE, "tz": "America/Vancouver"}, "seconds": 3600}
    assert ask(id=2, **west) == {"id": 2, "due": "2026-11-24T10:00:00-07:00"}


def test_between_counts_seconds_and_turns_negative():
    assert ask(id="b", **BETWEEN) == {"id": "b", "seconds": 8 * 3600 + 1800}
    turned = {**BETWEEN, "start": BETWEEN["end"], "end": BETWEEN["start"]}
    assert ask(id="b", **turned) == {"id": "b", "seconds": -8 * 3600 - 1800}


def test_pauses_are_honoured_in_both():
    pauses = [
        ["2026-11-24T10:00:00-05:00", "2026-11-24T11:00:00-05:00"],
        ["2026-11-24T15:30:00Z", "2026-11-24T17:00:00Z"],
    ]
    assert ask(id=1, pauses=pauses, **DUE)["due"] == "2026-11-25T11:00:00-05:00"
    assert ask(id=1, pauses=pauses, **BETWEEN)["seconds"] == 6 * 3600 + 1800


def test_an_id_comes_back_as_it_was():
    for given in (0, "é", None, [1], {"a": 1}):
        assert ask(id=given, **DUE)["id"] == given
    assert ask(**DUE)["id"] is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"op": "do"}, "op must be"),
        ({"op": None}, "op must be"),
        ({"op": ["due"]}, "op must be"),
        ({"seconds": -1}, "negative"),
        ({"seconds": 1.5}, "whole number"),
        ({"seconds": "60"}, "whole number"),
        ({"seconds": True}, "whole number"),
        ({"seconds": None}, "whole number"),
        ({"seconds": 10**12}, "hundred years"),
        ({"seconds": 10**100}, "hundred years"),
        ({"start": "2026-11-24T09:00:00"}, "UTC offset"),
        ({"start": "2026-11-24"}, "UTC offset"),
        ({"start": "yesterday"}, "ISO"),
        ({"start": 1764000000}, "ISO"),
        ({"start": "9999-12-31T23:59:59Z"}, "hundred years"),
        ({"calendar": None}, "object or a name"),
        ({"calendar": [OFFICE]}, "object or a name"),
        ({"calendar": {**OFFICE, "tz": "America/Montréal"}}, "unknown time zone"),
        ({"calendar": {**OFFICE, "hours": {}}}, "no opening hours"),
        ({"calendar": {**OFFICE, "hours": {"monday": [["09:00", "17:00"]]}}}, "unknown weekday"),
        ({"pauses": None}, "pauses"),
        ({"pauses": ["2026-11-24T09:00:00Z"]}, "pauses"),
        ({"pauses": [["2026-11-24T09:00:00Z", "2026-11-24T10:00:00"]]}, "UTC offset"),
        ({"pauses": [["2026-11-24T10:00:00Z", "2026-11-24T09:00:00Z"]]}, "ends before"),
    ],
)
def test_a_bad_line_is_answered_with_its_error(changes, words):
    answer = ask(id=7, **{**DUE, **changes})
    assert answer.keys() == {"id", "error"}
    assert answer["id"] == 7
    assert words in answer["error"]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe",
        b'{"id": NaN}',
        b"[" * 100_000,
        b'{"id": 1, "seconds": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_line_that_is_no_object_has_no_id(raw):
    answer = Desk().answer(raw)
    assert answer.keys() == {"id", "error"}
    assert answer["id"] is None


def test_the_edges_of_the_calendar_of_years_are_errors():
    east = {**OFFICE, "tz": "Pacific/Kiritimati"}
    late = ask(id=1, **{**DUE, "calendar": east, "start": "9999-12-31T23:00:00Z", "seconds": 0})
    assert "error" in late


class TestNamedCalendars:
    @pytest.fixture
    def written(self, empty, now):
        version = CalendarVersion.objects.create(
            calendar=BusinessCalendar.objects.create(code="written", name_en="W", name_fr="É"),
            zone="America/Toronto",
            hours=OFFICE["hours"],
        )
        return publish_calendar(version_id=version.pk, by=None, now=now)

    def test_is_looked_up_among_the_published(self, written):
        assert ask(id=1, **{**DUE, "calendar": "written"}) == {
            "id": 1,
            "due": "2026-11-24T17:00:00-05:00",
        }

    @pytest.mark.parametrize("name", ["nobody", "", "writ\0ten", "x" * 10_000])
    def test_one_that_is_not_there_is_an_error(self, written, name):
        assert ask(id=1, **{**DUE, "calendar": name}) == {"id": 1, "error": "no such calendar"}

    def test_one_that_is_not_published_is_not_there(self, written):
        CalendarVersion.objects.create(
            calendar=BusinessCalendar.objects.create(code="draft", name_en="D", name_fr="É"),
            zone="UTC",
            hours=OFFICE["hours"],
        )
        assert ask(id=1, **{**DUE, "calendar": "draft"}) == {"id": 1, "error": "no such calendar"}


COMMAND = {
    "args": [sys.executable, "manage.py", "business_time"],
    "cwd": ROOT,
    # As scripts may run it, where no database answers.
    "env": {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"},
    "stdin": subprocess.PIPE,
    "stderr": subprocess.PIPE,
}


def test_answers_line_by_line_without_a_database():
    with subprocess.Popen(**COMMAND, stdout=subprocess.PIPE) as process:
        for number in (1, 2):
            process.stdin.write(json.dumps({"id": number, **DUE}).encode() + b"\n\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        named = json.dumps({"id": 3, **DUE, "calendar": "written"}).encode()
        out, err = process.communicate(b"nonsense\n" + named, timeout=30)
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == [None, 3]
    assert all("error" in answer for answer in answers)
    assert (process.returncode, err) == (0, b"")


def test_a_reader_that_leaves_is_no_failure():
    reader, writer = os.pipe()
    with subprocess.Popen(**COMMAND, stdout=writer) as process:
        os.close(reader)
        os.close(writer)
        _, err = process.communicate((json.dumps(DUE).encode() + b"\n") * 50, timeout=30)
    assert (process.returncode, err) == (0, b"")
