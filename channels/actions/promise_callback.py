"""An agent promises that the centre calls a client back: at the end of a call, or on a ticket."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from channels import callers
from channels.enums import DayPart, LineKind
from channels.exceptions import CallbackBooked, ClosedThen, NoCallbackThere, NoLine
from channels.models import Call, Callback, VoiceLine
from contactcentre.kit.wake import wake
from people.identifiers import canonical_phone
from tickets.actions.abandon import hold_for_call
from tickets.actions.base import record
from tickets.calendars import Calendar
from tickets.enums import LIVE_STATES, EventKind
from tickets.exceptions import IllegalTransition
from tickets.models import CalendarVersion, Ticket

Window = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Promise:
    """Where a client wants to be called, and when: half a day there, or as soon as we can."""

    number: str
    day: dt.date | None = None
    part: DayPart = DayPart.MORNING


@dataclass(frozen=True)
class Place:
    """Whose turn it is: since when they wait, and whether they come before all others."""

    since: dt.datetime
    is_crisis: bool = False


@transaction.atomic
def promise_callback(
    *, ticket_id: int, promise: Promise, by: User, now: dt.datetime, call: Call | None = None
) -> Callback:
    """Book one callback at a time on a ticket; `call` is the one that it was promised in.

    Raises NoCallbackThere for a number that is not Canadian, ClosedThen where nobody would call
    then, NoLine without a line to call from, CallbackBooked while another waits,
    IllegalTransition on a ticket that is done.
    """
    to = canadian(promise.number)
    ticket = hold_for_call(ticket_id=ticket_id, holds=True)
    if ticket.state not in LIVE_STATES:
        raise IllegalTransition
    if Callback.objects.filter(ticket=ticket, ended_at__isnull=True).exists():
        raise CallbackBooked
    if call and Callback.objects.filter(asked_in=call).exists():
        call = None
    line = call.line if call else VoiceLine.objects.that_calls(ticket)
    window = _window(hours_of(line), to, promise, now)
    is_crisis = line is not None and line.kind == LineKind.CRISIS
    place = Place(now, is_crisis=is_crisis)
    callback = book(ticket, to, window, place=place, asked_in=call, now=now)
    record(ticket, EventKind.CALLBACK_BOOKED, by=by, now=now, callback=callback.pk)
    return callback


def canadian(number: str) -> str:
    """The number as it is stored. Raises NoCallbackThere for another country's."""
    to = canonical_phone(number) or ""
    if not callers.is_canadian(to):
        raise NoCallbackThere
    return to


def hours_of(line: VoiceLine | None) -> Calendar:
    """The hours in which a line calls. Raises NoLine where none is in use, or has hours."""
    in_force = CalendarVersion.objects.in_force()
    version = in_force.filter(calendar=line.calendar_id).first() if line else None
    if version is None:
        raise NoLine
    return version.rule()


def book(
    ticket: Ticket,
    number: str,
    window: Window,
    *,
    place: Place,
    asked_in: Call | None,
    now: dt.datetime,
    after: dt.timedelta = dt.timedelta(),
) -> Callback:
    """Write the promise down; its first turn comes `after` a while at the earliest."""
    start, end = window
    callback = Callback.objects.create(
        ticket=ticket,
        asked_in=asked_in,
        number=number,
        language=ticket.language,
        queue=ticket.queue,
        rank=place.since,
        is_crisis=place.is_crisis,
        window_start=start,
        window_end=end,
        next_attempt_at=max(start, now + after),
        created_at=now,
    )
    wake("channels.offer_calls")
    return callback


def _window(calendar: Calendar, number: str, promise: Promise, now: dt.datetime) -> Window:
    zone = callers.zone_of_number(number)
    if promise.day is None:
        return callers.callback_window(calendar, zone, now)
    window = callers.window_of_part(calendar, zone, promise.day, promise.part, now)
    if window is None:
        raise ClosedThen
    return window
