"""An agent promises that the centre calls a client back: at the end of a call, or on a ticket."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from channels import callers
from channels.enums import DayPart
from channels.exceptions import CallbackBooked, ClosedThen, NoCallbackThere
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


@transaction.atomic
def promise_callback(
    *, ticket_id: int, promise: Promise, by: User, now: dt.datetime, call: Call | None = None
) -> Callback:
    """Book one callback at a time on a ticket; `call` is the one that it was promised in.

    Raises NoCallbackThere for a number that is not Canadian, ClosedThen where nobody would call
    then, CallbackBooked while another waits, IllegalTransition on a ticket that is done.
    """
    to = canadian(promise.number)
    ticket = hold_for_call(ticket_id=ticket_id, holds=True)
    if ticket.state not in LIVE_STATES:
        raise IllegalTransition
    if Callback.objects.filter(ticket=ticket, ended_at__isnull=True).exists():
        raise CallbackBooked
    if call and Callback.objects.filter(asked_in=call).exists():
        call = None
    line = call.line if call else VoiceLine.objects.that_calls(ticket.queue_id)
    window = _window(hours_of(line), to, promise, now)
    callback = book(ticket, to, window, rank=now, asked_in=call, now=now)
    record(ticket, EventKind.CALLBACK_BOOKED, by=by, now=now, callback=callback.pk)
    return callback


def canadian(number: str) -> str:
    """The number as it is stored. Raises NoCallbackThere for another country's."""
    to = canonical_phone(number) or ""
    if not callers.is_canadian(to):
        raise NoCallbackThere
    return to


def hours_of(line: VoiceLine) -> Calendar:
    return CalendarVersion.objects.in_force().get(calendar=line.calendar_id).rule()


def book(
    ticket: Ticket,
    number: str,
    window: Window,
    *,
    rank: dt.datetime,
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
        rank=rank,
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
