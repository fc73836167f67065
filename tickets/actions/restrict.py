"""Seal a ticket, open it again, and name the people who need to know."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.base import Actor, lock_ticket, record, save, supervisors_of
from tickets.enums import EventKind, Sensitivity
from tickets.models import NeedToKnow, Note, Ticket


@transaction.atomic
def restrict(
    *, ticket_id: int, sensitivity: Sensitivity, reason: str, by: User, now: dt.datetime
) -> Ticket:
    """Change who may see a ticket. The reason is kept as a note; a breach names its people."""
    ticket = lock_ticket(ticket_id)
    if ticket.sensitivity == sensitivity:
        return ticket
    note = Note.objects.create(ticket=ticket, user=by, body=reason, created_at=now)
    apply_sensitivity(ticket, sensitivity, by=by, now=now, note=note.pk)
    return ticket


def apply_sensitivity(
    ticket: Ticket, sensitivity: Sensitivity, *, by: Actor, now: dt.datetime, **data: int
) -> None:
    """Set the word on a locked ticket; whoever works it, and its supervisors, stay named."""
    before, ticket.sensitivity = ticket.sensitivity, sensitivity
    save(ticket, "sensitivity")
    if sensitivity != Sensitivity.ORDINARY:
        named = {user.pk for user in supervisors_of(ticket)}
        named |= {pk for pk in (ticket.assignee_id, getattr(by, "pk", None)) if pk}
        for user_id in named:
            NeedToKnow.objects.get_or_create(ticket=ticket, user_id=user_id, defaults={"at": now})
    record(
        ticket,
        EventKind.SENSITIVITY_CHANGED,
        by=by,
        now=now,
        before=before,
        after=sensitivity,
        **data,
    )


@transaction.atomic
def grant_need_to_know(*, ticket_id: int, user: User, by: User, now: dt.datetime) -> None:
    """Name one more person on a sealed ticket."""
    ticket = lock_ticket(ticket_id)
    _, new = NeedToKnow.objects.get_or_create(
        ticket=ticket, user=user, defaults={"at": now, "granted_by": by}
    )
    if new:
        record(ticket, EventKind.ACCESS_GRANTED, by=by, now=now, user=user.pk)
