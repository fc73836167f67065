"""A caller who waited for a person, and the ticket of their call."""

import datetime as dt

from django.db import transaction

from tickets.actions.base import lock_ticket, record, save
from tickets.actions.clocks import rederive
from tickets.enums import EventKind, Robot, State
from tickets.lifecycle import Move, next_state
from tickets.models import OutcomeCode, Ticket

OUTCOME = "abandoned"


@transaction.atomic
def hold_for_call(*, ticket_id: int, holds: bool) -> Ticket:
    """While a caller waits for a person, their ticket comes with the call, never with Next."""
    ticket = lock_ticket(ticket_id)
    if ticket.caller_waits != holds:
        ticket.caller_waits = holds
        ticket.save(update_fields=["caller_waits"])
    return ticket


@transaction.atomic
def abandon(*, ticket_id: int, now: dt.datetime) -> Ticket:
    """Close the ticket of a caller who left without an answer or a callback.

    A ticket that somebody works on, or on which something else was said, stays as it is.
    """
    ticket = hold_for_call(ticket_id=ticket_id, holds=False)
    untouched = ticket.assignee_id is None and ticket.state in (State.NEW, State.OPEN)
    if not untouched or ticket.messages.count() > 1:
        return ticket
    ticket.state = next_state(ticket.state, Move.DISCARD)
    ticket.outcome, ticket.closed_at = OutcomeCode.objects.get(code=OUTCOME), now
    save(ticket, "state", "outcome", "closed_at")
    record(ticket, EventKind.DISCARDED, by=Robot.CLIENT, now=now, outcome=OUTCOME)
    rederive(ticket=ticket, now=now)
    return ticket
