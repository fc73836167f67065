"""The briefing's table by fiscal year, then any part of it; the same as a file."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from insights import charts
from insights.forms import HistoryForm
from insights.measures import Unit
from insights.queries.history import known_days, open_day
from insights.views.file import csv_answer, csv_figure, csv_name
from insights.views.table import Row, Table, history_table
from insights.views.wording import number_words, short_number, short_words, span_words

# The sweep counts every minute; beyond this it is not running.
STALE_AFTER = dt.timedelta(minutes=5)
MOST_BARS = 14


@requires(Can.SEE_FIGURES)
@require_safe
def history(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    form = HistoryForm(request.GET, known=known_days())
    if form.known is None or not form.is_valid():
        return render(request, "insights/history.html", {"form": form, "known": form.known})
    table = history_table(form)
    context = {
        "form": form,
        "known": form.known,
        "table": table,
        "drawing": drawing(table),
        "as_of": _as_of(now),
        "csv_url": form.query(),
        "span": span_words(form.cleaned_data["first"], form.cleaned_data["last"]),
        "is_years": form.cleaned_data["by"] == "year",
    }
    return render(request, "insights/history.html", context)


def _as_of(now: dt.datetime) -> dict[str, Any] | None:
    """When today was counted last, and whether that is too long ago; None when no day is open."""
    day = open_day()
    if day is None:
        return None
    return {"at": day.derived_at, "is_stale": now - day.derived_at > STALE_AFTER}


def drawing(table: Table) -> dict[str, Any] | None:
    """The chart of the table's parts, with its words; None when there is nothing to draw."""
    columns = [n for n, column in enumerate(table.columns) if column.measure == table.measures[0]]
    shown = columns[1 : 1 + charts.MOST_SERIES] or columns[:1]
    rows = [row for row in table.rows if not row.is_empty]
    series = [[_value(row, n) for row in rows] for n in shown]
    if not any(value is not None for values in series for value in values):
        return None
    unit = table.measures[0].unit
    stacked = unit == Unit.COUNT and len(rows) <= MOST_BARS
    chart = charts.bars(series) if stacked else charts.lines(series)
    names = [table.columns[n].label for n in shown]
    if unit != Unit.SHARE:
        # A percentage says what it is; a number of seconds does not.
        names = [csv_name(name, unit) for name in names]
    return {
        "chart": chart,
        "names": names,
        "ticks": [(tick, short_number(tick.value, unit)) for tick in chart.ticks],
        "columns": [(label, short_words(rows[label.index].period)) for label in chart.columns],
        "ends": [(label, names[label.index]) for label in chart.ends],
        "title": _finding(series, names, unit, rows),
    }


def _value(row: Row, column: int) -> float | None:
    value = row.cells[column].figure.value
    return None if value is None else float(value)


def _finding(
    series: list[list[float | None]], names: list[str], unit: Unit, rows: list[Row]
) -> str:
    """What the chart shows, in words."""
    if unit == Unit.COUNT and len(series) > 1:
        sums = [sum(value or 0 for value in values) for values in series]
        largest = max(range(len(sums)), key=sums.__getitem__)
        share = number_words(sums[largest] / (sum(sums) or 1), Unit.SHARE)
        return _("%(name)s: %(share)s of what is shown") % {"name": names[largest], "share": share}
    known = [(n, value) for n, value in enumerate(series[0]) if value is not None]
    (first, before), (last, after) = known[0], known[-1]
    words = _("%(name)s: %(before)s (%(first)s), %(after)s (%(last)s)")
    if first == last:
        words = _("%(name)s: %(after)s (%(last)s)")
    return words % {
        "name": names[0],
        "before": number_words(before, unit),
        "first": rows[first].label,
        "after": number_words(after, unit),
        "last": rows[last].label,
    }


@requires(Can.SEE_FIGURES)
@require_safe
def history_csv(request: StaffRequest) -> HttpResponse:
    """The table of the page as a file that Excel opens in the language of the page."""
    form = HistoryForm(request.GET, known=known_days())
    if form.known is None or not form.is_valid():
        return HttpResponse(status=404)
    return csv_answer(list(_lines(history_table(form))), _("history"))


def _lines(table: Table) -> Any:
    yield [
        _("Period"),
        _("From"),
        _("To"),
        *(csv_name(column.label, column.measure.unit) for column in table.columns),
        _("Source"),
        _("Note"),
    ]
    sources = source_words()
    for row in table.rows:
        yield [
            row.label,
            (row.since or row.period.first).isoformat(),
            (row.until or row.period.last).isoformat(),
            *(
                csv_figure(cell.figure, column.measure.unit)
                for cell, column in zip(row.cells, table.columns, strict=True)
            ),
            sources[row.source],
            " ".join(table.notes[number - 1] for number in row.notes),
        ]
    yield []
    for measure in table.measures:
        yield [str(measure.name), str(measure.definition), measure.formula]


def source_words() -> dict[str, str]:
    return {
        "": _("No data"),
        "briefing": _("From the briefing"),
        "computed": _("Counted"),
        "both": _("Partly from the briefing"),
    }
