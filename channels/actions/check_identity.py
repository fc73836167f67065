"""A caller tells an agent who they are: two factors open a file, or nothing is said of it."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from channels.enums import LineKind
from channels.exceptions import CallIsOver, TooManyChecks
from channels.models import Call, IdentityCheck
from channels.queries.calls import calls_in_hand
from people.actions.record import know_by_file
from people.queries import Identified, match_identity
from tickets.actions.assess import correct_facts
from tickets.models import Ticket

MOST_TRIES = 3


@transaction.atomic
def check_identity(
    *, call_id: int, number: str, date_of_birth: dt.date, by: User, now: dt.datetime
) -> IdentityCheck:
    """Compare what the caller said with the files, and keep that it was asked, not what was said.

    `number` is a client number or an application number as it is spoken. Raises CallIsOver
    once the agent finished the call, TooManyChecks after three wrong answers in it.
    """
    if not calls_in_hand(by).filter(pk=call_id).exists():
        raise CallIsOver
    call = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call_id)
    if call.identity_checks.filter(file__isnull=True).count() >= MOST_TRIES:
        raise TooManyChecks
    found = match_identity(number=number, date_of_birth=date_of_birth)
    # Who calls on the offices' line works there: the file is somebody else's.
    if found and call.ticket and call.line.kind != LineKind.MEMBERS:
        _tell_ticket(call.ticket, found, by, now)
    return IdentityCheck.objects.create(
        call=call, agent=by, at=now, file=found.file if found else None
    )


def _tell_ticket(ticket: Ticket, found: Identified, by: User, now: dt.datetime) -> None:
    """What is proven stays with the ticket when the call is over; what it holds already stays."""
    if ticket.uci not in ("", found.file.uci):
        return
    numbers = [status.application_number for status in found.statuses]
    correct_facts(
        ticket_id=ticket.pk,
        by=by,
        now=now,
        uci=None if ticket.uci else found.file.uci,
        application_numbers=None if ticket.application_numbers else numbers,
    )
    know_by_file(person=ticket.client, file=found.file)
