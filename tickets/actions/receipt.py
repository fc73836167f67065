"""The receipt: number, time, copy and promised date, in the language of the reply."""

import datetime as dt

from django.conf import settings

from contactcentre.kit import formatting
from tickets.actions.base import record
from tickets.actions.texts import fill
from tickets.actions.thread import add_outbound
from tickets.enums import Author, EventKind, Robot
from tickets.models import Message, StandardText, Ticket

CODE = "receipt"
# The page belongs to a room above; its two addresses are public and stay.
STATUS_PATHS = {"en": "/en/status/", "fr": "/fr/suivi/"}


def status_url(language: str) -> str:
    """Where a client follows an enquiry."""
    return f"{settings.BASE_URL}{STATUS_PATHS[language]}"


def send_receipt(*, ticket: Ticket, now: dt.datetime) -> Message | None:
    """Queue the acknowledgement of a new ticket. It is not a first response: no clock hears it."""
    text = StandardText.objects.published().filter(code=CODE).first()
    if text is None:
        return None
    language = ticket.language
    first = ticket.messages.order_by("created_at", "id").first()
    facts = {
        "number": ticket.number,
        "received": formatting.date_time(now, language, settings.CENTRE_TIME_ZONE),
        "promised": formatting.long_date(ticket.promised_on, language, settings.CENTRE_TIME_ZONE)
        if ticket.promised_on
        else "",
        "copy": first.body if first else "",
        "status_url": status_url(language),
    }
    message = add_outbound(
        ticket=ticket,
        author=Author.SYSTEM,
        subject=fill(text.title_in(language), facts),
        body=fill(text.body_in(language), facts),
        now=now,
    )
    record(ticket, EventKind.ACKNOWLEDGED, by=Robot.SYSTEM, now=now, message=message.pk)
    return message
