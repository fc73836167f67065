"""The federal public service's days off in a year, as a first filling of a holiday table.

The `holidays` package knows the statutory days; it leaves out Easter Monday, the National Holiday
of Quebec and the August day, which this employer gives. A day off on a weekend is taken on the
next working day that is not one already. Administrators edit the table afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from holidays.constants import GOVERNMENT, PUBLIC

QUEBEC, YUKON = "QC", "YT"

_ENGLISH, _FRENCH = "en_CA", "fr"
_FRENCH_OF_THE_EMPLOYER = {
    "Thanksgiving Day": "Action de grâces",
    "Boxing Day": "Lendemain de Noël",
}
_SATURDAY = 5


@dataclass(frozen=True, slots=True, order=True)
class DayOff:
    """One date of the table; `observed` where it stands for a date on a weekend."""

    date: date
    name_en: str
    name_fr: str
    observed: bool = False


def federal_days_off(year: int, province: str | None = None) -> list[DayOff]:
    """Return the year's days off in order, for employees who work in that province."""
    statutory = list(_statutory(year))
    taken = sorted([*statutory, _easter_monday(statutory), _summer_day(year, province)])
    return sorted([*taken, *_observed(taken)])


def _statutory(year: int) -> Iterator[DayOff]:
    english, french = (
        holidays.country_holidays(
            "CA", years=year, observed=False, language=language, categories=(GOVERNMENT, PUBLIC)
        )
        for language in (_ENGLISH, _FRENCH)
    )
    for day, name in english.items():
        yield DayOff(day, name, _FRENCH_OF_THE_EMPLOYER.get(name, french[day]))


def _easter_monday(statutory: list[DayOff]) -> DayOff:
    friday = next(day_off.date for day_off in statutory if day_off.name_en == "Good Friday")
    return DayOff(friday + timedelta(days=3), "Easter Monday", "Lundi de Pâques")


def _summer_day(year: int, province: str | None) -> DayOff:
    if province == QUEBEC:
        return DayOff(date(year, 6, 24), "National Holiday of Quebec", "Fête nationale du Québec")
    if province == YUKON:
        return DayOff(_nth_monday(year, 8, 3), "Discovery Day", "Jour de la Découverte")
    return DayOff(_nth_monday(year, 8, 1), "Civic Holiday", "Premier lundi d'août")


def _observed(taken: list[DayOff]) -> Iterator[DayOff]:
    off = {day_off.date for day_off in taken}
    for day_off in taken:
        if day_off.date.weekday() >= _SATURDAY:
            day = _next_working_day(day_off.date, off)
            off.add(day)
            names = f"{day_off.name_en} (observed)", f"{day_off.name_fr} (jour reporté)"
            yield DayOff(day, *names, observed=True)


def _next_working_day(day: date, off: set[date]) -> date:
    while day.weekday() >= _SATURDAY or day in off:
        day += timedelta(days=1)
    return day


def _nth_monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (nth - 1))
