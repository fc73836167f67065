"""The weekly report: generated from the same figures, to read, print or open in Excel."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.forms import CentreForm
from contactcentre.kit.spreadsheets import Cell
from insights.enums import Group
from insights.forms import day_field
from insights.measures import Unit
from insights.periods import DAY, week_of
from insights.queries.trends import newest_whole_day, window
from insights.queries.weekly import WEEK_DAYS, WeekFigure, week_figures, whole_days
from insights.views.file import csv_answer, csv_figure, csv_name, csv_number
from insights.views.trends import rising_words, shown_topics
from insights.views.wording import figure_words, number_words, span_words


class WeekForm(CentreForm):
    """Any day of the week."""

    week = day_field(gettext_lazy("A day of the week"))


@requires(Can.SEE_FIGURES)
@require_safe
def report(request: StaffRequest) -> HttpResponse:
    form = WeekForm(request.GET)
    monday = _monday(form)
    if monday is None:
        return render(request, "insights/report.html", {"form": form})
    length = whole_days(monday)
    figures = week_figures(monday, length) if length else []
    last = monday + (length - 1) * DAY
    context = {
        "form": form,
        "has_week": True,
        "span": span_words(monday, last) if length else "",
        "is_part": length < WEEK_DAYS,
        "days": length,
        "rows": [_row(figure, monday, last) for figure in figures],
        "measures": list({figure.measure.code: figure.measure for figure in figures}.values()),
        "rising": _rising(monday, length) if length else [],
        "made_at": clock.now(),
        "csv_url": f"{reverse('insights:report_csv')}?week={monday.isoformat()}",
        "before_url": f"?week={(monday - 7 * DAY).isoformat()}",
        "after_url": f"?week={(monday + 7 * DAY).isoformat()}" if length == WEEK_DAYS else "",
    }
    return render(request, "insights/report.html", context)


def _monday(form: WeekForm) -> dt.date | None:
    """The first day of the week that is asked for: the last whole one unless told otherwise."""
    newest = newest_whole_day()
    if newest is None or not form.is_valid():
        return None
    return week_of(form.cleaned_data["week"] or newest - 6 * DAY).first


def _row(figure: WeekFigure, monday: dt.date, last: dt.date) -> dict[str, Any]:
    unit = figure.measure.unit
    query = f"?figure={figure.measure.code}&first={monday.isoformat()}&last={last.isoformat()}"
    if figure.group:
        query += f"&channel={figure.group}"
    return {
        "measure": figure.measure,
        "name": Group(figure.group).label if figure.group else figure.measure.name,
        "is_part": bool(figure.group),
        "now": {
            "figure": figure.now,
            "text": figure_words(figure.now, unit),
            "url": f"{reverse('insights:rows')}{query}",
        },
        "before": figure_words(figure.before, unit),
        "usual": "" if figure.usual is None else _usual(figure.usual, unit),
        "weeks": figure.weeks,
        "change": _change(figure),
    }


def _usual(value: float, unit: Unit) -> str:
    """A median may lie between two counts."""
    between = unit == Unit.COUNT and value != int(value)
    return number_words(value, Unit.DAYS if between else unit)


def _change(figure: WeekFigure) -> str:
    """How far the week lies from the usual one; shares in points, the others in percent."""
    if figure.usual is None or figure.now.value is None:
        return ""
    gap = float(figure.now.value) - figure.usual
    if figure.measure.unit == Unit.SHARE:
        points = number_words(abs(gap) * 100, Unit.DAYS)
        if points == "0":
            return _("as usual")
        words = _("%(n)s points above") if gap > 0 else _("%(n)s points below")
        return words % {"n": points}
    if not figure.usual:  # nothing to be a percentage of
        return _("as usual") if abs(gap) < 0.5 else ""
    if abs(gap) / figure.usual < 0.005:
        return _("as usual")
    words = _("%(n)s above") if gap > 0 else _("%(n)s below")
    return words % {"n": number_words(abs(gap) / figure.usual, Unit.SHARE)}


def _rising(monday: dt.date, length: int) -> list[dict[str, Any]]:
    at = window(monday + (length - 1) * DAY, length)
    return [
        {**topic, "why": rising_words(topic, at)}
        for topic in shown_topics(at)
        if topic["is_rising"]
    ]


@requires(Can.SEE_FIGURES)
@require_safe
def report_csv(request: StaffRequest) -> HttpResponse:
    monday = _monday(WeekForm(request.GET))
    length = whole_days(monday) if monday else 0
    if monday is None or not length:
        raise Http404
    return csv_answer(_lines(monday, length), _("weekly-report"))


def _lines(monday: dt.date, length: int) -> list[list[Cell]]:
    first, last = monday.isoformat(), (monday + (length - 1) * DAY).isoformat()
    lines: list[list[Cell]] = [
        [_("Weekly report"), first, last],
        [],
        [
            _("Figure"),
            _("This week") if length == WEEK_DAYS else _("These days"),
            _("Week before") if length == WEEK_DAYS else _("Same days of the week before"),
            _("Usual"),
            _("Difference from the usual"),
        ],
    ]
    lines += [_line(figure) for figure in week_figures(monday, length)]
    lines += [[], [_("Rising topics"), _("Kind"), _("Count"), _("Usual"), _("Why")]]
    for topic in _rising(monday, length):
        usual = csv_number(topic["usual_value"], Unit.COUNT)
        kind = str(topic["kind_word"])
        lines.append([topic["name"], kind, topic["count"], usual, topic["why"]])
    return lines


def _line(figure: WeekFigure) -> list[Cell]:
    """A figure with its numbers as numbers: shares, and what they differ by, in percent."""
    unit, value = figure.measure.unit, figure.now.value
    name = Group(figure.group).label if figure.group else figure.measure.name
    line: list[Cell] = [csv_name(name, unit)]
    line += [csv_figure(found, unit) for found in (figure.now, figure.before)]
    if figure.usual is None:
        return [*line, _("Too few weeks"), ""]
    line.append(csv_number(figure.usual, unit))
    return [*line, "" if value is None else csv_number(float(value) - figure.usual, unit)]
