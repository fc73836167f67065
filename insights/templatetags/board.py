"""How the board's figures are worded: a number, a zero, no data and unavailable look different."""

import datetime as dt
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from accounts.enums import PresenceState
from contactcentre.kit import formatting
from contactcentre.kit.languages import page_language
from insights.gauges import GAUGES, Gauge, Tone
from insights.measures import Figure, State

register = template.Library()
TONE_ICONS = {Tone.GOOD: "check", Tone.WATCH: "half-clock", Tone.BAD: "warning"}


@register.simple_tag
def gauge(code: str) -> Gauge:
    return GAUGES[code]


@register.filter
def second_time(moment: dt.datetime) -> str:
    """2:41:05 pm; 14 h 41 min 5 s: a live figure's moment, in the centre's time."""
    return formatting.time_to_the_second(moment, page_language(), settings.CENTRE_TIME_ZONE)


@register.simple_tag
def figure(found: Figure, kind: str = "count") -> SafeString:
    """A figure's display, for counts and shares."""
    if found.state == State.UNAVAILABLE:
        return _words("unavailable", gettext("Unavailable"))
    if found.value is None:
        return _words("none", gettext("No data yet today"))
    language = page_language()
    if kind == "share":
        return _words("number", formatting.percent(found.value, language))
    return _words("number", formatting.number(found.value, language))


@register.simple_tag
def since(moment: dt.datetime | None, now: dt.datetime, what: str = "caller") -> SafeString:
    """How long a caller or an enquiry has waited; in words when none does."""
    if moment is None:
        nobody = gettext("Nobody is waiting") if what == "caller" else gettext("None is waiting")
        return _words("none", nobody)
    waited = formatting.duration((now - moment).total_seconds(), page_language())
    return _words("number", waited)


def _words(kind: str, text: str) -> SafeString:
    return format_html('<span class="value value--{}">{}</span>', kind, text)


@register.inclusion_tag("insights/_tone.html")
def tone(found: Tone) -> dict[str, Any]:
    """How the figure stands, as a word with its drawing; nothing where nothing is wanted of it."""
    if found == Tone.PLAIN:
        return {"tone": ""}
    return {"tone": found.value, "icon_name": TONE_ICONS[found], "word": _tone(found)}


def _tone(found: Tone) -> str:
    return {
        Tone.GOOD: pgettext("figure", "On target"),
        Tone.WATCH: pgettext("figure", "Watch"),
        Tone.BAD: pgettext("figure", "Off target"),
    }[found]


@register.filter
def seconds(value: float) -> str:
    """7.4 s under ten seconds, else whole ones: 42 s; 7,4 s; 42 s."""
    number = formatting.number(value, page_language(), decimals=1 if 0.05 <= value < 9.95 else 0)
    return f"{number}{formatting.NBSP}s"


@register.filter
def signed(value: int) -> str:
    """+12, −3, 0: a difference."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + formatting.number(abs(value), page_language())


@register.filter
def half_hour(starts: dt.time) -> str:
    """8:30 am; 8 h 30: the beginning of a half hour of the centre's day."""
    # Any day will do: what is shown is the time as it stands on the clock.
    moment = dt.datetime.combine(dt.date(2000, 1, 1), starts, dt.UTC)
    return formatting.time_of_day(moment, page_language(), "UTC")


@register.filter
def presence_name(state: str) -> Any:
    return PresenceState(state).label


@register.simple_tag
def board_heading(code: str, table: str) -> SafeString:
    """A column's name, which leads to what it means."""
    return format_html(
        '<a id="{}-{}" href="#figure-{}">{}</a>', table, code, code, GAUGES[code].name
    )


@register.inclusion_tag("insights/_cell.html")
def board_cell(row: Any, code: str, value: int, url: str) -> dict[str, Any]:
    """A count that opens to its rows; a zero opens to nothing."""
    late = code in ("overdue", "urgent_unowned")
    return {"row": row, "name": GAUGES[code].name, "value": value, "url": url, "late": late}
