"""What rises: counts of topics in some days, and in the same days of the weeks before."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Sum

from insights.enums import Source, TopicKind
from insights.models import DailyFigure, DailyTopic, RolledDay
from insights.periods import DAY
from insights.rising import WEEKS, Rise, rise

WEEK = 7 * DAY


@dataclass(frozen=True)
class Topic:
    """A type by its id, an issue by its code, a word with its language."""

    kind: TopicKind
    key: str
    language: str
    rise: Rise


@dataclass(frozen=True)
class Window:
    """`length` days that end on `last`, and those of the weeks before that were counted whole."""

    last: dt.date
    length: int
    weeks: tuple[int, ...]

    @property
    def first(self) -> dt.date:
        return self.last - (self.length - 1) * DAY

    def week_of(self, day: dt.date) -> int | None:
        """0 for a day of the window, 1 for one of the week before; None between windows."""
        ago, rest = divmod((self.last - day).days, 7)
        return ago if ago >= 0 and rest < self.length else None


def newest_whole_day() -> dt.date | None:
    """The last day that was counted to its end."""
    days = RolledDay.objects.filter(closed=True, source=Source.COMPUTED)
    return days.aggregate(newest=Max("date"))["newest"]


def window(last: dt.date, length: int) -> Window:
    """The days to look at, and which earlier weeks they can be held against."""
    found: Counter[int] = Counter()
    empty = Window(last, length, ())
    days = RolledDay.objects.filter(
        date__gt=last - (WEEKS + 1) * WEEK, date__lte=last, source=Source.COMPUTED
    )
    for day in days.values_list("date", flat=True):
        week = empty.week_of(day)
        if week is not None:
            found[week] += 1
    whole = tuple(sorted(week for week, count in found.items() if count == length))
    return Window(last, length, whole)


def topics(at: Window) -> list[Topic]:
    """Every topic of the window with its usual, what rises most first; no week, no topics."""
    counts: dict[tuple[TopicKind, str, str], Counter[int]] = defaultdict(Counter)
    for day, topic, value in _counts(at):
        week = at.week_of(day)
        if week is not None:
            counts[topic][week] += value
    found = []
    for (kind, key, language), weeks in counts.items():
        before = [weeks[week] for week in at.weeks if week > 0]
        held = rise(weeks[0], before) if weeks[0] else None
        if held is not None:
            found.append(Topic(kind, key, language, held))
    return sorted(found, key=_order)


def _order(topic: Topic) -> tuple[bool, float, str]:
    held = topic.rise
    return (not held.is_rising, -held.count / max(held.limit, 1.0), topic.key)


Counted = tuple[dt.date, tuple[TopicKind, str, str], int]


def _counts(at: Window) -> Iterable[Counted]:
    first = at.last - (WEEKS + 1) * WEEK + DAY
    types = (
        DailyFigure.objects.between(first, at.last)
        .filter(measure="contacts", source=Source.COMPUTED)
        .exclude(enquiry_type=None)
        .values_list("date", "enquiry_type")
        .annotate(n=Sum("value"))
    )
    for day, kind, value in types:
        yield day, (TopicKind.TYPE, str(kind), ""), value
    spoken = DailyTopic.objects.filter(date__gte=first, date__lte=at.last)
    for day, kind, key, language, value in spoken.values_list(
        "date", "kind", "key", "language", "value"
    ):
        yield day, (TopicKind(kind), key, language), value
