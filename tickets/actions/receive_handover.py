"""The processing office says that it has a document that was passed on."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.base import lock_ticket, notify, owner_or_supervisors, record
from tickets.enums import EventKind, NoticeKind
from tickets.models import DocumentHandover


@transaction.atomic
def receive_handover(*, handover_id: int, by: User, now: dt.datetime) -> DocumentHandover:
    """Acknowledge receipt, with its time. Doing it again changes nothing."""
    ticket_id = DocumentHandover.objects.values_list("ticket_id", flat=True).get(pk=handover_id)
    ticket = lock_ticket(ticket_id)
    handover = DocumentHandover.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=handover_id
    )
    if handover.received_at is not None:
        return handover
    handover.received_at, handover.received_by = now, by
    handover.save(update_fields=["received_at", "received_by"])
    record(
        ticket,
        EventKind.HANDOVER_RECEIVED,
        by=by,
        now=now,
        handover=handover.pk,
        office=handover.office.code,
    )
    notify(
        NoticeKind.HANDOVER_RECEIVED,
        users=owner_or_supervisors(ticket),
        ticket=ticket,
        key=f"handover:{handover.pk}:received",
        now=now,
    )
    return handover
