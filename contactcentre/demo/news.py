"""What is new since the last look, in one question: it is asked after everything that happens."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

NEWS = """
SELECT (SELECT coalesce(max(id), 0) FROM tickets_message),
       (SELECT coalesce(max(id), 0) FROM tickets_notice),
       (SELECT coalesce(max(id), 0) FROM tickets_referral),
       (SELECT min(next_fire_at) FROM tickets_clock WHERE next_fire_at > %s)
"""


class News(NamedTuple):
    """The newest of each, and the next moment at which a clock has something to tell."""

    message: int
    notice: int
    referral: int
    clock: dt.datetime | None


@dataclass
class Noticeboard:
    """Looks; clocks that fired until `fired_at` have told what they had to."""

    fired_at: dt.datetime

    def read(self) -> News:
        with connection.cursor() as cursor:
            cursor.execute(NEWS, [self.fired_at])
            return News(*cursor.fetchone())
