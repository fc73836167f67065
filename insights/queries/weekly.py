"""One week against the week before and the usual of eight: the figures of the weekly report.

A week that is not over is held against the same days of the others, never against whole ones.
"""

import datetime as dt
from dataclasses import dataclass
from statistics import median

from django.db.models import Max

from insights.enums import Group
from insights.measures import GROUPS, MEASURES, Figure, Measure
from insights.models import RolledDay
from insights.periods import DAY, Unit
from insights.queries.history import Line, read_lines, together

WEEK_DAYS = 7
WEEKS = 8
FEWEST = 3
SHARES = ("call_answer_rate", "written_days", "first_answer_in_time", "solved")


@dataclass(frozen=True)
class WeekFigure:
    """A figure of the week, or of its first days, and of the same days of the week before.

    `usual` is the median of the weeks before in which these days were counted whole, if three
    are known.
    """

    measure: Measure
    group: str
    now: Figure
    before: Figure
    usual: float | None
    weeks: int


def whole_days(monday: dt.date) -> int:
    """How many days of the week, from its Monday on, were counted to their end."""
    closed = RolledDay.objects.filter(
        closed=True, date__gte=monday, date__lt=monday + WEEK_DAYS * DAY
    )
    newest = closed.aggregate(newest=Max("date"))["newest"]
    return (newest - monday).days + 1 if newest else 0


def week_figures(monday: dt.date, length: int) -> list[WeekFigure]:
    """The figures of the first `length` days: volumes by channel, then rates and times."""
    measures = [MEASURES[code] for code in ("contacts", *SHARES)]
    days = read_lines(
        unit=Unit.DAY,
        first=monday - WEEKS * WEEK_DAYS * DAY,
        last=monday + (WEEK_DAYS - 1) * DAY,
        split="channel",
        measures=measures,
    )
    starts = range(0, len(days), WEEK_DAYS)
    lines = [together(days[start : start + length]) for start in starts]
    found = [_one(lines, MEASURES["contacts"], "", length)]
    found += [_one(lines, MEASURES["contacts"], group.value, length) for group in Group]
    return found + [_one(lines, MEASURES[code], "", length) for code in SHARES]


def _one(lines: list[Line], measure: Measure, group: str, length: int) -> WeekFigure:
    keys = GROUPS.get(group) or measure.channels or None
    figures = [line.figure(measure, keys) for line in lines]
    whole = [
        float(figure.value)
        for line, figure in zip(lines[:-1], figures, strict=False)
        if figure.value is not None and line.coverage.days == length
    ]
    usual = median(whole) if len(whole) >= FEWEST else None
    return WeekFigure(measure, group, figures[-1], figures[-2], usual, len(whole))
