"""Every figure, defined once: the tables, the charts, the exports and the rows behind it use this.

What is stored of a day only ever adds up (`BASES`); a share or a mean is made here, of two sums,
so that no percentage is ever averaged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECONDS_A_DAY = 86_400
WRITTEN = ("web", "email", "api")
GROUPS: dict[str, tuple[str, ...]] = {
    "phone": ("phone",),
    "written": WRITTEN,
    "member": ("member",),
}
GROUP_OF = {channel: group for group, channels in GROUPS.items() for channel in channels}


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    SECONDS = "seconds"


class Rows(StrEnum):
    """Which rows lie behind a figure."""

    CONTACTS = "contacts"
    CALLS = "calls"
    BY_HAND = "by_hand"
    ANSWERS = "answers"
    FEEDBACK = "feedback"


@dataclass(frozen=True)
class Measure:
    """One figure. `over` is empty for a plain count; `channels` is empty for all of them."""

    code: str
    name: str | Promise
    definition: str | Promise
    formula: str
    unit: Unit
    of: str
    rows: Rows
    over: str = ""
    channels: tuple[str, ...] = ()
    scale: int = 1

    @property
    def bases(self) -> tuple[str, ...]:
        return (self.of, self.over) if self.over else (self.of,)


BASES = (
    "contacts",
    "calls_asked",
    "calls_answered",
    "calls_abandoned",
    "calls_blocked",
    "calls_by_hand",
    "calls_in_time",
    "calls_handled",
    "call_wait_seconds",
    "call_handle_seconds",
    "waits_told",
    "waits_as_told",
    "first_answers",
    "first_answers_in_time",
    "first_answer_seconds",
    "said_solved",
    "said_not_solved",
    "said",
)


def _calls(code: str, name: Promise, definition: Promise, *, rows: Rows = Rows.CALLS) -> Measure:
    """A plain count of calls, stored under its own name."""
    channels = ("phone",)
    return Measure(code, name, definition, code, Unit.COUNT, of=code, rows=rows, channels=channels)


_ALL = (
    Measure(
        "contacts",
        _("Contacts"),
        _(
            "Every arrival by any channel: a call that reached the telephone menu, a web form, an "
            "e-mail, an enquiry of a Member’s or Senator’s office. A call that was blocked, served "
            "by the menu or abandoned counts too, and so do a call that an agent logged by hand "
            "and a later message on an enquiry."
        ),
        "contacts",
        Unit.COUNT,
        of="contacts",
        rows=Rows.CONTACTS,
    ),
    Measure(
        "call_answer_rate",
        _("Call answer rate"),
        _(
            "Calls that an agent answered, out of the calls that asked for an agent. Calls that "
            "the menu served do not count; calls that were blocked, abandoned or came out of "
            "hours do, when the caller had asked for an agent."
        ),
        "calls_answered ÷ calls_asked",
        Unit.SHARE,
        of="calls_answered",
        over="calls_asked",
        rows=Rows.CALLS,
        channels=("phone",),
    ),
    Measure(
        "call_service_level",
        _("Calls answered in time"),
        _(
            "Calls answered within 20 seconds of joining the queue, out of the calls that asked "
            "for an agent. Calls that were turned away, gave up or came out of hours count "
            "against it."
        ),
        "calls_in_time ÷ calls_asked",
        Unit.SHARE,
        of="calls_in_time",
        over="calls_asked",
        rows=Rows.CALLS,
        channels=("phone",),
    ),
    Measure(
        "answer_speed",
        _("Average speed of answer"),
        _(
            "Seconds from joining the queue to an agent, on average over the calls answered. The "
            "time in the menu does not count."
        ),
        "call_wait_seconds ÷ calls_answered",
        Unit.SECONDS,
        of="call_wait_seconds",
        over="calls_answered",
        rows=Rows.CALLS,
        channels=("phone",),
    ),
    Measure(
        "handle_time",
        _("Average handle time"),
        _(
            "Seconds that a call takes an agent, from the answer to the end of the work after the "
            "call, on average over the calls answered that are over."
        ),
        "call_handle_seconds ÷ calls_handled",
        Unit.SECONDS,
        of="call_handle_seconds",
        over="calls_handled",
        rows=Rows.CALLS,
        channels=("phone",),
    ),
    Measure(
        "wait_as_told",
        _("Waits as told"),
        _(
            "Calls answered after a wait that lay within the band that the caller was told on "
            "joining the queue, out of the calls answered whose caller was told one."
        ),
        "waits_as_told ÷ waits_told",
        Unit.SHARE,
        of="waits_as_told",
        over="waits_told",
        rows=Rows.CALLS,
        channels=("phone",),
    ),
    Measure(
        "written_days",
        _("Mean e-mail processing time"),
        _(
            "Days from the arrival of an e-mail or web form to the first answer of an agent, on "
            "average over the enquiries first answered in the period. Nights, weekends and "
            "holidays count. Automatic acknowledgements are no answer."
        ),
        "first_answer_seconds ÷ first_answers ÷ 86,400",
        Unit.DAYS,
        of="first_answer_seconds",
        over="first_answers",
        rows=Rows.ANSWERS,
        channels=WRITTEN,
        scale=SECONDS_A_DAY,
    ),
    Measure(
        "first_answer_in_time",
        _("First answers within the standard"),
        _(
            "Enquiries whose first answer came within the service standard that was in force when "
            "they arrived, out of those first answered in the period. Calls are not among them."
        ),
        "first_answers_in_time ÷ first_answers",
        Unit.SHARE,
        of="first_answers_in_time",
        over="first_answers",
        rows=Rows.ANSWERS,
        channels=(*WRITTEN, "member"),
    ),
    _calls(
        "calls_asked",
        _("Calls that asked for an agent"),
        _("Calls in which the caller asked the menu for an agent, whatever came of it."),
    ),
    _calls(
        "calls_answered",
        _("Calls answered"),
        _("Calls that an agent answered."),
    ),
    _calls(
        "calls_abandoned",
        _("Calls abandoned"),
        _(
            "Calls whose caller hung up while waiting for an agent, after the first seconds. "
            "Callers who left to be called back or left a message are not among them."
        ),
    ),
    _calls(
        "calls_blocked",
        _("Calls blocked"),
        _("Calls that were turned away before the queue because too many waited already."),
    ),
    _calls(
        "calls_by_hand",
        _("Calls logged by hand"),
        _(
            "Calls that came by another telephone and that an agent wrote down. They never "
            "reached the telephone menu: they are contacts, and are in no other figure of calls."
        ),
        rows=Rows.BY_HAND,
    ),
    Measure(
        "solved",
        _("Clients who say it is solved"),
        _("Answers “solved” of clients on their status page, out of all “solved” or “not solved”."),
        "said_solved ÷ said",
        Unit.SHARE,
        of="said_solved",
        over="said",
        rows=Rows.FEEDBACK,
    ),
)
MEASURES: dict[str, Measure] = {measure.code: measure for measure in _ALL}


class State(StrEnum):
    """Four things that must never look alike: a number is one, a zero another."""

    NUMBER = "number"
    ZERO = "zero"
    NO_DATA = "no_data"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Figure:
    """A value with what it is; `value` is empty where there is none. Shares are ratios."""

    state: State
    value: Decimal | None = None

    @property
    def is_number(self) -> bool:
        return self.value is not None


NO_DATA, UNAVAILABLE = Figure(State.NO_DATA), Figure(State.UNAVAILABLE)


def figure(measure: Measure, sums: Mapping[str, int], *, counted: bool, loaded: bool) -> Figure:
    """Make a figure of the sums of its period.

    `counted` and `loaded` say whether the period has days counted from rows, or days loaded from
    a published source. Nothing of either: no data. A source that is silent about one of the sums:
    unavailable, as the other alone would show a nought that nobody published. A share or mean of
    nothing is no data as well, because there was nothing to measure.
    """
    if not (counted or loaded):
        return NO_DATA
    if not counted and not all(base in sums for base in measure.bases):
        return UNAVAILABLE
    if measure.over:
        return _ratio(measure, sums)
    value = Decimal(sums.get(measure.of, 0))
    return Figure(State.NUMBER if value else State.ZERO, value)


def _ratio(measure: Measure, sums: Mapping[str, int]) -> Figure:
    below = sums.get(measure.over, 0)
    if not below:
        return NO_DATA
    value = Decimal(sums.get(measure.of, 0)) / below / measure.scale
    return Figure(State.NUMBER if value else State.ZERO, value)
