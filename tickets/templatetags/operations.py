"""How the end of a special operation is worded."""

import datetime as dt
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings

from contactcentre.kit import formatting
from contactcentre.kit.languages import page_language

register = template.Library()


@register.filter
def last_moment(ends_at: dt.datetime) -> str:
    """The last day where it ends with a day, as people speak of it; else the moment."""
    zone, language = settings.CENTRE_TIME_ZONE, page_language()
    local = ends_at.astimezone(ZoneInfo(zone))
    if local.time() == dt.time():
        return formatting.long_date(local.date() - dt.timedelta(days=1), language, zone)
    return formatting.date_time(ends_at, language, zone)
