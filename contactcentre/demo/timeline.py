"""Passes time: what is to happen is kept in order, and `now` is always the moment played."""

import datetime as dt
import heapq
import itertools
from collections.abc import Callable, Iterator
from random import Random

from tickets import calendars
from tickets.calendars import Calendar
from tickets.exceptions import IllegalTransition

# A script does something and yields the moment at which it goes on.
Script = Iterator[dt.datetime]
Act = Callable[[], object]
HOUR = 3600


class Timeline:
    """The days from `start` to `end`; what would happen later does not happen."""

    def __init__(
        self, *, start: dt.datetime, end: dt.datetime, calendar: Calendar, chance: Random
    ) -> None:
        self.start, self.end, self.now = start, end, start
        self.calendar, self.chance = calendar, chance
        self._coming: list[tuple[dt.datetime, int, Act]] = []
        self._order = itertools.count()

    def at(self, when: dt.datetime, act: Act) -> None:
        heapq.heappush(self._coming, (when, next(self._order), act))

    def play(self, script: Script) -> None:
        """Play a script until its next pause. One overtaken by another ends there."""
        try:
            when = next(script)
        except (StopIteration, IllegalTransition):
            return
        self.at(when, lambda: self.play(script))

    def coming_at(self) -> dt.datetime | None:
        """When the next thing happens; None when nothing more does."""
        when = self._coming[0][0] if self._coming else None
        return when if when is not None and when <= self.end else None

    def step(self) -> None:
        """Let the next thing happen, at its moment."""
        self.now, _, act = heapq.heappop(self._coming)
        act()

    def later(self, low: float, high: float) -> dt.datetime:
        """A moment between so many hours from now, by the wall clock."""
        return self.now + dt.timedelta(hours=self.chance.uniform(low, high))

    def at_work(self, low: float, high: float, calendar: Calendar | None = None) -> dt.datetime:
        """A moment between so many working hours from now, and never outside of them."""
        seconds = int(self.chance.uniform(low, high) * HOUR)
        return calendars.due(calendar or self.calendar, self.now, seconds)

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability
