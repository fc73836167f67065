"""One week against the week before and the usual of eight: the figures of the weekly report."""

import datetime as dt
from dataclasses import dataclass
from statistics import median

from insights.enums import Group
from insights.measures import GROUPS, MEASURES, Figure, Measure
from insights.periods import DAY, Unit
from insights.queries.history import Line, read_lines

WEEKS = 8
FEWEST = 3
SHARES = ("call_answer_rate", "written_days", "first_answer_in_time", "solved")


@dataclass(frozen=True)
class WeekFigure:
    """A figure of the week; `usual` is the median of the whole weeks before, if three are known."""

    measure: Measure
    group: str
    now: Figure
    before: Figure
    usual: float | None
    weeks: int


def week_figures(monday: dt.date) -> list[WeekFigure]:
    """The report's figures: volumes by channel, then rates and times."""
    measures = [MEASURES[code] for code in ("contacts", *SHARES)]
    lines = read_lines(
        unit=Unit.WEEK,
        first=monday - WEEKS * 7 * DAY,
        last=monday + 6 * DAY,
        split="channel",
        measures=measures,
    )
    found = [_one(lines, MEASURES["contacts"], "")]
    found += [_one(lines, MEASURES["contacts"], group.value) for group in Group]
    return found + [_one(lines, MEASURES[code], "") for code in SHARES]


def _one(lines: list[Line], measure: Measure, group: str) -> WeekFigure:
    keys = GROUPS.get(group) or measure.channels or None
    figures = [line.figure(measure, keys) for line in lines]
    whole = [
        float(figure.value)
        for line, figure in zip(lines[:-1], figures, strict=False)
        if figure.value is not None and line.coverage.days == 7
    ]
    usual = median(whole) if len(whole) >= FEWEST else None
    return WeekFigure(measure, group, figures[-1], figures[-2], usual, len(whole))
