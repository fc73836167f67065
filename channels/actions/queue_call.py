"""A caller is put into the queue for a person: from that moment their call is a ticket."""

import datetime as dt

from django.db import transaction

from accounts.models import Skill
from channels import waits
from channels.actions.switchboard import lock_call, say
from channels.enums import CallEventKind, LineKind
from channels.models import Call, IvrSession, QueueEntry
from channels.queries.waiting import wait_of
from contactcentre.kit.formatting import phone
from contactcentre.kit.wake import wake
from people.actions.record import know_by_file
from people.models import ApplicationStatus, ClientFile
from tickets.actions.abandon import OUTCOME, hold_for_call
from tickets.actions.open import Enquiry, Sender, open_enquiry
from tickets.actions.route import route_ticket
from tickets.countries import zone_of
from tickets.enums import Channel
from tickets.models import SpecialOperation, Ticket

# An abandoned call is gone on with for so long.
LINKED_FOR = dt.timedelta(days=7)
WORDS = {
    "en": {
        "caller": "Caller {number}",
        "withheld": "Caller with a withheld number",
        "subject": "Call: {line}",
        "body": "Called “{line}” and asked for a person.",
    },
    "fr": {
        "caller": "Appel du {number}",
        "withheld": "Appel d’un numéro masqué",
        "subject": "Appel\N{NO-BREAK SPACE}: {line}",
        "body": "A appelé «\N{NO-BREAK SPACE}{line}\N{NO-BREAK SPACE}» et a demandé une personne.",
    },
}


@transaction.atomic
def queue_call(*, call_id: int, now: dt.datetime) -> QueueEntry:
    """Open the call's ticket, route it, and put the caller at the end of its queue. Once a call."""
    call = lock_call(call_id)
    known = QueueEntry.objects.filter(call=call).first()
    if known:
        return known
    ticket = ticket_of(call, now)
    hold_for_call(ticket_id=ticket.pk, holds=True)
    low, high = waits.band(wait_of(call, now=now))
    entry = QueueEntry.objects.create(
        call=call,
        queue=ticket.queue,
        language=ticket.language,
        priority=waits.CRISIS_PRIORITY if call.line.kind == LineKind.CRISIS else ticket.priority,
        entered_at=now,
        quoted_low=low,
        quoted_high=high,
    )
    entry.skills.set(Skill.objects.filter(code__in=ticket.required_skills))
    say(call, CallEventKind.QUEUED, now=now)
    wake("channels.offer_calls")
    return entry


def ticket_of(call: Call, now: dt.datetime) -> Ticket:
    """The ticket of a locked call, opened and routed if there is none yet."""
    if call.ticket:
        return call.ticket
    session = IvrSession.objects.filter(call=call).select_related("file").first()
    file = session.file if session else None
    opened = open_enquiry(enquiry=_enquiry(call, session, file, now), now=now, acknowledge=False)
    if file:
        know_by_file(person=opened.ticket.client, file=file)
    route_ticket(ticket_id=opened.ticket.pk, now=now)
    call.ticket = Ticket.objects.select_related("queue").get(pk=opened.ticket.pk)
    call.save(update_fields=["ticket"])
    return call.ticket


def _enquiry(
    call: Call, session: IvrSession | None, file: ClientFile | None, now: dt.datetime
) -> Enquiry:
    language = call.language or "en"
    words = {key: _worded(text, call, language) for key, text in WORDS[language].items()}
    operation = SpecialOperation.objects.active(now).with_number(call.line.number).first()
    return Enquiry(
        channel=Channel.PHONE,
        key=str(call.uuid),
        language=language,
        subject=words["subject"],
        body=words["body"],
        sender=Sender(
            name=words["caller" if call.caller_number else "withheld"], phone=call.caller_number
        ),
        country=call.country,
        province=call.province,
        time_zone=zone_of(call.country, call.province),
        uci=file.uci if file else "",
        application_numbers=_applications(session) if session else (),
        continues=_abandoned_before(call, file, now),
        operation=operation.pk if operation else None,
        person=file.person_id if file else None,
        queue=call.line.queue.code if call.line.queue else "",
    )


def _worded(text: str, call: Call, language: str) -> str:
    number = phone(call.caller_number, language) if call.caller_number else ""
    return text.format(number=number, line=call.line.name_in(language))


def _applications(session: IvrSession) -> tuple[str, ...]:
    statuses = ApplicationStatus.objects.filter(pk__in=session.data.get("statuses", []))
    return tuple(statuses.order_by("id").values_list("application_number", flat=True))


def _abandoned_before(call: Call, file: ClientFile | None, now: dt.datetime) -> int | None:
    """The ticket of the last call that the same file, else the same number, gave up waiting in."""
    left = Ticket.objects.filter(outcome__code=OUTCOME, closed_at__gt=now - LINKED_FOR)
    if file:
        left = left.filter(uci=file.uci)
    elif call.caller_number:
        left = left.filter(calls__caller_number=call.caller_number)
    else:
        return None
    return left.order_by("-closed_at").values_list("pk", flat=True).first()
