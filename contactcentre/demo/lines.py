"""A line that is open at all hours, for whoever tries the centre out in the evening."""

import datetime as dt

from channels.models import IvrFlow, VoiceLine
from tickets.actions.standards import publish_calendar
from tickets.calendars import WEEKDAYS
from tickets.models import BusinessCalendar, CalendarVersion

OPEN = "always"


def open_at_all_hours(now: dt.datetime) -> VoiceLine:
    """As general enquiries, but somebody is always there: day and night, on holidays too."""
    calendar = BusinessCalendar.objects.create(
        code=OPEN, name_en="Open at all hours", name_fr="Ouvert à toute heure"
    )
    version = CalendarVersion.objects.create(
        calendar=calendar,
        zone="America/Toronto",
        hours={day: [["00:00", "24:00"]] for day in WEEKDAYS},
    )
    publish_calendar(version_id=version.pk, by=None, now=now)
    return VoiceLine.objects.create(
        slug="general-always",
        number="+18885550104",
        name_en="General enquiries, open at all hours",
        name_fr="Renseignements généraux, à toute heure",
        flow=IvrFlow.objects.get(code="general"),
        calendar=calendar,
    )
