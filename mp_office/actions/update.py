"""A word on the promised day also when there is no news, and the next day is promised."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from mp_office.actions.base import lock_enquiry, next_word_on, tell_office
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from tickets.actions.base import lock_ticket, record
from tickets.actions.thread import add_outbound
from tickets.enums import Author, EventKind, NoticeKind, Robot, State
from tickets.models import Ticket


def update_offices(*, now: dt.datetime, limit: int) -> int:
    """Write on every enquiry whose day has come, each in its own transaction; return how many."""
    due = OfficeEnquiry.objects.filter(next_update_on__lte=centre_day(now))
    ids = list(due.order_by("next_update_on", "pk").values_list("pk", flat=True)[:limit])
    return sum(_update(pk, now) for pk in ids)


@transaction.atomic
def _update(enquiry_id: int, now: dt.datetime) -> bool:
    enquiry = lock_enquiry(enquiry_id)
    if enquiry.ticket_id is None or enquiry.next_update_on is None:
        return False
    if enquiry.next_update_on > centre_day(now):
        return False
    ticket = lock_ticket(enquiry.ticket_id)
    enquiry.next_update_on = next_word_on(ticket, now) if ticket.is_live else None
    enquiry.save(update_fields=["next_update_on"])
    if not ticket.is_live:
        return False
    with translation.override(ticket.language):
        subject, body = gettext("No news yet"), _words(ticket)
    message = add_outbound(ticket=ticket, author=Author.SYSTEM, subject=subject, body=body, now=now)
    record(ticket, EventKind.UPDATED, by=Robot.SYSTEM, now=now, message=message.pk)
    tell_office(enquiry, NoticeKind.MEMBER_NEWS, key=f"update:{message.pk}", now=now)
    return True


def _words(ticket: Ticket) -> str:
    """Where it lies, without a word about the file."""
    if ticket.state == State.WAITING_OFFICE:
        return gettext(
            "There is no news yet. We asked a processing office and wait for its answer."
        )
    if ticket.state == State.WAITING_CLIENT:
        return gettext("There is no news yet. We wait for what we asked you for.")
    return gettext("There is no news yet. The centre is working on your enquiry.")
