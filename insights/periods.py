"""Years, months, weeks and days of figures, as local dates; a fiscal year begins on April 1."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

DAY = dt.timedelta(days=1)
APRIL = 4


class Unit(StrEnum):
    """How long one row of a table is."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True, order=True)
class Period:
    """Whole days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date
    unit: Unit

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def fiscal_year(day: dt.date) -> int:
    """The calendar year in which the fiscal year of a day begins: 2021 for March 31, 2022."""
    return day.year if day.month >= APRIL else day.year - 1


def year_of(start: int) -> Period:
    """The fiscal year that begins on April 1 of `start`."""
    return Period(dt.date(start, APRIL, 1), dt.date(start + 1, APRIL, 1) - DAY, Unit.YEAR)


def month_of(day: dt.date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + 31 * DAY).replace(day=1) - DAY, Unit.MONTH)


def week_of(day: dt.date) -> Period:
    """Monday to Sunday."""
    first = day - day.weekday() * DAY
    return Period(first, first + 6 * DAY, Unit.WEEK)


def period_of(unit: Unit, day: dt.date) -> Period:
    """The period of this length that holds the day."""
    match unit:
        case Unit.YEAR:
            return year_of(fiscal_year(day))
        case Unit.MONTH:
            return month_of(day)
        case Unit.WEEK:
            return week_of(day)
    return Period(day, day, Unit.DAY)


def periods(unit: Unit, first: dt.date, last: dt.date) -> Iterator[Period]:
    """Every period that touches these days, in order, cut to them."""
    day = first
    while day <= last:
        whole = period_of(unit, day)
        yield Period(max(whole.first, first), min(whole.last, last), unit)
        day = whole.last + DAY
