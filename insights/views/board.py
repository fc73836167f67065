"""The live board: how the centre stands now, each figure with its meaning and its rows."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.enums import PresenceState
from accounts.roles import Can
from channels.enums import QUEUED_OUTCOMES, CallOutcome
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from insights.gauges import (
    GAUGES,
    WRITTEN_TARGET,
    share,
    tone_of_share,
)
from insights.measures import MEASURES
from insights.queries.board import FIRST_ANSWERS, Board, Callers, Calls, Counts
from insights.queries.pace import ARRIVED, Pace
from insights.queries.shared import shared_board
from insights.views.addresses import calls_url, people_url, rows_url
from insights.views.alerts import alerts_of
from insights.views.tiles import tiles
from tickets.enums import Channel
from tickets.models import Queue
from tickets.queries.rows import seen_sensitivities

BEFORE_THE_QUEUE = [
    CallOutcome.IN_IVR,
    CallOutcome.CONTAINED,
    CallOutcome.LEFT_IN_IVR,
    CallOutcome.CLOSED,
    CallOutcome.BLOCKED,
]


@requires(Can.SEE_BOARD)
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """The page, what of it moves, or with `?wall=1` the wall screen."""
    found = shared_board(seen_sensitivities(request.user), now=clock.now())
    wall = request.GET.get("wall") == "1"
    context = {"board": found, "tiles": tiles(found), "wall": wall}
    if wall:
        part = "insights/_wall.html" if request.htmx else "insights/wall.html"
        return render(request, part, context)
    part = "insights/_board.html" if request.htmx else "insights/board.html"
    return render(request, part, {**context, **tables(found), "alerts": alerts_of(found)})


def tables(found: Board) -> dict[str, Any]:
    """What the page shows below its headlines."""
    work = found.work
    first = share(found.first_answers.in_time, found.first_answers.total)
    return {
        "headings": COLUMNS,
        "channels": [
            _row(Channel(code).label, counts, channel=code)
            for code, counts in work.by_channel.items()
        ],
        "queues": [
            {
                **_row(queue.name, counts, queue=queue.code),
                "callers": work.callers.get(queue.pk, Callers()).waiting,
                "callers_url": calls_url(figure="calls_waiting", queue=queue.code),
            }
            for queue, counts in work.by_queue.items()
        ],
        "total": _row("", work.total),
        "paces": [_pace(queue, found.pace.get(queue.pk, Pace())) for queue in work.by_queue],
        "pace_states": PACE_STATES,
        "people": [(state, found.people.get(state, 0)) for state in PresenceState.values],
        "call_urls": {name: calls_url(figure=name) for name in ("offered", "queued", "with_agent")},
        "callers_url": calls_url(figure="calls_waiting"),
        "first_answers": first,
        "first_answers_url": rows_url(FIRST_ANSWERS),
        "first_answers_tone": tone_of_share(first, WRITTEN_TARGET),
        "sums": _sums(found.calls),
        "by_hand_url": _by_hand_url(found),
        "operations": [
            {
                "operation": operation,
                "counts": work.by_queue.get(operation.queue, Counts()),
                "url": rows_url("waiting", queue=operation.queue.code),
            }
            for operation in found.operations
        ],
        "definitions": [*GAUGES.values(), *(MEASURES[code] for code in DEFINED)],
    }


# The rows of the calls that have a definition; the last one is of no outcome.
MEASURE_OF = {
    CallOutcome.ANSWERED: "calls_answered",
    CallOutcome.ABANDONED: "calls_abandoned",
    CallOutcome.BLOCKED: "calls_blocked",
}
DEFINED = (*MEASURE_OF.values(), "calls_by_hand")


COLUMNS = ("waiting", "owned", "at_risk", "overdue", "urgent_unowned")


# In the order of a call.
PACE_STATES = (PresenceState.READY, PresenceState.TALKING, PresenceState.WRAP_UP)


def _pace(queue: Queue, pace: Pace) -> dict[str, Any]:
    """What came into a queue, what was forecast, and who is there, with where the rows are."""
    forecast = None if pace.forecast is None else round(pace.forecast)
    return {
        "name": queue.name,
        "arrived": pace.arrived,
        "arrived_url": rows_url(ARRIVED, queue=queue.code, sort="received"),
        "forecast": forecast,
        "difference": None if forecast is None else pace.arrived - forecast,
        "people": [
            (state, pace.people.get(state, 0), people_url(state=state, queue=queue.code))
            for state in PACE_STATES
        ],
    }


def _row(name: Any, counts: Counts, **where: str) -> dict[str, Any]:
    return {
        "name": name,
        "counts": counts,
        "cells": [(code, getattr(counts, code), rows_url(code, **where)) for code in COLUMNS],
        "oldest_url": rows_url("waiting", sort="received", **where),
    }


def _sums(calls: Calls) -> dict[str, Any]:
    """Today's calls as the two sums that always hold."""
    return {
        "before": [_outcome(calls, outcome) for outcome in BEFORE_THE_QUEUE],
        "queued": [_outcome(calls, outcome) for outcome in QUEUED_OUTCOMES],
    }


def _by_hand_url(found: Board) -> str:
    """Where today's calls that were logged by hand are listed."""
    today = today_in(found.as_of, settings.CENTRE_TIME_ZONE).isoformat()
    query = {"figure": "calls_by_hand", "first": today, "last": today}
    return f"{reverse('insights:rows')}?{urlencode(query)}"


def _outcome(calls: Calls, outcome: CallOutcome) -> dict[str, Any]:
    return {
        "label": outcome.label,
        "measure": MEASURE_OF.get(outcome, ""),
        "count": calls.of(outcome),
        "url": calls_url(outcome=outcome.value),
    }
