"""Files and application statuses of the demonstration's clients: several stages, some stale.

The callers of the data file are for trying the telephone: docs/statuses.md names them.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from contactcentre.demo.case import Case
from people.actions.record_statuses import record_statuses
from people.enums import LineOfBusiness
from people.extracts import StatusFacts, read_row

DATA = Path(__file__).parent / "data" / "statuses.json"
SOURCE = "Case system"
FRESH, STALE = dt.timedelta(hours=7), dt.timedelta(days=9)
STALE_SHARE = 0.15
LINES = {
    "citizenship": LineOfBusiness.CITIZENSHIP,
    "family": LineOfBusiness.FAMILY,
    "work": LineOfBusiness.WORK_PERMIT,
    "study": LineOfBusiness.STUDY_PERMIT,
    "visitor": LineOfBusiness.VISITOR,
    "pr_card": LineOfBusiness.PR_CARD,
    "permanent_residence": LineOfBusiness.PERMANENT_RESIDENCE,
}


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    """What the data file holds: read once, not to be changed."""
    return json.loads(DATA.read_text("utf-8"))


def load_statuses(cases: Iterable[Case], *, now: dt.datetime, seed: int) -> None:
    """Record where the applications stand of those who gave their numbers, and of the callers."""
    chance = Random(seed)  # noqa: S311 - the same seed gives the same statuses
    rows = [*_callers(now), *(_of(case, chance, now) for case in cases if case.enquiry.uci)]
    record_statuses(rows=rows, now=now)


def _callers(now: dt.datetime) -> Iterator[StatusFacts]:
    for caller in _data()["callers"]:
        facts = {name: value for name, value in caller.items() if name not in ("course", "hours")}
        as_of = now - dt.timedelta(hours=caller["hours"])
        yield _facts(_data()["courses"][caller["course"]], facts, as_of=as_of, now=now)


def _of(case: Case, chance: Random, now: dt.datetime) -> StatusFacts:
    code, enquiry = case.situation.code, case.enquiry
    line = next((LINES[word] for word in LINES if word in code), LineOfBusiness.PERMANENT_RESIDENCE)
    facts = {
        "uci": enquiry.uci,
        "application_number": enquiry.application_numbers[0],
        "date_of_birth": case.client.born.isoformat(),
        "line_of_business": str(line),
    }
    as_of = now - (STALE if chance.random() < STALE_SHARE else FRESH)
    return _facts(chance.choice(_data()["courses"]), facts, as_of=as_of, now=now)


def _facts(
    course: dict[str, Any], facts: dict[str, str], *, as_of: dt.datetime, now: dt.datetime
) -> StatusFacts:
    """One row as an extract would hold it, read as one."""
    activity = as_of.date() - dt.timedelta(days=course["days"])
    step = as_of.date() + dt.timedelta(days=course["in_days"]) if "in_days" in course else ""
    row = {
        **facts,
        "stage": course["stage"],
        "awaited": course["awaited"],
        "awaited_from": course.get("awaited_from", ""),
        "last_activity": course["last_activity"],
        "last_activity_on": activity.isoformat(),
        "next_step": course["next_step"],
        "next_step_on": str(step),
        "as_of": as_of.isoformat(),
        "source": SOURCE,
    }
    return read_row(row, now=now)
