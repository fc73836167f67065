"""The live figures of the board: what each counts, defined once for the tile, table and list.

A figure of a day or longer is a measure (measures.py); a gauge is how things stand now.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from insights.measures import MEASURES, NO_DATA, Figure, State

PHONE_TARGET_S = 20
PHONE_TARGET = Decimal("0.8")
WRITTEN_TARGET = Decimal("0.9")
# Somebody whose desk gave no sign of life for so long is not counted as there.
SILENT_AFTER = dt.timedelta(seconds=90)
# From when on the board raises an alert; its definition below says the same in words.
OVERDUE_FROM = 10
OLDEST_AFTER = dt.timedelta(days=2)
# The slowest periodic task runs every five minutes.
TASK_LATE_AFTER = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Gauge:
    """A live figure: its name, and what exactly it counts."""

    code: str
    name: str | Promise
    definition: str | Promise


class Tone(StrEnum):
    """How a figure stands against what is wanted; always shown as a word, never by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


def _of_measure(code: str) -> Gauge:
    measure = MEASURES[code]
    return Gauge(code, measure.name, measure.definition)


_ALL = (
    Gauge(
        "waiting",
        _("Waiting"),
        _(
            "Enquiries that nobody owns yet and on which we have to act: new or open. Those that "
            "wait for the client or for a processing office are not counted."
        ),
    ),
    Gauge(
        "oldest",
        _("Oldest"),
        _("The time since the enquiry came in that has waited longest for an owner."),
    ),
    Gauge("owned", _("With an agent"), _("New or open enquiries that an agent owns.")),
    Gauge(
        "at_risk",
        _("At risk"),
        _(
            "Enquiries not closed of which a promised time is near: past the point at which its "
            "service standard calls it at risk, and not yet due. A clock that is paused while we "
            "wait for the client is not at risk."
        ),
    ),
    Gauge(
        "overdue",
        _("Overdue"),
        _("Enquiries not closed whose promised time has passed."),
    ),
    Gauge(
        "urgent_unowned",
        _("Urgent, without an owner"),
        _("Enquiries of urgent priority, new or open, that nobody owns."),
    ),
    Gauge(
        "late_referrals",
        _("Referrals not answered in time"),
        _(
            "Enquiries not closed of which a processing office has not answered a referral by the "
            "time that it was given."
        ),
    ),
    Gauge(
        "arrived",
        _("Arrived today"),
        _(
            "Enquiries that came in since midnight, Eastern time, by any channel, whatever has "
            "become of them. One that was moved counts in the queue that it is in now."
        ),
    ),
    Gauge(
        "forecast_by_now",
        _("Forecast by now"),
        _(
            "What will have arrived by this moment if today is as this weekday usually is: the "
            "median of the eight weeks before, where three of them are known. The difference is "
            "what arrived less the forecast."
        ),
    ),
    Gauge(
        "queue_people",
        _("People of a queue"),
        _(
            "Agents and supervisors of the teams that work the queue, by what they say they are "
            "doing. Who works two queues counts in both."
        ),
    ),
    Gauge(
        "usual",
        _("Usual"),
        _(
            "The median of what a headline was at the last quarter hour on the same weekday of the "
            "eight weeks before, where three of them are known. Up to a tenth more or less, one "
            "call or enquiry, half a minute or one percentage point is as usual."
        ),
    ),
    Gauge(
        "alerts",
        _("Alerts"),
        _(
            "Urgent enquiries without an owner; ten enquiries or more that are overdue; one that "
            "has waited more than two days for an owner; a referral that was not answered in time; "
            "a periodic task of the system that has not run for 15 minutes; more contacts this "
            "month than the forecast of its eve gave as the upper end of its 95% band, or expected "
            "where it had none."
        ),
    ),
    Gauge(
        "calls_waiting",
        _("Calls waiting"),
        _("Callers who wait in a queue for an agent at this moment."),
    ),
    Gauge(
        "longest_wait",
        _("Longest wait"),
        _("How long the caller who has waited longest has been in the queue."),
    ),
    Gauge(
        "phone_level",
        _("Calls answered in time"),
        _(
            "Calls answered within 20 seconds of joining the queue today, out of the calls that "
            "asked for an agent today and no longer wait. Calls that were turned away, given up or "
            "came out of hours count against it."
        ),
    ),
    Gauge(
        "written_level",
        _("First answers in time"),
        _(
            "Enquiries answered for the first time today within their service standard, out of "
            "those answered for the first time today."
        ),
    ),
    _of_measure("call_answer_rate"),
    Gauge(
        "agents",
        _("People"),
        _(
            "Agents and supervisors by what they say they are doing. Somebody whose desk gave no "
            "sign of life for 90 seconds is counted apart, except in a call."
        ),
    ),
    Gauge(
        "offered",
        _("Calls offered"),
        _("Every incoming call that reached the telephone menu since midnight, Eastern time."),
    ),
    Gauge(
        "queued",
        _("Calls queued"),
        _("Calls that were put into a queue for an agent today, whatever came of them."),
    ),
)
GAUGES: dict[str, Gauge] = {gauge.code: gauge for gauge in _ALL}


def share(part: int, whole: int) -> Figure:
    """A part of a whole; without a whole there is nothing to measure, which is not zero."""
    if not whole:
        return NO_DATA
    value = Decimal(part) / whole
    return Figure(State.NUMBER if value else State.ZERO, value)


def count(number: int) -> Figure:
    return Figure(State.NUMBER if number else State.ZERO, Decimal(number))


def tone_of_share(found: Figure, target: Decimal) -> Tone:
    """Good at the target, to be watched within ten points of it, bad below."""
    if found.value is None:
        return Tone.PLAIN
    if found.value >= target:
        return Tone.GOOD
    return Tone.WATCH if found.value >= target - Decimal("0.1") else Tone.BAD


def tone_of_none_wanted(number: int, *, bad_from: int) -> Tone:
    """Good at zero, bad from a number on, to be watched between."""
    if not number:
        return Tone.GOOD
    return Tone.BAD if number >= bad_from else Tone.WATCH
