"""Figures by period, read from the sums of days: one statement however many rows or columns."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, DateField, F, Max, Min, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncWeek

from insights.enums import Source
from insights.measures import GROUPS, Figure, Measure, figure
from insights.models import DailyFigure, DailyTotal, RolledDay
from insights.periods import Period, Unit, period_of, periods

# How a table may be split, and the column of the figures that tells the parts apart.
SPLITS = {
    "channel": "channel",
    "type": "enquiry_type",
    "language": "language",
    "queue": "queue",
}
Key = str | int | None


@dataclass(frozen=True)
class Coverage:
    """Which days of a period there are figures of, and since when."""

    counted: int = 0
    loaded: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    derived_at: dt.datetime | None = None
    is_open: bool = False

    @property
    def days(self) -> int:
        return self.counted + self.loaded


@dataclass
class Line:
    """One period: its sums by part and base figure, and what they rest on."""

    period: Period
    coverage: Coverage = field(default_factory=Coverage)
    sums: dict[Key, Counter[str]] = field(default_factory=dict)

    def figure(self, measure: Measure, keys: Iterable[Key] | None = None) -> Figure:
        """The figure of these parts together; of all of them without any named."""
        wanted = self.sums.keys() if keys is None else keys
        total: Counter[str] = Counter()
        for key in wanted:
            total.update(self.sums.get(key, Counter()))
        return figure(
            measure,
            total,
            counted=bool(self.coverage.counted),
            loaded=bool(self.coverage.loaded),
        )


def known_days() -> tuple[dt.date, dt.date] | None:
    """The first and the last day that there are figures of; None without any."""
    found = RolledDay.objects.aggregate(first=Min("date"), last=Max("date"))
    return (found["first"], found["last"]) if found["first"] else None


def open_day() -> RolledDay | None:
    """The day that is still being counted: today."""
    return RolledDay.objects.filter(closed=False).order_by("-date").first()


def _bucketed(rows: QuerySet, unit: Unit) -> QuerySet:
    """Rows with the first day of their period as SQL can tell it: a year is added up of months."""
    if unit in (Unit.YEAR, Unit.MONTH):
        return rows.annotate(bucket=TruncMonth("date", output_field=DateField()))
    if unit == Unit.WEEK:
        return rows.annotate(bucket=TruncWeek("date", output_field=DateField()))
    return rows.annotate(bucket=F("date"))


def read_lines(
    *,
    unit: Unit,
    first: dt.date,
    last: dt.date,
    split: str,
    measures: Sequence[Measure],
    group: str = "",
) -> list[Line]:
    """Every period from `first` to `last`, empty ones too, with the sums of these measures."""
    lines = {
        period_of(unit, period.first).first: Line(period) for period in periods(unit, first, last)
    }
    for bucket, coverage in _coverage(unit, first, last):
        line = lines[period_of(unit, bucket).first]
        line.coverage = _joined(line.coverage, coverage)
    bases = {base for measure in measures for base in measure.bases}
    source = DailyTotal if split == "channel" else DailyFigure
    figures = source.objects.between(first, last).filter(measure__in=bases)
    if group:
        figures = figures.filter(channel__in=GROUPS[group])
    column = SPLITS[split]
    rows = (
        _bucketed(figures, unit)
        .values("bucket", column, "measure")
        .annotate(n=Sum("value"))
        .order_by()
    )
    for row in rows:
        line = lines[period_of(unit, row["bucket"]).first]
        line.sums.setdefault(row[column], Counter())[row["measure"]] += row["n"]
    return list(lines.values())


def _coverage(unit: Unit, first: dt.date, last: dt.date) -> Iterable[tuple[dt.date, Coverage]]:
    days = RolledDay.objects.filter(date__gte=first, date__lte=last)
    rows = (
        _bucketed(days, unit)
        .values("bucket", "source", "closed")
        .annotate(n=Count("date"), a=Min("date"), z=Max("date"), at=Max("derived_at"))
        .order_by()
    )
    for row in rows:
        loaded = row["source"] == Source.BRIEFING
        yield (
            row["bucket"],
            Coverage(
                counted=0 if loaded else row["n"],
                loaded=row["n"] if loaded else 0,
                first=row["a"],
                last=row["z"],
                derived_at=row["at"],
                is_open=not row["closed"],
            ),
        )


def _joined(one: Coverage, other: Coverage) -> Coverage:
    """Both together; an empty one adds nothing."""
    return Coverage(
        counted=one.counted + other.counted,
        loaded=one.loaded + other.loaded,
        first=min((day for day in (one.first, other.first) if day), default=None),
        last=max((day for day in (one.last, other.last) if day), default=None),
        derived_at=max((at for at in (one.derived_at, other.derived_at) if at), default=None),
        is_open=one.is_open or other.is_open,
    )


def together(lines: Sequence[Line]) -> Line:
    """Neighbouring lines as one, with the sums of all."""
    first, last = lines[0].period, lines[-1].period
    found = Line(Period(first.first, last.last, first.unit))
    for line in lines:
        found.coverage = _joined(found.coverage, line.coverage)
        for key, sums in line.sums.items():
            found.sums.setdefault(key, Counter()).update(sums)
    return found


def keys_of(lines: Iterable[Line]) -> list[Key]:
    """The parts that occur, those that came to most first."""
    total: Counter[Key] = Counter()
    for line in lines:
        for key, sums in line.sums.items():
            total[key] += max(sums.values(), default=0)
    return [key for key, _value in total.most_common()]
