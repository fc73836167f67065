"""The live board: how the centre stands now, each figure with its meaning and its rows."""

from dataclasses import dataclass
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
    PHONE_TARGET,
    WRITTEN_TARGET,
    Gauge,
    Tone,
    count,
    share,
    tone_of_none_wanted,
    tone_of_share,
)
from insights.measures import MEASURES, UNAVAILABLE, Figure
from insights.queries.board import FIRST_ANSWERS, Board, Callers, Calls, Counts
from insights.queries.shared import shared_board
from tickets.enums import Channel
from tickets.queries.rows import seen_sensitivities

BEFORE_THE_QUEUE = [
    CallOutcome.IN_IVR,
    CallOutcome.CONTAINED,
    CallOutcome.LEFT_IN_IVR,
    CallOutcome.CLOSED,
    CallOutcome.BLOCKED,
]


@dataclass(frozen=True)
class Tile:
    """A headline: its figure, or the moment `since` when; how it stands; where its rows are."""

    gauge: Gauge
    figure: Figure | None = None
    kind: str = "count"
    since: Any = None
    tone: Tone = Tone.PLAIN
    target: Any = None
    url: str = ""


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
    return render(request, part, {**context, **tables(found)})


def tiles(found: Board) -> list[Tile]:
    """The six headlines of the page and the wall."""
    total = found.work.total
    return [
        *_phone_tiles(found),
        Tile(
            GAUGES["overdue"],
            count(total.overdue),
            tone=tone_of_none_wanted(total.overdue, bad_from=10),
            url=rows_url("overdue"),
        ),
        Tile(
            GAUGES["urgent_unowned"],
            count(total.urgent_unowned),
            tone=tone_of_none_wanted(total.urgent_unowned, bad_from=1),
            url=rows_url("urgent_unowned"),
        ),
    ]


def _phone_tiles(found: Board) -> list[Tile]:
    calls, callers = found.calls, found.work.all_callers
    waiting, answered = _phone(calls, count(callers.waiting)), _phone(calls, answer_rate(calls))
    level = _phone(calls, share(calls.in_time, calls.asked_and_over))
    return [
        Tile(GAUGES["calls_waiting"], waiting, url=calls_url(figure="calls_waiting")),
        Tile(
            GAUGES["longest_wait"],
            None if calls.has_lines else UNAVAILABLE,
            since=callers.longest_since,
            url=calls_url(figure="calls_waiting"),
        ),
        Tile(
            GAUGES["phone_level"],
            level,
            "share",
            tone=tone_of_share(level, PHONE_TARGET),
            target=PHONE_TARGET,
            url=calls_url(figure="asked_and_over"),
        ),
        Tile(GAUGES["call_answer_rate"], answered, "share", url=calls_url(figure="asked")),
    ]


def _phone(calls: Calls, found: Figure) -> Figure:
    """Where no telephone line is set up, its figures are unavailable, not zero."""
    return found if calls.has_lines else UNAVAILABLE


def answer_rate(calls: Calls) -> Figure:
    return share(calls.of(CallOutcome.ANSWERED), calls.asked)


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
        "definitions": [*GAUGES.values(), *(MEASURES[code] for code in _CALL_MEASURES)],
    }


_CALL_MEASURES = ("calls_answered", "calls_abandoned", "calls_blocked", "calls_by_hand")


COLUMNS = ("waiting", "owned", "at_risk", "overdue", "urgent_unowned")


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
        "count": calls.of(outcome),
        "url": calls_url(outcome=outcome.value),
    }


def rows_url(figure: str, **query: str) -> str:
    """Where the enquiries behind a figure are listed."""
    address = reverse("insights:behind_enquiries", args=[figure])
    return f"{address}?{urlencode(query)}" if query else address


def calls_url(**query: str) -> str:
    """Where the calls behind a figure are listed."""
    return f"{reverse('insights:behind_calls')}?{urlencode(query)}"
