"""What every verb does: lock the row, settle what comes next, record, tell the open pages."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from tickets.adapters import live
from tickets.enums import EventKind, NoticeKind, Robot, Sensitivity, State
from tickets.models import Event, Notice, Referral, SpecialOperation, Ticket

Actor = User | Robot
AUTO_CLOSE = dt.timedelta(days=14)
WAITING_CAP = dt.timedelta(days=30)


def lock_ticket(ticket_id: int) -> Ticket:
    """Lock a ticket's row until the transaction ends, and return it fresh."""
    return Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=ticket_id)


def settle(ticket: Ticket) -> None:
    """Set when somebody or something next has to act; empty only on a closed ticket."""
    match ticket.state:
        case State.CLOSED:
            ticket.next_action_at = None
        case State.RESOLVED:
            ticket.next_action_at = (ticket.resolved_at or ticket.created_at) + AUTO_CLOSE
        case State.WAITING_CLIENT:
            ticket.next_action_at = ticket.waiting_until
        case State.NEW:
            ticket.next_action_at = ticket.created_at
        case _:
            ticket.next_action_at = ticket.due_at or ticket.last_message_at


def save(ticket: Ticket, *fields: str) -> None:
    """Write the named fields, and the next action with them."""
    settle(ticket)
    ticket.save(update_fields=[*fields, "next_action_at"])


def record(ticket: Ticket, kind: EventKind, *, by: Actor, now: dt.datetime, **data: Any) -> Event:
    """Append an event, and tell the pages that show this ticket once it has committed."""
    event = Event.objects.record(ticket.pk, kind, by=by, now=now, **data)
    announce(ticket, event=event.pk, kind=kind)
    return event


def announce(ticket: Ticket, **facts: Any) -> None:
    """Tell open pages, after commit, that something about the ticket changed. Codes only.

    A sealed ticket does not stir its queue's lists: those who may not see it would notice.
    """
    topics = [f"ticket:{ticket.pk}"]
    if ticket.sensitivity == Sensitivity.ORDINARY:
        topics.append(f"queue:{ticket.queue_id}")
    if ticket.assignee_id:
        topics.append(f"user:{ticket.assignee_id}")
    message = {"ticket": ticket.reference, **{key: str(value) for key, value in facts.items()}}
    for topic in topics:
        transaction.on_commit(partial(live.publish, topic, message), robust=True)


def notify(
    kind: NoticeKind,
    *,
    users: list[User],
    key: str,
    now: dt.datetime,
    ticket: Ticket | None = None,
    referral: Referral | None = None,
    operation: SpecialOperation | None = None,
    clock: str = "",
) -> None:
    """Tell users, on their screens, once for each key. `clock` is the kind of a standard."""
    Notice.objects.bulk_create(
        [
            Notice(
                kind=kind,
                ticket=ticket,
                referral=referral,
                operation=operation,
                clock=clock,
                user=user,
                dedupe_key=f"{key}:{user.pk}",
                created_at=now,
            )
            for user in users
        ],
        ignore_conflicts=True,
    )
    for user in users:
        transaction.on_commit(
            partial(live.publish, f"user:{user.pk}", {"notice": str(kind)}), robust=True
        )


def supervisors_of(ticket: Ticket) -> list[User]:
    """The active supervisors of the teams that work the ticket's queue; else all supervisors."""
    supervisors = User.objects.active().filter(roles__contains=["supervisor"])
    return list(supervisors.filter(teams__queues=ticket.queue_id).distinct()) or list(supervisors)


def owner_or_supervisors(ticket: Ticket) -> list[User]:
    """Who has to know: the owner, or the supervisors when nobody owns the ticket."""
    if ticket.assignee:
        return [ticket.assignee]
    return supervisors_of(ticket)
