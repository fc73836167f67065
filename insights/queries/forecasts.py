"""Forecasts that were made of a fiscal year, and what came of the months that they spoke of."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max

from insights.enums import Group
from insights.measures import GROUPS, MEASURES
from insights.models import ForecastMonth, ForecastRun
from insights.periods import DAY, Period, Unit, fiscal_year, month_of, periods, year_of
from insights.queries.history import Line, read_lines


@dataclass(frozen=True)
class Band:
    """Expected, and from where to where in 80 and 95 cases of a hundred; None: never tried."""

    expected: int
    low_80: int | None = None
    high_80: int | None = None
    low_95: int | None = None
    high_95: int | None = None

    def times(self, factor: float) -> "Band":
        values = (self.expected, self.low_80, self.high_80, self.low_95, self.high_95)
        return Band(*(None if value is None else round(value * factor) for value in values))  # type: ignore[arg-type]

    def plus(self, known: int) -> "Band":
        """The band of a sum with what is known already."""
        values = (self.expected, self.low_80, self.high_80, self.low_95, self.high_95)
        return Band(*(None if value is None else value + known for value in values))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Tried:
    """What was said of a month on the day before it began, and what came."""

    month: Period
    said: int
    came: int

    @property
    def error(self) -> float | None:
        """0.06: six percent high; None where nothing came."""
        return self.said / self.came - 1 if self.came else None


@dataclass
class MonthOf:
    """One month of the year: what came so far, and what is expected of its days to come."""

    month: Period
    actual: int | None
    to_come: Band | None


@dataclass
class GroupForecast:
    """The year of one group of channels."""

    group: Group
    run: ForecastRun
    months: list[MonthOf]
    tried: list[Tried] = field(default_factory=list)
    counted_from: dt.date | None = None

    @property
    def actual(self) -> int:
        return sum(month.actual or 0 for month in self.months)

    @property
    def to_go(self) -> Band:
        """The sum of the months to come: their errors are taken to move together."""
        return _sum([month.to_come for month in self.months if month.to_come])

    @property
    def total(self) -> Band:
        return self.to_go.plus(self.actual)


def _sum(bands: list[Band]) -> Band:
    def added(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None

    return Band(
        sum(band.expected for band in bands),
        added([band.low_80 for band in bands]),
        added([band.high_80 for band in bands]),
        added([band.low_95 for band in bands]),
        added([band.high_95 for band in bands]),
    )


def years_with_forecasts() -> list[int]:
    """Fiscal years that some forecast spoke of, newest first."""
    days = ForecastRun.objects.values_list("data_until", flat=True).distinct()
    return sorted({fiscal_year(day + DAY) for day in days}, reverse=True)


def years_with_a_band() -> list[int]:
    """Fiscal years of which some forecast could say how wrong it may be, newest first."""
    known = ForecastRun.objects.filter(months__low_95__isnull=False)
    days = known.order_by().values_list("data_until", flat=True).distinct()
    return sorted({fiscal_year(day + DAY) for day in days}, reverse=True)


def forecasts_of(start: int, *, factor: float = 1.0) -> list[GroupForecast]:
    """The newest forecast of a fiscal year for each group, with what came meanwhile.

    March of the year before is among the months that were tried: in April it is the last of them.
    `factor` multiplies what is to come, for a scenario.
    """
    year = year_of(start)
    inside = ForecastRun.objects.filter(data_until__gte=year.first - DAY, data_until__lt=year.last)
    newest = dict(inside.values_list("group").annotate(newest=Max("data_until")).order_by())
    if not newest:
        return []
    march = month_of(year.first - DAY)
    eves = [month.first - DAY for month in periods(Unit.MONTH, march.first, year.last)]
    wanted = ForecastRun.objects.filter(data_until__in=[*newest.values(), *eves])
    by_day = {(run.group, run.data_until): run for run in wanted.prefetch_related("months")}
    lines = read_lines(
        unit=Unit.MONTH,
        first=march.first,
        last=min(max(newest.values()), year.last),
        split="channel",
        measures=[MEASURES["contacts"]],
    )
    return [
        _group(group, by_day[group, newest[group]], by_day, lines, factor)
        for group in Group
        if group in newest
    ]


Runs = dict[tuple[str, dt.date], ForecastRun]


def _group(
    group: Group, run: ForecastRun, runs: Runs, lines: list[Line], factor: float
) -> GroupForecast:
    year = year_of(fiscal_year(run.data_until + DAY))
    of_year = [line for line in lines if line.coverage.days and line.period.first in year]
    came = {line.period.first: _came(line, group) for line in of_year}
    to_come = {month.first.replace(day=1): month for month in run.months.all()}
    months = []
    for month in periods(Unit.MONTH, year.first, year.last):
        coming = to_come.get(month.first)
        band = _band(coming).times(factor) if coming else None
        months.append(MonthOf(month, came.get(month.first), band))
    first = next((line.coverage.first for line in of_year), None)
    return GroupForecast(
        group=group,
        run=run,
        months=months,
        tried=list(_tried(group, runs, lines)),
        counted_from=first if first and first > year.first else None,
    )


def _came(line: Line, group: Group) -> int:
    return sum(line.sums[key]["contacts"] for key in GROUPS[group] if key in line.sums)


def _band(month: ForecastMonth) -> Band:
    return Band(month.expected, month.low_80, month.high_80, month.low_95, month.high_95)


def _tried(group: Group, runs: Runs, lines: list[Line]) -> Iterable[Tried]:
    """Months that are over and of which a forecast was made on the eve."""
    for line in lines:
        month = month_of(line.period.first)
        run = runs.get((group, month.first - DAY))
        if run is None or line.coverage.days < month.days or line.coverage.is_open:
            continue
        said = next((row for row in run.months.all() if row.first == month.first), None)
        if said is not None:
            yield Tried(month, said.expected, _came(line, group))
