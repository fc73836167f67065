"""Where the client's applications stand, as far as the ticket says who the client is."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from people.queries import Reading, read_status, statuses_of
from tickets.models import Ticket


class Match(StrEnum):
    """How the ticket's client and the file found by its numbers agree."""

    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Found:
    """What the numbers on a ticket lead to.

    Confirmed: the date of birth on the ticket is the file's. Unconfirmed: the ticket has none.
    Different: it has another, and nothing of the file is held here.
    """

    match: Match
    readings: tuple[Reading, ...] = ()


def files_found(ticket: Ticket, *, now: dt.datetime) -> Found:
    """Look the ticket's numbers up. Only `statuses_for` is for eyes outside the desk."""
    if not ticket.uci and not ticket.application_numbers:
        return Found(Match.UNKNOWN)
    statuses = statuses_of(uci=ticket.uci, numbers=ticket.application_numbers)
    born = ticket.client.date_of_birth
    theirs = [status for status in statuses if born is None or status.file.date_of_birth == born]
    if not theirs:
        return Found(Match.DIFFERENT if statuses else Match.UNKNOWN)
    readings = tuple(read_status(status, now=now) for status in theirs)
    return Found(Match.CONFIRMED if born else Match.UNCONFIRMED, readings)


def statuses_for(ticket: Ticket, *, now: dt.datetime) -> list[Reading]:
    """The statuses of the ticket's client: empty unless the date of birth on the ticket is that
    of the file that its client or application numbers name."""
    found = files_found(ticket, now=now)
    return list(found.readings) if found.match is Match.CONFIRMED else []
