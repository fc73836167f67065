"""The end of a ticket: resolved with an outcome, closed after 14 days, or discarded."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.base import AUTO_CLOSE, lock_ticket, record, save
from tickets.actions.clocks import rederive
from tickets.enums import EventKind, Robot, State
from tickets.exceptions import Incomplete
from tickets.lifecycle import Move, next_state
from tickets.models import OutcomeCode, ProgrammeIssue, Referral, Ticket


@transaction.atomic
def resolve(
    *,
    ticket_id: int,
    outcome: OutcomeCode,
    by: User,
    now: dt.datetime,
    programme_issue: ProgrammeIssue | None = None,
) -> Ticket:
    """Say that nothing more is to be done. A client's message within 14 days reopens it."""
    if outcome.discards:
        raise Incomplete
    ticket = lock_ticket(ticket_id)
    ticket.state = next_state(ticket.state, Move.RESOLVE)
    ticket.outcome, ticket.programme_issue, ticket.resolved_at = outcome, programme_issue, now
    save(ticket, "state", "outcome", "programme_issue", "resolved_at")
    record(ticket, EventKind.RESOLVED, by=by, now=now, outcome=outcome.code)
    rederive(ticket=ticket, now=now)
    return ticket


@transaction.atomic
def discard(*, ticket_id: int, outcome: OutcomeCode, by: User, now: dt.datetime) -> Ticket:
    """Close spam or a duplicate from any state, with its own outcome; referrals are withdrawn."""
    if not outcome.discards:
        raise Incomplete
    ticket = lock_ticket(ticket_id)
    ticket.state = next_state(ticket.state, Move.DISCARD)
    ticket.outcome, ticket.closed_at = outcome, now
    ticket.waiting_since = ticket.waiting_until = None
    Referral.objects.unanswered().filter(ticket=ticket).update(state="withdrawn", ended_at=now)
    save(ticket, "state", "outcome", "closed_at", "waiting_since", "waiting_until")
    record(ticket, EventKind.DISCARDED, by=by, now=now, outcome=outcome.code)
    rederive(ticket=ticket, now=now)
    return ticket


@transaction.atomic
def close(*, ticket_id: int, now: dt.datetime) -> Ticket | None:
    """Close a ticket that has been resolved for 14 days; None when it is not (any more) due."""
    ticket = lock_ticket(ticket_id)
    if ticket.state != State.RESOLVED or ticket.resolved_at is None:
        return None
    if ticket.resolved_at + AUTO_CLOSE > now:
        return None
    return _close(ticket, now, by=Robot.SYSTEM)


def _close(ticket: Ticket, now: dt.datetime, *, by: Robot) -> Ticket:
    ticket.state = next_state(ticket.state, Move.CLOSE)
    ticket.closed_at = now
    save(ticket, "state", "closed_at")
    record(ticket, EventKind.CLOSED, by=by, now=now)
    rederive(ticket=ticket, now=now)
    return ticket


@transaction.atomic
def confirm_solved(*, ticket_id: int, now: dt.datetime) -> Ticket:
    """The client says on the status page that it is solved: nothing to wait for."""
    ticket = lock_ticket(ticket_id)
    if ticket.state != State.RESOLVED:
        return ticket
    record(ticket, EventKind.SOLVED, by=Robot.CLIENT, now=now)
    return _close(ticket, now, by=Robot.CLIENT)


@transaction.atomic
def reopen_not_solved(*, ticket_id: int, now: dt.datetime) -> Ticket:
    """The client says that it is not solved."""
    ticket = lock_ticket(ticket_id)
    if ticket.state != State.RESOLVED:
        return ticket
    ticket.state = next_state(ticket.state, Move.CLIENT_WROTE)
    ticket.outcome = ticket.resolved_at = None
    save(ticket, "state", "outcome", "resolved_at")
    record(ticket, EventKind.NOT_SOLVED, by=Robot.CLIENT, now=now)
    record(ticket, EventKind.REOPENED, by=Robot.CLIENT, now=now, before=State.RESOLVED)
    rederive(ticket=ticket, now=now)
    return ticket
