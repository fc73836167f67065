"""Keep the stored clocks in step with the pure rule. Callers hold the ticket's lock.

`rederive` comes last in a verb, after its events; the verbs of a referral call theirs just before
theirs are recorded, and say what is coming.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from contactcentre.kit.formatting import last_day
from tickets import sla
from tickets.actions.base import save
from tickets.enums import ClockKind, EventKind, ReferralState
from tickets.models import CalendarVersion, Clock, Event, Referral, StandardVersion, Ticket
from tickets.models.clocks import DERIVED, REFERRAL_KINDS, TICKET_KINDS, ClockQuerySet

STORED = [*DERIVED, "next_fire_at"]


@transaction.atomic
def start_clocks(*, ticket: Ticket, now: dt.datetime) -> None:
    """Start a new ticket's clocks by the standards in force, from the moment of its arrival."""
    _store_due(ticket, _start(TICKET_KINDS, ticket, None, list(ticket.events.all()), now))


@transaction.atomic
def start_referral_clocks(*, referral: Referral, now: dt.datetime) -> None:
    """Start the office's clocks, from the moment at which the referral was sent."""
    for clock in _start(REFERRAL_KINDS, referral.ticket, referral, [], now):
        if clock.kind == ClockKind.ANSWER:
            _store_referral_due(referral, clock.due_at)


@transaction.atomic
def rederive(*, ticket: Ticket, now: dt.datetime) -> None:
    """Derive every clock of the ticket again from its events, and the ticket's due time.

    Starts the ticket's own where they are missing, as when a standard came into force later.
    """
    events = list(ticket.events.all())
    clocks = _locked(Clock.objects.filter(ticket=ticket))
    have = {clock.kind for clock in clocks}
    missing = [kind for kind in TICKET_KINDS if kind not in have]
    clocks += _start(missing, ticket, None, events, now)
    # The event that set the priority may follow this call within the same verb.
    priority = sla.Fact(now, EventKind.PRIORITY_CHANGED, ticket.priority)
    for clock in clocks:
        coming = [priority] if clock.referral is None else []
        _store_reading(clock, clock.read([*clock.facts(events), *coming], now=now))
        if clock.referral is not None and clock.kind == ClockKind.ANSWER:
            _store_referral_due(clock.referral, clock.due_at)
    _store_due(ticket, clocks)


def meet_acknowledgement(*, referral: Referral, now: dt.datetime) -> None:
    """The office has acknowledged the referral."""
    _derive_coming(referral, now, EventKind.REFERRAL_ACKNOWLEDGED)


def end_referral_clocks(*, referral: Referral, now: dt.datetime) -> None:
    """The referral was answered or withdrawn."""
    answered = referral.state == ReferralState.ANSWERED
    kind = EventKind.REFERRAL_ANSWERED if answered else EventKind.REFERRAL_WITHDRAWN
    _derive_coming(referral, now, kind)


def promised_date(*, ticket: Ticket, now: dt.datetime) -> dt.date | None:
    """Return the local day by which a person will have answered; None without such a standard."""
    clock = (
        Clock.objects.of_ticket()
        .filter(ticket=ticket, kind=ClockKind.FIRST_RESPONSE)
        .with_rules()
        .first()
    )
    if clock is None or clock.due_at < now:
        return None
    return last_day(clock.due_at, clock.calendar_version.zone)


def apply_reading(clock: Clock, reading: sla.Reading) -> None:
    """Store what the pure rule says, and when the clock next has something to tell."""
    told = {(firing.kind, firing.level) for firing in clock.firings.all()}
    untold = [firing.at for firing in reading.firings if (firing.kind, firing.level) not in told]
    if reading.pause_ends_at is not None:
        untold.append(reading.pause_ends_at)
    clock.take(reading)
    clock.next_fire_at = min(untold, default=None)


def _locked(clocks: ClockQuerySet) -> list[Clock]:
    locked = clocks.select_for_update(no_key=True, of=("self",)).order_by("id")
    return list(locked.with_rules().prefetch_related("firings"))


def _derive_coming(referral: Referral, now: dt.datetime, kind: EventKind) -> None:
    events = list(Event.objects.filter(ticket=referral.ticket_id))
    for clock in _locked(Clock.objects.filter(referral=referral)):
        facts = [*clock.facts(events), sla.Fact(now, kind)]
        _store_reading(clock, clock.read(facts, now=now))


def _start(
    kinds: Sequence[ClockKind],
    ticket: Ticket,
    referral: Referral | None,
    events: list[Event],
    now: dt.datetime,
) -> list[Clock]:
    if not kinds:
        return []
    standards = StandardVersion.objects.in_force().of_kinds(*kinds).for_channel(ticket.channel)
    used = {standard.calendar_id for standard in standards}
    in_force = CalendarVersion.objects.in_force().filter(calendar__in=used)
    calendars = {version.calendar_id: version for version in in_force}
    started = []
    for standard in standards:
        clock = Clock(
            ticket=ticket,
            referral=referral,
            kind=standard.standard.kind,
            standard_version=standard,
            calendar_version=calendars[standard.calendar_id],
        )
        reading = clock.read(clock.facts(events), now=now)
        clock.take(reading)
        clock.next_fire_at = min((firing.at for firing in reading.firings), default=None)
        clock.save(force_insert=True)
        started.append(clock)
    return started


def _store_reading(clock: Clock, reading: sla.Reading) -> None:
    before = [getattr(clock, name) for name in STORED]
    apply_reading(clock, reading)
    if [getattr(clock, name) for name in STORED] != before:
        clock.save(update_fields=STORED)


def _store_due(ticket: Ticket, clocks: list[Clock]) -> None:
    running = [
        clock.due_at for clock in clocks if clock.referral is None and clock.stopped_at is None
    ]
    ticket.due_at = min(running, default=None)
    save(ticket, "due_at")


def _store_referral_due(referral: Referral, due_at: dt.datetime) -> None:
    if referral.due_at != due_at:
        referral.due_at = due_at
        referral.save(update_fields=["due_at"])
