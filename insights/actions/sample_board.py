"""Keep what the board shows at each quarter hour, once, for as long as it is compared with."""

import datetime as dt

from insights.models import BoardSample
from insights.periods import DAY
from insights.queries.board import read_board
from insights.queries.headlines import headlines
from insights.queries.usual import WEEKS, quarter_of
from tickets.enums import Sensitivity

# What everybody who sees the board sees of it.
SEEN = [Sensitivity.ORDINARY.value, Sensitivity.RESTRICTED.value]


def sample_board(*, now: dt.datetime) -> bool:
    """Keep the headlines of this quarter hour; return whether they were still missing."""
    date, time = quarter_of(now)
    if BoardSample.objects.filter(date=date, time=time).exists():
        return False
    figures = headlines(read_board(SEEN, now=now))
    BoardSample.objects.bulk_create(
        [
            BoardSample(date=date, time=time, figure=code, value=float(figure.value))
            for code, figure in figures.items()
            if figure.value is not None
        ],
        ignore_conflicts=True,
    )
    BoardSample.objects.filter(date__lt=date - 7 * (WEEKS + 1) * DAY).delete()
    return True
