"""Reads the rows of an extract of application statuses. docs/statuses.md describes the columns.

What is refused is told by column and reason, never with what stood there: it may be personal.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from people.enums import Activity, Awaited, AwaitedFrom, LineOfBusiness, NextStep, Stage
from people.identifiers import canonical, canonical_uci, uci_is_shaped

REQUIRED = (
    "uci",
    "date_of_birth",
    "application_number",
    "line_of_business",
    "stage",
    "last_activity",
    "last_activity_on",
    "as_of",
    "source",
)
OPTIONAL = ("awaited", "awaited_from", "next_step", "next_step_on")
COLUMNS = (*REQUIRED, *OPTIONAL)
CLOCKS_DIFFER = dt.timedelta(minutes=5)
DAY = dt.timedelta(days=1)
FEWEST_DIGITS = 6


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    OTHER_CLIENT = "other_client"
    OTHER_BIRTH = "other_birth"


REASONS = {
    Outcome.OLDER: "as_of: older than what is known of this application",
    Outcome.OTHER_CLIENT: "application_number: known for another client number",
    Outcome.OTHER_BIRTH: "date_of_birth: not the one of this client's file",
}


class RowRefused(Exception):
    """A row that can't be taken; the words say which column and why."""


@dataclass(frozen=True)
class StatusFacts:
    """What a source says of one application at `as_of` (aware UTC)."""

    uci: str
    date_of_birth: dt.date
    application_number: str
    line_of_business: LineOfBusiness
    stage: Stage
    last_activity: Activity
    last_activity_on: dt.date
    as_of: dt.datetime
    source: str
    awaited: Awaited = Awaited.NOTHING
    awaited_from: str = ""
    next_step: NextStep = NextStep.NONE
    next_step_on: dt.date | None = None

    @property
    def digits(self) -> str:
        """The application number as it is keyed. The menu takes 10 keys: a longer one can't be."""
        return "".join(char for char in self.application_number if char.isdigit())


def read_row(row: Mapping[str, str], *, now: dt.datetime) -> StatusFacts:
    """The facts of a row, by the names of its columns. Raises RowRefused."""
    facts = StatusFacts(
        uci=_uci(row),
        date_of_birth=_date(row, "date_of_birth"),
        application_number=_application(row),
        line_of_business=_code(row, "line_of_business", LineOfBusiness),
        stage=_code(row, "stage", Stage),
        last_activity=_code(row, "last_activity", Activity),
        last_activity_on=_date(row, "last_activity_on"),
        as_of=_moment(row, "as_of"),
        source=_text(row, "source", 60),
        awaited=_code(row, "awaited", Awaited, Awaited.NOTHING),
        awaited_from=_code(row, "awaited_from", AwaitedFrom, ""),
        next_step=_code(row, "next_step", NextStep, NextStep.NONE),
        next_step_on=_date(row, "next_step_on") if row.get("next_step_on") else None,
    )
    _check(facts, now)
    return facts


def _check(facts: StatusFacts, now: dt.datetime) -> None:
    """What no column can say alone."""
    waits = facts.awaited != Awaited.NOTHING
    wrong = {
        "as_of: in the future": facts.as_of > now + CLOCKS_DIFFER,
        "date_of_birth: not a date of birth": not 1900 <= facts.date_of_birth.year <= now.year
        or facts.date_of_birth > now.date(),
        "last_activity_on: after as_of": facts.last_activity_on > facts.as_of.date() + DAY,
        "awaited_from: needed where something is awaited": waits and not facts.awaited_from,
        "awaited_from: nothing is awaited": not waits and bool(facts.awaited_from),
        "next_step_on: there is no next step": facts.next_step == NextStep.NONE
        and facts.next_step_on is not None,
    }
    for words, found in wrong.items():
        if found:
            raise RowRefused(words)


def _text(row: Mapping[str, str], name: str, longest: int) -> str:
    text = (row.get(name) or "").strip()
    if not text or "\x00" in text:
        raise RowRefused(f"{name}: empty")
    if len(text) > longest:
        raise RowRefused(f"{name}: longer than {longest} characters")
    return text


def _uci(row: Mapping[str, str]) -> str:
    uci = canonical_uci(_text(row, "uci", 40))
    if not uci_is_shaped(uci):
        raise RowRefused("uci: not a client number")
    return uci


def _application(row: Mapping[str, str]) -> str:
    number = canonical(_text(row, "application_number", 40))
    if len(number) > 20 or not number.isascii() or not number.isalnum():
        raise RowRefused("application_number: not an application number")
    if sum(char.isdigit() for char in number) < FEWEST_DIGITS:
        raise RowRefused(f"application_number: fewer than {FEWEST_DIGITS} digits")
    return number


def _code(row: Mapping[str, str], name: str, codes: type[Enum], missing: Any = None) -> Any:
    """One of the codes, whatever its case; where the column may be empty, `missing`."""
    if missing is not None and not (row.get(name) or "").strip():
        return missing
    text = _text(row, name, 40).lower()
    if text not in {member.value for member in codes}:
        raise RowRefused(f"{name}: not a known code")
    return codes(text)


def _date(row: Mapping[str, str], name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(row, name, 20))
    except ValueError as error:
        raise RowRefused(f"{name}: not a date as 2026-11-24") from error


def _moment(row: Mapping[str, str], name: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(_text(row, name, 40))
    except ValueError as error:
        raise RowRefused(f"{name}: not a time as 2026-11-24T06:00:00-05:00") from error
    if moment.tzinfo is None:
        raise RowRefused(f"{name}: has no offset from UTC")
    return moment.astimezone(dt.UTC)
