"""Documents that clients send for their application: passed on to the office, which has them."""

import datetime as dt

from django.conf import settings

from accounts.models import User
from contactcentre.demo.case import Case
from contactcentre.demo.clients import number_of
from contactcentre.demo.timeline import Script, Timeline
from contactcentre.kit.formatting import today_in
from tickets.actions.hand_over import Agreed, hand_over
from tickets.actions.receive_handover import receive_handover
from tickets.adapters.files import StoredFile
from tickets.enums import ConsentBy
from tickets.models import CalendarVersion, DocumentHandover, ProcessingOffice

ACKNOWLEDGED = 0.8


def is_for_an_application(case: Case) -> bool:
    """Whether the client sent a document that the office is to have."""
    situation = case.situation
    return situation.code == "documents_send" and bool(situation.file and case.enquiry.files)


def pass_on(case: Case) -> None:
    """The agent passes the client's file on; the office may acknowledge it hours later."""
    office = case.timeline.chance.choice(list(ProcessingOffice.objects.exclude(next_level=None)))
    ticket = case.ticket
    written = Agreed(ticket.client, ConsentBy.MESSAGE, _day(ticket.created_at))
    handover = hand_over(
        ticket_id=case.ticket_id,
        office=office,
        application_number=number_of(case.situation.code, case.client),
        title=case.phrases["files"][case.situation.file][1],
        consent=written,
        files=tuple(
            StoredFile(
                sha256=item.sha256,
                name=item.name,
                content_type=item.content_type,
                size=item.size,
            )
            for item in ticket.attachments.filter(message__isnull=False)
        ),
        by=case.owner,
        now=case.now,
    )
    if case.timeline.happens(ACKNOWLEDGED):
        case.timeline.play(_receive(handover, case.timeline))


def _receive(handover: DocumentHandover, timeline: Timeline) -> Script:
    yield timeline.at_work(1, 12, CalendarVersion.objects.named("offices").rule())
    officer = User.objects.active().filter(offices=handover.office)[0]
    receive_handover(handover_id=handover.pk, by=officer, now=timeline.now)


def _day(moment: dt.datetime) -> dt.date:
    return today_in(moment, settings.CENTRE_TIME_ZONE)
