"""Lines that are open at all hours, for whoever tries the centre out in the evening."""

import datetime as dt

from channels.enums import LineKind
from channels.models import IvrFlow, VoiceLine
from tickets.actions.standards import publish_calendar
from tickets.calendars import WEEKDAYS
from tickets.models import BusinessCalendar, CalendarVersion

OPEN = "always"


def open_at_all_hours(now: dt.datetime) -> None:
    """A line for general enquiries, and those of special operations; on holidays too."""
    calendar = BusinessCalendar.objects.create(
        code=OPEN, name_en="Open at all hours", name_fr="Ouvert à toute heure"
    )
    version = CalendarVersion.objects.create(
        calendar=calendar,
        zone="America/Toronto",
        hours={day: [["00:00", "24:00"]] for day in WEEKDAYS},
    )
    publish_calendar(version_id=version.pk, by=None, now=now)
    VoiceLine.objects.filter(kind=LineKind.CRISIS).update(calendar=calendar)
    VoiceLine.objects.create(
        slug="general-always",
        number="+18885550104",
        name_en="General enquiries, open at all hours",
        name_fr="Renseignements généraux, à toute heure",
        flow=IvrFlow.objects.get(code="general"),
        calendar=calendar,
    )
