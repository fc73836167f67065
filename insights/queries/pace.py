"""What has come into each queue today against what was forecast by now, and who is there for it."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, QuerySet, Value

from contactcentre.kit.formatting import today_in
from insights.queries.counting import bounds
from insights.queries.people import people_by_queue
from insights.queries.usual import counted_up
from tickets.models import Ticket

ARRIVED = "arrived"


@dataclass(frozen=True)
class Pace:
    """A queue's arrivals since midnight, those forecast by now, and its people by state.

    The forecast is seasonal naive, made robust: the median of the same weekday of eight weeks
    before. None where fewer than three of them are known.
    """

    arrived: int = 0
    forecast: Decimal | None = None
    people: dict[str, int] = field(default_factory=dict)


def arrived_today(sensitivities: list[str], *, now: dt.datetime) -> QuerySet[Ticket]:
    """Enquiries that came in since midnight, whatever has become of them."""
    start, _end = bounds(today_in(now, settings.CENTRE_TIME_ZONE))
    return Ticket.objects.filter(
        created_at__gte=start, created_at__lte=now, sensitivity__in=sensitivities
    )


def arrived_by_queue(sensitivities: list[str], *, now: dt.datetime) -> dict[int, int]:
    """Queue → how many came in since midnight, by the queue that they are in now."""
    rows = arrived_today(sensitivities, now=now).order_by().values_list("queue")
    return dict(rows.annotate(arrived=Count(Value(1))))


def sampled_as(queue_id: int) -> str:
    """What a queue's arrivals are called among the samples of the board."""
    return f"{ARRIVED}:{queue_id}"


def read_pace(
    sensitivities: list[str], usual: dict[str, Decimal], *, now: dt.datetime
) -> dict[int, Pace]:
    """Queue → its pace; a queue of which there is nothing to say is not among them."""
    arrived = arrived_by_queue(sensitivities, now=now)
    people = people_by_queue(now)
    prefix = sampled_as(0)[:-1]
    forecast = {
        int(figure.removeprefix(prefix)): value
        for figure, value in counted_up(usual, now).items()
        if figure.startswith(prefix)
    }
    return {
        queue: Pace(arrived.get(queue, 0), forecast.get(queue), people.get(queue, {}))
        for queue in {*arrived, *people, *forecast}
    }
