"""An office's list as lines of a file: the same words as on the page, days as dates."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contactcentre.kit.formatting import today_in
from contactcentre.kit.spreadsheets import Cell
from mp_office.models import OfficeEnquiry
from mp_office.views.words import stage_of


def as_lines(rows: Iterable[OfficeEnquiry], now: dt.datetime) -> list[list[Cell]]:
    """A heading and a line for each enquiry, in the language of the page."""
    heading: list[Cell] = [
        _("Your reference"),
        _("Our number"),
        _("Constituent"),
        pgettext("of an enquiry", "Topic"),
        _("Urgency"),
        _("Date of the urgent event"),
        _("Stage"),
        _("Next update by"),
        _("Filed"),
        _("Filed by"),
        _("Last change"),
    ]
    return [heading, *(_line(one, now) for one in rows)]


def _line(one: OfficeEnquiry, now: dt.datetime) -> list[Cell]:
    ticket = one.ticket
    if ticket is None or one.sent_at is None:
        return []
    urgency = ticket.get_urgency_claimed_display() if ticket.urgency_claimed else _("Not urgent")
    return [
        one.own_reference,
        ticket.number,
        one.constituent_name,
        ticket.enquiry_type.name if ticket.enquiry_type else "",
        str(urgency),
        _iso(ticket.urgency_date),
        stage_of(one, now).word,
        _iso(one.hears_by(now) if ticket.is_live else None),
        _iso(today_in(one.sent_at, settings.CENTRE_TIME_ZONE)),
        one.author.name,
        _iso(today_in(ticket.last_message_at, settings.CENTRE_TIME_ZONE)),
    ]


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
