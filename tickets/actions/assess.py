"""An agent's judgement: priority, urgency, and the facts of the file."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from people import identifiers
from tickets.actions.base import lock_ticket, record, save
from tickets.actions.clocks import rederive
from tickets.enums import EventKind, Priority, State
from tickets.exceptions import IllegalTransition
from tickets.models import EnquiryType, Ticket


@transaction.atomic
def set_priority(*, ticket_id: int, priority: Priority, by: User, now: dt.datetime) -> Ticket:
    """Change the priority; the clocks are derived again from where they began."""
    ticket = lock_ticket(ticket_id)
    if ticket.state == State.CLOSED:
        raise IllegalTransition
    if ticket.priority == priority:
        return ticket
    before, ticket.priority = ticket.priority, priority
    save(ticket, "priority")
    record(ticket, EventKind.PRIORITY_CHANGED, by=by, now=now, before=before, after=int(priority))
    rederive(ticket=ticket, now=now)
    return ticket


@transaction.atomic
def assess_urgency(*, ticket_id: int, urgency: str, by: User, now: dt.datetime) -> Ticket:
    """Confirm an urgency criterion, or with an empty one that there is none."""
    ticket = lock_ticket(ticket_id)
    before, ticket.urgency_assessed = ticket.urgency_assessed, urgency
    save(ticket, "urgency_assessed")
    record(ticket, EventKind.URGENCY_ASSESSED, by=by, now=now, before=before, after=urgency)
    return ticket


@transaction.atomic
def correct_facts(
    *,
    ticket_id: int,
    by: User,
    now: dt.datetime,
    enquiry_type: EnquiryType | None = None,
    uci: str | None = None,
    application_numbers: list[str] | None = None,
    tags: list[str] | None = None,
) -> Ticket:
    """Correct what the ticket says of the file. Numbers are stored in canonical form."""
    ticket = lock_ticket(ticket_id)
    type_before = ticket.enquiry_type_id or 0
    changed = []
    new = {
        "enquiry_type": enquiry_type,
        "uci": None if uci is None else identifiers.canonical_uci(uci),
        "application_numbers": None
        if application_numbers is None
        else [identifiers.canonical(item) for item in application_numbers if item.strip()],
        "tags": tags,
    }
    for field, value in new.items():
        if value is not None and getattr(ticket, field) != value:
            setattr(ticket, field, value)
            changed.append(field)
    if changed:
        save(ticket, *changed)
        # Figures by type ask the events which type there was before; 0 is none.
        more = {"type_before": type_before} if "enquiry_type" in changed else {}
        record(ticket, EventKind.FACTS_CHANGED, by=by, now=now, fields=changed, **more)
    return ticket
