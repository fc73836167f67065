"""What the public pages say of the telephone: when agents answer, how long a wait, how many got
through.
"""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, Value

from channels.enums import CallOutcome, LineKind
from channels.models import Call, VoiceLine
from channels.queries.waiting import wait_to_join
from channels.waits import band
from contactcentre.kit.formatting import today_in
from tickets.calendars import windows
from tickets.models import CalendarVersion

REFRESH_SECONDS = 60
# Hours hold by the clock of each province: here a day of work is over last.
LAST_ZONE = "America/Vancouver"
AHEAD = dt.timedelta(days=14)


@dataclass(frozen=True)
class PhoneFacts:
    """A line, as of a moment.

    Agents answer on `day` from `opens` to `closes`, by the clock of the caller’s province; None
    where nothing opens in two weeks. `wait` is the band in minutes that who calls now is told;
    `answered`, the share of today’s calls for an agent that got one, is None without any.
    """

    number: str
    as_of: dt.datetime
    day: dt.date | None
    opens: dt.time | None
    closes: dt.time | None
    wait: tuple[int | None, int | None]
    answered: Decimal | None

    @property
    def is_today(self) -> bool:
        return self.day == today_in(self.as_of, settings.CENTRE_TIME_ZONE)


def phone_facts(
    language: str, *, now: dt.datetime, kind: LineKind = LineKind.GENERAL
) -> PhoneFacts | None:
    """Of the first line of a kind; None without one. Each process asks the database again after a
    minute.
    """
    turn = int(now.timestamp() // REFRESH_SECONDS)
    return _facts(language, kind, dt.datetime.fromtimestamp(turn * REFRESH_SECONDS, dt.UTC))


@lru_cache(maxsize=4)
def _facts(language: str, kind: LineKind, as_of: dt.datetime) -> PhoneFacts | None:
    lines = VoiceLine.objects.filter(kind=kind, is_active=True)
    line = lines.order_by("number").first()
    if line is None:
        return None
    opens, closes = _next_hours(line, as_of)
    return PhoneFacts(
        number=line.number,
        as_of=as_of,
        day=opens.date() if opens else None,
        opens=opens.time() if opens else None,
        closes=closes.time() if closes else None,
        wait=band(wait_to_join(line, language, now=as_of)),
        answered=_answered(as_of),
    )


def _next_hours(
    line: VoiceLine, at: dt.datetime
) -> tuple[dt.datetime, dt.datetime] | tuple[None, None]:
    """The hours of the day of work that is not over everywhere, as a wall clock says them."""
    version = CalendarVersion.objects.in_force().filter(calendar=line.calendar_id).first()
    if version is None:
        return None, None
    calendar, zone = version.rule(), ZoneInfo(LAST_ZONE)
    midnight = dt.datetime.combine(at.astimezone(zone).date(), dt.time(), zone)
    for opening, closing in windows(replace(calendar, tz=LAST_ZONE), midnight, at + AHEAD):
        if closing > at:
            return opening.astimezone(zone), closing.astimezone(zone)
    return None, None


def _answered(at: dt.datetime) -> Decimal | None:
    today = today_in(at, settings.CENTRE_TIME_ZONE)
    start = dt.datetime.combine(today, dt.time(), ZoneInfo(settings.CENTRE_TIME_ZONE))
    sums = (
        Call.objects.started_on(start, at)
        .order_by()
        .aggregate(
            asked=Count(Value(1), filter=Q(asked_for_agent=True)),
            answered=Count(Value(1), filter=Q(outcome=CallOutcome.ANSWERED)),
        )
    )
    return Decimal(sums["answered"]) / sums["asked"] if sums["asked"] else None
