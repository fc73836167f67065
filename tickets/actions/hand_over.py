"""Pass a document on to the processing office that has the client's file."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contactcentre.kit.formatting import today_in
from people.identifiers import canonical
from people.models import Person
from tickets.actions.base import lock_ticket, notify, record
from tickets.actions.notices import tell_inbox
from tickets.actions.thread import attach
from tickets.adapters.files import StoredFile
from tickets.enums import ConsentBy, EventKind, NoticeKind, State
from tickets.exceptions import IllegalTransition, Incomplete
from tickets.models import DocumentHandover, ProcessingOffice
from tickets.roles import speaks_for_the_client

WORKED = {State.OPEN, State.WAITING_CLIENT, State.WAITING_OFFICE, State.RESOLVED}


@dataclass(frozen=True)
class Agreed:
    """Who agreed that the document is passed on, how, and on which day."""

    person: Person
    by: ConsentBy
    on: dt.date


@transaction.atomic
def hand_over(
    *,
    ticket_id: int,
    office: ProcessingOffice,
    application_number: str,
    title: str,
    consent: Agreed,
    files: tuple[StoredFile, ...],
    by: User,
    now: dt.datetime,
) -> DocumentHandover:
    """Give files for an application to an office; the office and its duty inbox are told.

    Raises Incomplete without files, words or a consent of somebody who speaks for the client,
    and IllegalTransition on a ticket that is new or closed.
    """
    ticket = lock_ticket(ticket_id)
    if ticket.state not in WORKED:
        raise IllegalTransition
    number = canonical(application_number)
    if not (files and title.strip() and number):
        raise Incomplete
    if consent.on > today_in(now, settings.CENTRE_TIME_ZONE):
        raise Incomplete(_("The consent can’t be of a day to come"))
    roles = ticket.parties.filter(person=consent.person).values_list("role", flat=True)
    if not any(speaks_for_the_client(role) for role in roles):
        raise Incomplete(_("Only the client or the authorized representative can agree to it"))
    handover = DocumentHandover.objects.create(
        ticket=ticket,
        office=office,
        application_number=number,
        title=title.strip(),
        consent_of=consent.person,
        consent_by=consent.by,
        consent_on=consent.on,
        created_by=by,
        created_at=now,
    )
    attach(ticket=ticket, files=files, now=now, handover=handover)
    record(ticket, EventKind.HANDED_OVER, by=by, now=now, handover=handover.pk, office=office.code)
    _tell_office(handover, now)
    return handover


def _tell_office(handover: DocumentHandover, now: dt.datetime) -> None:
    office, kind = handover.office, NoticeKind.HANDOVER_SENT
    key = f"handover:{handover.pk}:sent"
    notify(kind, users=office.officers_on_duty(), ticket=handover.ticket, key=key, now=now)
    if office.duty_email:
        tell_inbox(
            kind,
            to_email=office.duty_email,
            ticket=handover.ticket,
            key=f"{key}:{office.code}",
            now=now,
        )
