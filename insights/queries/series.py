"""Volumes by day, group and source, as the forecast and the trends read them."""

import datetime as dt
from collections import defaultdict

from django.db.models import Sum

from insights.measures import GROUP_OF, GROUPS
from insights.models import DailyTotal, RolledDay

Series = dict[dt.date, float]


def volumes(last: dt.date, first: dt.date | None = None) -> dict[str, Series]:
    """Contacts of each whole day by group of channels; a day that is there with none is 0."""
    days = RolledDay.objects.filter(date__lte=last, closed=True)
    figures = DailyTotal.objects.filter(measure="contacts", date__lte=last)
    if first is not None:
        days, figures = days.filter(date__gte=first), figures.filter(date__gte=first)
    dates = list(days.order_by("date").values_list("date", flat=True))
    found: dict[str, Series] = {group: dict.fromkeys(dates, 0.0) for group in GROUPS}
    known = set(dates)
    sums: dict[tuple[str, dt.date], int] = defaultdict(int)
    for day, channel, total in figures.values_list("date", "channel").annotate(n=Sum("value")):
        sums[GROUP_OF[channel], day] += total
    for (group, day), total in sums.items():
        if day in known:
            found[group][day] = float(total)
    return found
