"""What the board usually shows at this time of this weekday, from its samples."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from statistics import median
from zoneinfo import ZoneInfo

from django.conf import settings

from insights.models import BoardSample
from insights.periods import DAY

WEEKS = 8
FEWEST = 3
QUARTER = dt.timedelta(minutes=15)


def quarter_of(now: dt.datetime) -> tuple[dt.date, dt.time]:
    """The local day, and the quarter hour of it that began last."""
    local = now.astimezone(ZoneInfo(settings.CENTRE_TIME_ZONE))
    return local.date(), dt.time(local.hour, local.minute // 15 * 15)


def usual_at(now: dt.datetime) -> dict[str, Decimal]:
    """The median of each figure at this quarter hour on the same weekday of eight weeks before.

    Only where three of them are known.
    """
    today, time = quarter_of(now)
    days = [today - 7 * week * DAY for week in range(1, WEEKS + 1)]
    known: dict[str, list[float]] = defaultdict(list)
    rows = BoardSample.objects.filter(date__in=days, time=time)
    for figure, value in rows.values_list("figure", "value"):
        known[figure].append(value)
    return {
        figure: Decimal(str(median(values)))
        for figure, values in known.items()
        if len(values) >= FEWEST
    }


def counted_up(begun: dict[str, Decimal], now: dt.datetime) -> dict[str, Decimal]:
    """What is usual at this very moment, of figures that count up from midnight.

    `begun` is what is usual at the quarter hour; to it comes what usually comes in until the next
    one, in proportion to the time that has passed.
    """
    following = now + QUARTER
    if quarter_of(following)[0] != quarter_of(now)[0]:
        return begun
    ahead = usual_at(following)
    passed = Decimal((now.minute % 15) * 60 + now.second) / int(QUARTER.total_seconds())
    return {
        figure: value + (ahead.get(figure, value) - value) * passed
        for figure, value in begun.items()
    }
