"""Whose ticket it is: take, steal, assign, release, transfer, return what an absent agent holds."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from accounts.roles import Can
from tickets.actions.base import Actor, lock_ticket, notify, record, save
from tickets.actions.clocks import rederive
from tickets.enums import EventKind, NoticeKind, State
from tickets.exceptions import AlreadyTaken, IllegalTransition, Incomplete, NotAllowed
from tickets.models import Note, Queue, Ticket


def _give(ticket: Ticket, user: User | None, now: dt.datetime) -> None:
    ticket.assignee, ticket.assigned_at = user, now if user else None
    save(ticket, "assignee", "assigned_at")


def _not_ended(ticket: Ticket) -> None:
    if ticket.state in (State.CLOSED, State.NEW):
        raise IllegalTransition


@transaction.atomic
def take(*, ticket_id: int, by: User, now: dt.datetime) -> Ticket:
    """Take a ticket that nobody owns. Raises AlreadyTaken when a colleague was first."""
    ticket = lock_ticket(ticket_id)
    _not_ended(ticket)
    if ticket.assignee_id == by.pk:
        return ticket
    if ticket.assignee_id:
        raise AlreadyTaken
    _give(ticket, by, now)
    record(ticket, EventKind.TAKEN, by=by, now=now, user=by.pk)
    return ticket


@transaction.atomic
def steal(*, ticket_id: int, reason: str, by: User, now: dt.datetime) -> Ticket:
    """Take over a colleague's ticket: a right, with a reason that is kept as a note."""
    if not by.can(Can.STEAL_TICKETS):
        raise NotAllowed
    if not reason.strip():
        raise Incomplete
    ticket = lock_ticket(ticket_id)
    _not_ended(ticket)
    before = ticket.assignee_id
    note = Note.objects.create(ticket=ticket, user=by, body=reason.strip(), created_at=now)
    _give(ticket, by, now)
    record(ticket, EventKind.STOLEN, by=by, now=now, user=by.pk, before=before, note=note.pk)
    return ticket


@transaction.atomic
def assign(*, ticket_id: int, to: User, by: User, now: dt.datetime) -> Ticket:
    """Give a ticket to an agent who may see it, who is told."""
    if not by.can(Can.ASSIGN_TICKETS):
        raise NotAllowed
    ticket = lock_ticket(ticket_id)
    _not_ended(ticket)
    if not Ticket.objects.visible_to(to).filter(pk=ticket.pk).exists():
        raise NotAllowed
    before = ticket.assignee_id
    _give(ticket, to, now)
    event = record(ticket, EventKind.ASSIGNED, by=by, now=now, user=to.pk, before=before)
    notify(NoticeKind.ASSIGNED, users=[to], ticket=ticket, key=f"assigned:{event.pk}", now=now)
    return ticket


@transaction.atomic
def release(*, ticket_id: int, by: User, now: dt.datetime) -> Ticket:
    """Put one's own ticket back into its queue, with its clocks and place."""
    ticket = lock_ticket(ticket_id)
    _not_ended(ticket)
    if ticket.assignee_id != by.pk and not by.can(Can.ASSIGN_TICKETS):
        raise NotAllowed
    if ticket.assignee_id is None:
        return ticket
    before = ticket.assignee_id
    _give(ticket, None, now)
    record(ticket, EventKind.RELEASED, by=by, now=now, before=before)
    return ticket


@transaction.atomic
def transfer(*, ticket_id: int, queue: Queue, reason: str, by: User, now: dt.datetime) -> Ticket:
    """Move a ticket to another queue, owned by nobody there; the reason is kept as a note."""
    if not reason.strip():
        raise Incomplete
    ticket = lock_ticket(ticket_id)
    _not_ended(ticket)
    before = ticket.queue.code
    note = Note.objects.create(ticket=ticket, user=by, body=reason.strip(), created_at=now)
    ticket.queue, ticket.required_skills = queue, []
    ticket.assignee, ticket.assigned_at = None, None
    save(ticket, "queue", "required_skills", "assignee", "assigned_at")
    record(
        ticket, EventKind.TRANSFERRED, by=by, now=now, before=before, after=queue.code, note=note.pk
    )
    rederive(ticket=ticket, now=now)
    return ticket


@transaction.atomic
def return_absent_work(*, user: User, by: Actor, now: dt.datetime) -> int:
    """Put the live tickets of an absent agent back into their queues; return how many."""
    held = Ticket.objects.live().filter(assignee=user).order_by("pk")
    count = 0
    for ticket_id in held.values_list("pk", flat=True):
        ticket = lock_ticket(ticket_id)
        if ticket.assignee_id != user.pk:
            continue
        _give(ticket, None, now)
        record(ticket, EventKind.RETURNED, by=by, now=now, before=user.pk)
        count += 1
    return count
