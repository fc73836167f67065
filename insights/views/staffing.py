"""Agents for the calls: what a number of them can do, and how many a promise needs."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock, formatting
from contactcentre.kit.languages import page_language
from insights import charts
from insights.erlang import Demand, NoAnswer
from insights.forms import StaffingForm
from insights.queries.half_hours import HalfHour, UsualDay, handle_seconds, usual_day
from insights.staffing import Centre, Row, Wanted, agents_needed, even_numbers, with_agents

WEEKDAYS = range(5)
HALF_HOUR_S = 1800


@requires(Can.SEE_FIGURES)
@require_safe
def staffing(request: StaffRequest) -> HttpResponse:
    """A GET form, so that a plan can be kept and sent; it begins with an example's figures."""
    now = clock.now()
    form = StaffingForm({**StaffingForm.DEFAULTS, **request.GET.dict()})
    weekday = _weekday(request, now)
    day, handle = usual_day(weekday, now=now), handle_seconds(now=now)
    context = {
        "form": form,
        "weekday": weekday,
        "weekdays": _weekdays(request, weekday),
        "day": day,
        "handle": handle,
        "use_url": _use_url(request, day, handle),
    }
    if form.is_valid():
        centre = _centre(form.cleaned_data)
        context |= _answer(form.cleaned_data, centre) | _of_day(form.cleaned_data, day)
    return render(request, "insights/staffing.html", context)


def _centre(data: dict[str, Any], calls: float | None = None) -> Centre:
    interval_s = int(data["interval"]) * 60 if calls is None else HALF_HOUR_S
    return Centre(
        demand=Demand(data["calls"] if calls is None else calls, interval_s, data["aht"]),
        target_s=data["target"],
        patience_s=data["patience"],
        trunks=data["trunks"],
        shrinkage=data["shrinkage"] / 100,
        max_occupancy=(data["occupancy"] or 100) / 100,
    )


def _answer(data: dict[str, Any], centre: Centre) -> dict[str, Any]:
    """Both directions, the table around them and its chart."""
    needed = _needed(data, centre)
    marked = (needed, data["agents"])
    even = even_numbers(centre, *marked) if centre.demand.calls else range(0)
    numbers = {*even, *(number for number in marked if number and even)}
    rows = [with_agents(centre, number) for number in sorted(numbers)]
    found = {row.agents: row for row in rows}
    return {
        "erlangs": centre.demand.erlangs,
        "needed": found.get(needed or 0),
        "given": found.get(data["agents"] or 0),
        "rows": rows,
        "drawing": drawing([found[number] for number in even]) if len(even) > 1 else None,
        "nobody_calls": not centre.demand.calls,
    }


def _needed(data: dict[str, Any], centre: Centre) -> int | None:
    try:
        return agents_needed(centre, Wanted(data["wanted"]), data["share"] / 100)
    except NoAnswer:
        return None


def _of_day(data: dict[str, Any], day: UsualDay) -> dict[str, Any]:
    return {"half_hours": [_half_hour(data, half) for half in day.half_hours]}


def _half_hour(data: dict[str, Any], half: HalfHour) -> dict[str, Any]:
    """What the promise needs in one half hour, and what the given agents would do in it."""
    centre = _centre(data, half.calls)
    needed = _needed(data, centre)
    return {
        "half": half,
        "row": with_agents(centre, needed) if needed else None,
        "given": with_agents(centre, data["agents"]) if data["agents"] else None,
    }


def drawing(rows: list[Row]) -> dict[str, Any]:
    """The table's two promises as lines, in percent."""
    answered = [row.outcome.answer_rate * 100 for row in rows]
    in_time = [row.outcome.service_level * 100 for row in rows]
    chart = charts.lines([answered, in_time])
    language = page_language()
    names = [pgettext("calls", "Answered"), _("In target time")]
    return {
        "chart": chart,
        "names": names,
        "ticks": [(tick, formatting.percent(tick.value / 100, language)) for tick in chart.ticks],
        "columns": [
            (label, formatting.number(rows[label.index].agents, language))
            for label in chart.columns
        ],
        "ends": [(label, names[label.index]) for label in chart.ends],
        "title": _("Calls answered, by number of agents"),
    }


def _weekday(request: StaffRequest, now: dt.datetime) -> int:
    """The weekday that the address names, else Monday."""
    named = request.GET.get("weekday", "")
    return int(named) if named in {str(day) for day in WEEKDAYS} else 0


def _weekdays(request: StaffRequest, chosen: int) -> list[dict[str, Any]]:
    names = formatting.WEEKDAYS[page_language()]
    return [
        {
            "name": names[day],
            "url": _with(request, weekday=str(day)),
            "current": day == chosen,
        }
        for day in WEEKDAYS
    ]


def _use_url(request: StaffRequest, day: UsualDay, handle: float | None) -> str:
    """The page with the busiest half hour and the handle time of the last weeks filled in."""
    if day.busiest is None:
        return ""
    changes = {"calls": str(round(day.busiest.calls)), "interval": "30"}
    if handle is not None:
        changes["aht"] = str(round(handle))
    return _with(request, **changes)


def _with(request: StaffRequest, **changes: str) -> str:
    return "?" + urlencode({**request.GET.dict(), **changes})
