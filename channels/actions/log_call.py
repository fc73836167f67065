"""A call that came by another telephone, written down by hand."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from channels.queries.calls import BY_HAND
from tickets.actions.assign import take
from tickets.actions.open import Enquiry, Opened, Sender, open_enquiry
from tickets.actions.resolve import resolve
from tickets.actions.route import route_ticket
from tickets.actions.speak import speak
from tickets.enums import Channel
from tickets.models import OutcomeCode


@dataclass(frozen=True)
class SpokenCall:
    """What an agent wrote down; `key` makes a form that is sent twice one call."""

    key: str
    name: str
    phone: str
    language: str
    subject: str
    said: str
    enquiry_type: str = ""
    uci: str = ""


@transaction.atomic
def log_call(
    *, call: SpokenCall, by: User, now: dt.datetime, outcome: OutcomeCode | None = None
) -> Opened:
    """Open the ticket of a call that this agent took; with an outcome it is resolved at once."""
    sender = Sender(name=call.name, phone=call.phone)
    enquiry = Enquiry(
        channel=Channel.PHONE,
        key=f"{BY_HAND}{call.key}",
        language=call.language,
        subject=call.subject,
        body=call.said,
        sender=sender,
        enquiry_type=call.enquiry_type,
        uci=call.uci,
    )
    opened = open_enquiry(enquiry=enquiry, now=now, acknowledge=False)
    if opened.created:
        route_ticket(ticket_id=opened.ticket.pk, now=now)
        take(ticket_id=opened.ticket.pk, by=by, now=now)
        speak(ticket_id=opened.ticket.pk, by=by, now=now)
        if outcome is not None:
            resolve(ticket_id=opened.ticket.pk, outcome=outcome, by=by, now=now)
    return opened
