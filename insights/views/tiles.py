"""The board's headlines: a figure, how it stands, and how it compares with the same weekday."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from contactcentre.kit import formatting
from contactcentre.kit.languages import page_language
from insights.gauges import (
    GAUGES,
    OVERDUE_FROM,
    PHONE_TARGET,
    Gauge,
    Tone,
    tone_of_none_wanted,
    tone_of_share,
)
from insights.measures import Figure, State
from insights.queries.board import Board
from insights.queries.headlines import headlines
from insights.queries.usual import quarter_of
from insights.views.addresses import calls_url, rows_url

# Nearer to the usual than this, or than a tenth of it, is as usual: calls, seconds, ratios.
ROUGHLY = {
    "longest_wait": Decimal(30),
    "phone_level": Decimal("0.01"),
    "call_answer_rate": Decimal("0.01"),
}


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
    trend: str = ""


def tiles(found: Board) -> list[Tile]:
    """The six headlines of the page and the wall."""
    figures, total = headlines(found), found.work.total
    trends = {code: trend_words(code, figure, found) for code, figure in figures.items()}
    waiting = calls_url(figure="calls_waiting")
    longest = figures["longest_wait"]

    def tile(code: str, kind: str = "count", **more: Any) -> Tile:
        return Tile(GAUGES[code], figures[code], kind, trend=trends[code], **more)

    return [
        tile("calls_waiting", url=waiting),
        Tile(
            GAUGES["longest_wait"],
            longest if longest.state == State.UNAVAILABLE else None,
            since=found.work.all_callers.longest_since,
            url=waiting,
            trend=trends["longest_wait"],
        ),
        tile(
            "phone_level",
            "share",
            tone=tone_of_share(figures["phone_level"], PHONE_TARGET),
            target=PHONE_TARGET,
            url=calls_url(figure="asked_and_over"),
        ),
        tile("call_answer_rate", "share", url=calls_url(figure="asked")),
        tile(
            "overdue",
            tone=tone_of_none_wanted(total.overdue, bad_from=OVERDUE_FROM),
            url=rows_url("overdue"),
        ),
        tile(
            "urgent_unowned",
            tone=tone_of_none_wanted(total.urgent_unowned, bad_from=1),
            url=rows_url("urgent_unowned"),
        ),
    ]


def trend_words(code: str, figure: Figure, found: Board) -> str:
    """How a headline lies to what is usual on this weekday at this time."""
    usual = found.usual.get(code)
    if figure.value is None:
        return ""
    if usual is None:
        return _("Too few weeks to say what is usual")
    facts = {"weekday": _weekday(found.as_of), "usual": _value(code, usual)}
    gap = figure.value - usual
    near = abs(gap) <= max(usual / 10, ROUGHLY.get(code, Decimal(1)))
    if near or _value(code, figure.value) == facts["usual"]:
        return _("As usual on a %(weekday)s at this time: %(usual)s") % facts
    if gap > 0:
        return _("Above the usual of a %(weekday)s at this time: %(usual)s") % facts
    return _("Below the usual of a %(weekday)s at this time: %(usual)s") % facts


def _weekday(now: dt.datetime) -> str:
    today, _time = quarter_of(now)
    return formatting.WEEKDAYS[page_language()][today.weekday()]


def _value(code: str, value: Decimal) -> str:
    language = page_language()
    if code in ("phone_level", "call_answer_rate"):
        return formatting.percent(value, language)
    if code == "longest_wait":
        return formatting.duration(float(value), language)
    whole = value == value.to_integral_value()
    return formatting.number(int(value) if whole else value, language)
