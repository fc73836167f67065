"""What several verbs share: the office is told, the day of the next word, news of a consent."""

import datetime as dt
from collections.abc import Iterable

from contactcentre.kit.formatting import last_day
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.queries import missing_signers
from tickets.actions.base import Actor, lock_ticket, notify, record
from tickets.actions.notices import tell_inbox
from tickets.actions.reply import stop_waiting
from tickets.calendars import due
from tickets.enums import EventKind, NoticeKind, Robot, State
from tickets.models import CalendarVersion, Ticket

CALENDAR = "parliamentary"
# A word at least once a week of working days, also when there is no news.
UPDATE_AFTER = 5 * 24 * 3600
CALL_WITHIN = 2 * 3600


def lock_enquiry(enquiry_id: int) -> OfficeEnquiry:
    """Lock an enquiry's row until the transaction ends, and return it fresh.

    The ticket before it, as in a reply: two verbs never wait for each other.
    """
    known = OfficeEnquiry.objects.filter(pk=enquiry_id).values_list("ticket_id", flat=True)
    for ticket_id in known:
        if ticket_id is not None:
            lock_ticket(ticket_id)
    rows = OfficeEnquiry.objects.select_for_update(no_key=True, of=("self",))
    with_them = rows.select_related(
        "office__organisation",
        "office__member",
        "ticket__client",
        "consent",
        "second_consent",
        "constituent",
    )
    return with_them.get(pk=enquiry_id)


def lock_tickets(enquiries: Iterable[OfficeEnquiry]) -> None:
    """Lock the tickets of several in their one order, before any of the enquiries."""
    for ticket_id in sorted({one.ticket_id for one in enquiries if one.ticket_id}):
        lock_ticket(ticket_id)


def next_word_on(ticket: Ticket | None, now: dt.datetime) -> dt.date:
    """The day by which the office hears from us, news or not: five working days from now, or the
    day of the answer where that comes first.
    """
    version = CalendarVersion.objects.named(CALENDAR)
    day = last_day(due(version.rule(), now, UPDATE_AFTER), version.zone)
    if ticket is None or ticket.due_at is None:
        return day
    answer = last_day(ticket.due_at, version.zone)
    return min(day, answer) if answer > centre_day(now) else day


def called_by(now: dt.datetime) -> dt.datetime:
    """The moment by which an office is called back where somebody's safety is at stake: two hours
    of working days, as all its times.
    """
    return due(CalendarVersion.objects.named(CALENDAR).rule(), now, CALL_WITHIN)


def tell_office(enquiry: OfficeEnquiry, kind: NoticeKind, *, key: str, now: dt.datetime) -> None:
    """Mail the office that there is something to read: the number, nothing personal."""
    if enquiry.ticket:
        tell_inbox(
            kind, to_email=enquiry.office.email, ticket=enquiry.ticket, key=f"office:{key}", now=now
        )


def consent_changed(
    enquiry: OfficeEnquiry, kind: EventKind, *, by: Actor, key: str, now: dt.datetime
) -> None:
    """Record it on the ticket, tell its owner and the office; what waited for it goes on once
    nobody's consent is missing.

    An office that sends a form itself need not be told of it.
    """
    if enquiry.ticket_id is None:
        return
    ticket = lock_ticket(enquiry.ticket_id)
    record(ticket, kind, by=by, now=now)
    notify(
        NoticeKind.CONSENT_CHANGED,
        users=[ticket.assignee] if ticket.assignee else [],
        ticket=ticket,
        key=f"consent:{key}",
        now=now,
    )
    given = kind == EventKind.CONSENT_GIVEN and not missing_signers(enquiry, centre_day(now))
    if given and ticket.state == State.WAITING_CLIENT:
        stop_waiting(ticket_id=ticket.pk, by=by, now=now)
    if by == Robot.CLIENT or kind != EventKind.CONSENT_GIVEN:
        tell_office(enquiry, NoticeKind.MEMBER_NEWS, key=f"consent:{key}", now=now)
