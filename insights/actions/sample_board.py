"""Keep what the board shows at each quarter hour, once, for as long as it is compared with."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from insights.models import BoardSample
from insights.periods import DAY
from insights.queries.board import read_board
from insights.queries.counting import bounds
from insights.queries.headlines import headlines
from insights.queries.pace import Pace, sampled_as
from insights.queries.usual import WEEKS, quarter_of
from tickets.enums import Sensitivity
from tickets.models import Ticket

# What everybody who sees the board sees of it.
SEEN = [Sensitivity.ORDINARY.value, Sensitivity.RESTRICTED.value]


def sample_board(*, now: dt.datetime) -> bool:
    """Keep the headlines of this quarter hour; return whether they were still missing."""
    date, time = quarter_of(now)
    if BoardSample.objects.filter(date=date, time=time).exists():
        return False
    found = read_board(SEEN, now=now)
    queues = found.work.by_queue
    values: dict[str, Decimal | int | None]
    values = {code: figure.value for code, figure in headlines(found).items()}
    values |= {sampled_as(queue.pk): found.pace.get(queue.pk, Pace()).arrived for queue in queues}
    BoardSample.objects.bulk_create(
        [
            BoardSample(date=date, time=time, figure=figure, value=float(value))
            for figure, value in values.items()
            if value is not None
        ],
        ignore_conflicts=True,
    )
    BoardSample.objects.filter(date__lt=date - 7 * (WEEKS + 1) * DAY).delete()
    return True


def sample_arrivals(*, now: dt.datetime) -> None:
    """Keep what each queue's arrivals were in the weeks before, for a past that was loaded."""
    today, _time = quarter_of(now)
    days = [today - count * DAY for count in range(1, 7 * WEEKS + 1)]
    arrivals: dict[tuple[dt.date, int], list[dt.time]] = defaultdict(list)
    came = Ticket.objects.filter(created_at__gte=bounds(days[-1])[0], sensitivity__in=SEEN)
    for queue, at in came.order_by("created_at").values_list("queue", "created_at"):
        date, _time = quarter_of(at)
        arrivals[date, queue].append(at.astimezone(ZoneInfo(settings.CENTRE_TIME_ZONE)).time())
    quarters = [dt.time(hour, minute) for hour in range(24) for minute in range(0, 60, 15)]
    BoardSample.objects.bulk_create(
        [
            BoardSample(
                date=date,
                time=time,
                figure=sampled_as(queue),
                value=bisect_right(arrivals[date, queue], time),
            )
            for queue in sorted({queue for _date, queue in arrivals})
            for date in days
            for time in quarters
        ],
        batch_size=5000,
        ignore_conflicts=True,
    )
