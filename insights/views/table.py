"""The history as a table: the page, its chart and its file are drawn from this one thing."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.enums import Language
from contactcentre.kit.languages import language_word
from insights.enums import Basis, Group
from insights.forms import HistoryForm
from insights.measures import GROUPS, MEASURES, UNAVAILABLE, Figure, Measure
from insights.measures import Unit as Count
from insights.models import PublishedYear
from insights.periods import Period, Unit, fiscal_year, period_of
from insights.queries.behind import NOT_RECORDED
from insights.queries.history import Key, Line, keys_of, read_lines
from insights.views.wording import figure_words, number_words, period_words, span_words
from tickets.models import EnquiryType, Queue

MOST_PARTS = 8
BRIEFING = ("call_answer_rate", "written_days")
NEXT = {Unit.YEAR: Unit.MONTH, Unit.MONTH: Unit.DAY, Unit.WEEK: Unit.DAY}


@dataclass(frozen=True)
class Column:
    """One figure of some parts together; `keys` is None for all of them."""

    label: str
    measure: Measure
    keys: tuple[Key, ...] | None = None
    rows: dict[str, str] = field(default_factory=dict)

    @property
    def is_part(self) -> bool:
        return self.keys is not None


@dataclass(frozen=True)
class Cell:
    figure: Figure
    text: str
    url: str


@dataclass
class Row:
    """One period, or a stretch of them without any data."""

    label: str
    period: Period
    cells: list[Cell]
    source: str = ""
    url: str = ""
    until: dt.date | None = None
    since: dt.date | None = None
    notes: list[int] = field(default_factory=list)
    is_empty: bool = False
    is_open: bool = False


@dataclass
class Table:
    columns: list[Column]
    rows: list[Row]
    notes: list[str]
    measures: list[Measure]
    has_briefing: bool


def history_table(form: HistoryForm) -> Table:
    """The table that the form asks for."""
    chosen = form.cleaned_data
    measure = MEASURES[chosen["figure"]]
    is_briefing = measure.code == "contacts" and chosen["split"] == "channel"
    extra = [MEASURES[code] for code in BRIEFING] if is_briefing and not chosen["channel"] else []
    lines = read_lines(
        unit=chosen["by"],
        first=chosen["first"],
        last=chosen["last"],
        split=chosen["split"],
        measures=[measure, *extra],
        group=chosen["channel"],
    )
    columns = [Column(_total_word(measure), measure, rows=_group(chosen))]
    columns += _parts(measure, chosen, lines)
    columns += [
        Column(str(more.name), more, _channels(more), rows={"channel": _group_of(more)})
        for more in extra
    ]
    notes: list[str] = []
    rows = [_row(line, columns, form) for line in lines]
    _note_published(rows, lines, notes, chosen["by"], is_briefing)
    return Table(
        columns=columns,
        rows=list(_merged(rows)),
        notes=notes,
        measures=[measure, *extra],
        has_briefing=any(line.coverage.loaded for line in lines),
    )


def _total_word(measure: Measure) -> str:
    return _("Total") if measure.code == "contacts" else str(measure.name)


def _group(chosen: dict[str, Any]) -> dict[str, str]:
    return {"channel": chosen["channel"]} if chosen["channel"] else {}


def _channels(measure: Measure) -> tuple[Key, ...]:
    return measure.channels or tuple(key for keys in GROUPS.values() for key in keys)


def _group_of(measure: Measure) -> str:
    found = [group for group, channels in GROUPS.items() if channels == measure.channels]
    return found[0] if found else ""


def _parts(measure: Measure, chosen: dict[str, Any], lines: Sequence[Line]) -> Iterator[Column]:
    """A column for each part that the figure can be split into; the small ones together."""
    if chosen["split"] == "channel":
        yield from _channel_parts(measure, chosen)
        return
    counted = [line for line in lines if line.coverage.counted]
    keys = keys_of(counted)
    names = _names(chosen["split"])
    for key in keys[:MOST_PARTS]:
        label = names.get(key) or _("Not recorded")
        where = {"split": chosen["split"], "part": str(key or NOT_RECORDED)}
        yield Column(label, measure, (key,), {**_group(chosen), **where})
    if keys[MOST_PARTS:]:
        yield Column(_("Others"), measure, tuple(keys[MOST_PARTS:]))


def _channel_parts(measure: Measure, chosen: dict[str, Any]) -> Iterator[Column]:
    applies = [
        group
        for group in Group
        if not measure.channels or set(GROUPS[group]) & set(measure.channels)
    ]
    if len(applies) > 1 and not chosen["channel"]:
        for group in applies:
            yield Column(str(group.label), measure, GROUPS[group], {"channel": group.value})


def _names(split: str) -> dict[Key, str]:
    if split == "language":
        return {code: language_word(code) for code in Language.values}
    model = Queue if split == "queue" else EnquiryType
    return {row.pk: row.name for row in model._default_manager.all()}


def _row(line: Line, columns: Sequence[Column], form: HistoryForm) -> Row:
    coverage, period = line.coverage, line.period
    row = Row(
        label=period_words(period),
        period=period,
        cells=[_cell(line, column) for column in columns],
        source=_source(line),
        url=_deeper(form, period),
        is_empty=not coverage.days,
        is_open=coverage.is_open,
    )
    whole = period_of(period.unit, period.first)
    if coverage.last and coverage.last < whole.last:
        row.until = coverage.last
    if coverage.first and coverage.first > whole.first:
        row.since = coverage.first
    return row


def _source(line: Line) -> str:
    if line.coverage.loaded and line.coverage.counted:
        return "both"
    return "briefing" if line.coverage.loaded else "computed" if line.coverage.counted else ""


def _cell(line: Line, column: Column) -> Cell:
    only_loaded = bool(line.coverage.loaded and not line.coverage.counted)
    figure = line.figure(column.measure, column.keys)
    if only_loaded and "part" in column.rows:
        # A published source does not say how its figures fall on these parts.
        figure = UNAVAILABLE
    text = figure_words(figure, column.measure.unit)
    if not figure.is_number:
        return Cell(figure, text, "")
    return Cell(figure, text, _behind(line, column, only_loaded=only_loaded))


def _behind(line: Line, column: Column, *, only_loaded: bool) -> str:
    if only_loaded:
        year = fiscal_year(line.period.first)
        return f"{reverse('insights:source')}#year-{year}"
    query = {
        "figure": column.measure.code,
        "first": line.period.first.isoformat(),
        "last": line.period.last.isoformat(),
        **column.rows,
    }
    pairs = "&".join(f"{name}={value}" for name, value in query.items() if value)
    return f"{reverse('insights:rows')}?{pairs}"


def _deeper(form: HistoryForm, period: Period) -> str:
    """The same table for this period in shorter rows; nothing below a day."""
    if period.unit not in NEXT:
        return ""
    return form.query(by=NEXT[period.unit], first=period.first, last=period.last)


def _merged(rows: Sequence[Row]) -> Iterator[Row]:
    """Neighbours without any data as one row: it says so once."""
    gap: Row | None = None
    for row in rows:
        if row.is_empty and gap is not None:
            gap.period = Period(gap.period.first, row.period.last, gap.period.unit)
            gap.label = capfirst(span_words(gap.period.first, gap.period.last))
            continue
        gap = row if row.is_empty else None
        yield row


def _note_published(
    rows: Sequence[Row], lines: Sequence[Line], notes: list[str], unit: Unit, is_briefing: bool
) -> None:
    """Where the published total is another number than the sum, a note says so."""
    if unit != Unit.YEAR or not is_briefing:
        return
    published = {
        year.fiscal_year: year for year in PublishedYear.objects.exclude(basis=Basis.FORECAST)
    }
    for row, line in zip(rows, lines, strict=True):
        year = published.get(fiscal_year(line.period.first))
        if year and line.coverage.loaded and year.sum == row.cells[0].figure.value != year.total:
            notes.append(_published_words(year))
            row.notes.append(len(notes))


def _published_words(year: PublishedYear) -> str:
    return _("The briefing gives the rounded total of %(total)s; its parts add up to %(sum)s.") % {
        "total": number_words(year.total, Count.COUNT),
        "sum": number_words(year.sum, Count.COUNT),
    }
