"""An agent has the client on the telephone: whoever is spoken with waits for no first response."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.base import lock_ticket, record
from tickets.actions.clocks import rederive
from tickets.enums import Channel, EventKind, State
from tickets.models import Ticket


@transaction.atomic
def speak(*, ticket_id: int, by: User, now: dt.datetime) -> Ticket:
    """Record that an agent speaks with the client; a closed ticket stays as it is.

    So does that of a Member’s or Senator’s office: the answer is owed to the office.
    """
    ticket = lock_ticket(ticket_id)
    if ticket.state != State.CLOSED and ticket.channel != Channel.MEMBER:
        record(ticket, EventKind.SPOKEN_WITH, by=by, now=now)
        rederive(ticket=ticket, now=now)
    return ticket
