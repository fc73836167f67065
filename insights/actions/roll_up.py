"""Make the figures of days from the rows. The same rows give the same figures, as often as asked.

A day is closed some hours after its end, when its last calls have ended and all that came is in
its queue; from then on it changes only when somebody derives it again (`manage.py rollup`).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from channels.models import Call
from contactcentre.kit.formatting import today_in
from insights.enums import Source
from insights.models import DailyFigure, DailyTopic, DailyTotal, RolledDay
from insights.periods import DAY
from insights.queries.counting import bounds, count_day
from insights.queries.then import SETTLED
from insights.queries.topics import topics_of
from tickets.enums import State
from tickets.models import Contact, Ticket

BATCH = 2000


@transaction.atomic
def roll_up_day(*, day: dt.date, now: dt.datetime, again: bool = False) -> bool:
    """Count one day; return whether it was done.

    Nothing happens to a day that is closed, unless it is to be derived `again`, to one that was
    loaded from a published source, or to one that has not begun.
    """
    start, end = bounds(day)
    if start > now:
        return False
    RolledDay.objects.get_or_create(
        date=day, defaults={"source": Source.COMPUTED, "derived_at": now}
    )
    rolled = RolledDay.objects.select_for_update(no_key=True, of=("self",)).get(date=day)
    if rolled.source != Source.COMPUTED or (rolled.closed and not again):
        return False
    _write(day, start, end)
    rolled.derived_at, rolled.closed = now, now >= end + SETTLED and _all_routed(end)
    rolled.save(update_fields=["derived_at", "closed"])
    return True


def _all_routed(end: dt.datetime) -> bool:
    """Whether all that came before has its queue: what is routed later would change its figure."""
    return not Ticket.objects.filter(state=State.NEW, created_at__lt=end).exists()


def _write(day: dt.date, start: dt.datetime, end: dt.datetime) -> None:
    for model in (DailyFigure, DailyTotal, DailyTopic):
        model.objects.filter(date=day).delete()
    counted = count_day(start, end)
    DailyFigure.objects.bulk_create(
        [
            DailyFigure(
                date=day,
                measure=measure,
                channel=cut.channel,
                queue_id=cut.queue,
                enquiry_type_id=cut.enquiry_type,
                language=cut.language,
                value=value,
                source=Source.COMPUTED,
            )
            for (measure, cut), value in counted.items()
        ],
        batch_size=BATCH,
    )
    totals: Counter[tuple[str, str]] = Counter()
    for (measure, cut), value in counted.items():
        totals[measure, cut.channel] += value
    DailyTotal.objects.bulk_create(
        DailyTotal(date=day, measure=measure, channel=channel, value=value)
        for (measure, channel), value in totals.items()
    )
    DailyTopic.objects.bulk_create(
        [
            DailyTopic(date=day, kind=kind, key=key, language=language, value=value)
            for kind, key, language, value in topics_of(start, end)
        ],
        batch_size=BATCH,
    )


def roll_up_due(*, now: dt.datetime, limit: int) -> int:
    """Count the days that are not closed, and those that nobody counted; return how many."""
    done = 0
    for day in days_due(now=now):
        if done >= limit:
            break
        done += roll_up_day(day=day, now=now)
    return done


def days_due(*, now: dt.datetime) -> Iterator[dt.date]:
    """Today, then the others that are open or missing, from the first contact on."""
    today = today_in(now, settings.CENTRE_TIME_ZONE)
    yield today
    first = first_day()
    if first is None:
        return
    closed = set(
        RolledDay.objects.filter(closed=True, date__gte=first).values_list("date", flat=True)
    )
    day = today - DAY
    while day >= first:
        if day not in closed:
            yield day
        day -= DAY


def first_day() -> dt.date | None:
    """The local day of the first contact or call that is kept; None before there is any."""
    moments = [
        Contact.objects.aggregate(first=Min("at"))["first"],
        Call.objects.aggregate(first=Min("started_at"))["first"],
    ]
    first = min((moment for moment in moments if moment), default=None)
    return today_in(first, settings.CENTRE_TIME_ZONE) if first else None
