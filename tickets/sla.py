"""A clock as a pure function of standard, calendar and ordered events.

Nothing here is counted up or stored: whoever asks gets the same reading from the same facts, with
every interval that counted and every one that did not. `due_at` is the due time if nothing further
happens, so that of a clock that waits on the client supposes that the client stays silent until
the pause runs out; the answer brings it forward.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tickets import calendars
from tickets.calendars import Calendar
from tickets.enums import ClockKind, ClockState, EventKind, Priority


class Why(StrEnum):
    """Why an interval counts, or does not."""

    COUNTED = "counted"
    OUT_OF_HOURS = "out_of_hours"
    WAITING_CLIENT = "waiting_client"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of a service standard. Times are business seconds but the pause's cap."""

    kind: ClockKind
    targets: Mapping[int, int]  # priority -> seconds
    at_risk_percent: int = 25
    at_risk_seconds: int = 4 * 3600
    pause_cap: timedelta = timedelta(days=30)  # by the wall clock, anew after each client message
    climb_after: tuple[int, ...] = ()  # after the breach: levels 2, 3 … of the ladder


@dataclass(frozen=True, slots=True)
class Fact:
    """One event as a clock sees it; `priority` where the event set one."""

    at: datetime
    kind: EventKind
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a clock's life; `holidays` are those that kept it out of hours."""

    start: datetime
    end: datetime
    why: Why
    holidays: tuple[date, ...] = ()

    @property
    def counted(self) -> bool:
        return self.why is Why.COUNTED

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())


@dataclass(frozen=True, slots=True)
class Firing:
    """Something to tell once, at its true moment however late the sweep comes."""

    kind: EventKind
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows at `now`."""

    kind: ClockKind
    now: datetime
    state: ClockState
    started_at: datetime
    target: int
    due_at: datetime
    at_risk_at: datetime
    stopped_at: datetime | None
    breached_at: datetime | None
    remaining: int
    pause_ends_at: datetime | None
    gaps: tuple[Interval, ...]
    firings: tuple[Firing, ...]

    @property
    def met_at(self) -> datetime | None:
        """When the promise was kept, late or not."""
        return self.stopped_at if self.state in (ClockState.MET, ClockState.MISSED) else None

    @property
    def until(self) -> datetime:
        return self.stopped_at or self.now


STARTS = {
    ClockKind.FIRST_RESPONSE: EventKind.RECEIVED,
    ClockKind.RESOLUTION: EventKind.RECEIVED,
    ClockKind.ACKNOWLEDGE: EventKind.REFERRED,
    ClockKind.ANSWER: EventKind.REFERRED,
}


def read(
    standard: Standard, calendar: Calendar, facts: Iterable[Fact], *, now: datetime
) -> Reading:
    """Read the clock at `now`; facts that are later do not exist yet."""
    story = _Story(standard, sorted((fact for fact in facts if fact.at <= now), key=_moment), now)
    target, since = _target(standard, story)
    pauses = [(gap.start, gap.end) for gap in story.projected_gaps()]
    warning = max(target * standard.at_risk_percent // 100, standard.at_risk_seconds)
    due_at = calendars.due(calendar, story.started_at, target, pauses)
    at_risk_at = calendars.due(calendar, story.started_at, max(0, target - warning), pauses)
    late = _is_late(story, due_at)
    return Reading(
        kind=standard.kind,
        now=now,
        state=_state(story, at_risk_at, late=late),
        started_at=story.started_at,
        target=target,
        due_at=due_at,
        at_risk_at=at_risk_at,
        stopped_at=story.stopped_at,
        breached_at=max(due_at, since) if late else None,
        remaining=target - calendars.between(calendar, story.started_at, story.until, pauses),
        pause_ends_at=story.pause_ends_at,
        gaps=tuple(story.gaps_so_far()),
        firings=tuple(_firings(standard, calendar, story, (at_risk_at, due_at, since), pauses)),
    )


def intervals(calendar: Calendar, reading: Reading) -> list[Interval]:
    """Cut the clock's life into what counted and what did not, with the reasons."""
    cut: list[Interval] = []
    at = reading.started_at
    for gap in reading.gaps:
        cut.extend(_hours(calendar, at, gap.start))
        cut.append(gap)
        at = gap.end
    cut.extend(_hours(calendar, at, reading.until))
    return cut


def _hours(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Interval]:
    at = start
    for opening, closing in calendars.windows(calendar, start, end) if start < end else ():
        if at < opening:
            yield _out_of_hours(calendar, at, opening)
        yield Interval(opening, closing, Why.COUNTED)
        at = closing
    if at < end:
        yield _out_of_hours(calendar, at, end)


def _out_of_hours(calendar: Calendar, start: datetime, end: datetime) -> Interval:
    holidays = tuple(calendars.holidays_between(calendar, start, end))
    return Interval(start, end, Why.OUT_OF_HOURS, holidays)


def _moment(fact: Fact) -> datetime:
    return fact.at


def _target(standard: Standard, story: "_Story") -> tuple[int, datetime]:
    """Return the target in force and since when: a new priority counts from the clock's start."""
    target, since = standard.targets[Priority.NORMAL], story.started_at
    for fact in story.facts:
        if fact.priority is None or fact.at > story.until:
            continue
        if target != standard.targets[fact.priority]:
            target, since = standard.targets[fact.priority], max(fact.at, story.started_at)
    return target, since


def _is_late(story: "_Story", due_at: datetime) -> bool:
    if story.stopped_at is None:
        return story.now >= due_at
    return not story.cancelled and story.stopped_at > due_at


def _state(story: "_Story", at_risk_at: datetime, *, late: bool) -> ClockState:
    if story.cancelled:
        return ClockState.CANCELLED
    if story.stopped_at is not None:
        return ClockState.MISSED if late else ClockState.MET
    if late:
        return ClockState.BREACHED
    if story.pause_ends_at is not None:
        return ClockState.PAUSED
    return ClockState.AT_RISK if story.now >= at_risk_at else ClockState.RUNNING


def _firings(
    standard: Standard,
    calendar: Calendar,
    story: "_Story",
    moments: tuple[datetime, datetime, datetime],
    pauses: Sequence[calendars.Pause],
) -> Iterator[Firing]:
    """Yield what the clock tells if nothing further happens; nothing after it has stopped."""
    at_risk_at, due_at, since = moments
    warned_at, breached_at = max(at_risk_at, since), max(due_at, since)
    ladder = [Firing(EventKind.CLOCK_AT_RISK, 1, warned_at)] if warned_at < breached_at else []
    ladder.append(Firing(EventKind.CLOCK_BREACHED, 1, breached_at))
    for level, seconds in enumerate(standard.climb_after, start=2):
        at = calendars.due(calendar, breached_at, seconds, pauses)
        ladder.append(Firing(EventKind.CLOCK_CLIMBED, level, at))
    for firing in ladder:
        if story.stopped_at is None or (firing.at < story.stopped_at and not story.cancelled):
            yield firing


class _Story:
    """Folds the facts of one clock into its end and the times that do not count."""

    def __init__(self, standard: Standard, facts: Sequence[Fact], now: datetime) -> None:
        start = STARTS[standard.kind]
        self.facts, self.now = facts, now
        self.started_at = next(fact.at for fact in facts if fact.kind is start)
        self.stopped_at: datetime | None = None
        self.cancelled = False
        self._final = False
        self._cap = self._allowance = standard.pause_cap
        self._asked = self._waiting = False
        self._paused_from: datetime | None = None
        self._gaps: list[Interval] = []
        for fact in facts:
            tell = _PLOTS[standard.kind].get(fact.kind)
            if tell is not None and not self._final:
                tell(self, fact.at)

    @property
    def until(self) -> datetime:
        return self.stopped_at or self.now

    @property
    def pause_ends_at(self) -> datetime | None:
        """When a pause that runs now ends if the client stays silent."""
        if self._paused_from is None:
            return None
        end = self._paused_from + self._allowance
        return end if self.now < end else None

    def gaps_so_far(self) -> list[Interval]:
        """Return what did not count until now."""
        return [*self._gaps, *self._pause_until(self.now)]

    def projected_gaps(self) -> list[Interval]:
        """Return what will not count if nothing further happens."""
        return [*self._gaps, *self._pause_until(None)]

    def agent_replied(self, at: datetime) -> None:
        self._asked = True
        self._pause(at)

    def wait_began(self, at: datetime) -> None:
        self._waiting = self.stopped_at is None
        self._pause(at)

    def wait_ended(self, at: datetime) -> None:
        self._gaps += self._pause_until(at)
        if self._paused_from is not None:
            self._allowance -= min(at - self._paused_from, self._allowance)
        self._paused_from, self._waiting = None, False

    def client_wrote(self, at: datetime) -> None:
        self.wait_ended(at)
        self.reopen(at)
        self._asked, self._allowance = False, self._cap

    def stop(self, at: datetime) -> None:
        self.wait_ended(at)
        self.stopped_at = at if self.stopped_at is None else self.stopped_at

    def stop_unmet(self, at: datetime) -> None:
        self.stop(at)
        self.cancelled = True

    def reopen(self, at: datetime) -> None:
        if self.stopped_at is not None:
            self._gaps.append(Interval(self.stopped_at, at, Why.RESOLVED))
            self.stopped_at, self.cancelled = None, False

    def finish(self, at: datetime) -> None:
        self.stop(at)
        self._final = True

    def cancel(self, at: datetime) -> None:
        self.stop_unmet(at)
        self._final = True

    def close(self, at: datetime) -> None:
        if self.stopped_at is None:
            self.stop_unmet(at)
        self._final = True

    def _pause(self, at: datetime) -> None:
        if self._asked and self._waiting and self._paused_from is None and self._allowance:
            self._paused_from = at

    def _pause_until(self, at: datetime | None) -> list[Interval]:
        if self._paused_from is None:
            return []
        end = self._paused_from + self._allowance
        return [Interval(self._paused_from, min(at or end, end), Why.WAITING_CLIENT)]


_Plot = Mapping[EventKind, Callable[[_Story, datetime], None]]

# What moves each kind of clock. What is not named moves none: automatic mail, acknowledgements,
# waiting for an office, routing, transfers, notes.
_PLOTS: Mapping[ClockKind, _Plot] = {
    ClockKind.FIRST_RESPONSE: {
        EventKind.REPLIED: _Story.finish,
        EventKind.SPOKEN_WITH: _Story.finish,
        EventKind.MESSAGE_RECEIVED: _Story.reopen,
        EventKind.REOPENED: _Story.reopen,
        EventKind.RESOLVED: _Story.stop_unmet,
        EventKind.CLOSED: _Story.close,
        EventKind.DISCARDED: _Story.cancel,
    },
    ClockKind.RESOLUTION: {
        EventKind.REPLIED: _Story.agent_replied,
        EventKind.WAITING_CLIENT: _Story.wait_began,
        EventKind.RESUMED: _Story.wait_ended,
        EventKind.MESSAGE_RECEIVED: _Story.client_wrote,
        EventKind.REOPENED: _Story.reopen,
        EventKind.RESOLVED: _Story.stop,
        EventKind.CLOSED: _Story.close,
        EventKind.DISCARDED: _Story.cancel,
    },
    ClockKind.ACKNOWLEDGE: {
        EventKind.REFERRAL_ACKNOWLEDGED: _Story.finish,
        EventKind.REFERRAL_ASKED: _Story.finish,
        EventKind.REFERRAL_ANSWERED: _Story.finish,
        EventKind.REFERRAL_WITHDRAWN: _Story.cancel,
        EventKind.DISCARDED: _Story.cancel,
    },
    ClockKind.ANSWER: {
        EventKind.REFERRAL_ANSWERED: _Story.finish,
        EventKind.REFERRAL_WITHDRAWN: _Story.cancel,
        EventKind.DISCARDED: _Story.cancel,
    },
}
