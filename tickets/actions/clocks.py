"""Keep the stored clocks in step with the pure rule. Callers hold the ticket's lock.

`rederive` comes last in a verb, after its events; the verbs of a referral call theirs just before
theirs are recorded, and say what is coming.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from tickets import sla
from tickets.actions.base import save
from tickets.enums import ClockKind, EventKind, ReferralState
from tickets.models import CalendarVersion, Clock, Event, Referral, StandardVersion, Ticket
from tickets.models.clocks import DERIVED, REFERRAL_KINDS, TICKET_KINDS, ClockQuerySet


@transaction.atomic
def start_clocks(*, ticket: Ticket, now: dt.datetime) -> None:
    """Start the ticket's clocks by the standards in force, from the moment of its arrival."""
    _start(TICKET_KINDS, ticket, None, now)
    _store_due(ticket)


@transaction.atomic
def start_referral_clocks(*, referral: Referral, now: dt.datetime) -> None:
    """Start the office's clocks, from the moment at which the referral was sent."""
    started = _start(REFERRAL_KINDS, referral.ticket, referral, now)
    for clock in started:
        if clock.kind == ClockKind.ANSWER:
            referral.due_at = clock.due_at
            referral.save(update_fields=["due_at"])


@transaction.atomic
def rederive(*, ticket: Ticket, now: dt.datetime) -> None:
    """Derive every clock of the ticket again from its events, and the ticket's due time."""
    _start(TICKET_KINDS, ticket, None, now)
    # The priority's own event may follow this call within the same verb.
    priority = sla.Fact(now, EventKind.PRIORITY_CHANGED, ticket.priority)
    clocks = Clock.objects.filter(ticket=ticket)
    _derive(clocks.of_ticket(), now, priority)
    _derive(clocks.exclude(referral=None), now)
    _store_due(ticket)


def meet_acknowledgement(*, referral: Referral, now: dt.datetime) -> None:
    """The office has acknowledged the referral."""
    coming = sla.Fact(now, EventKind.REFERRAL_ACKNOWLEDGED)
    _derive(Clock.objects.filter(referral=referral), now, coming)


def end_referral_clocks(*, referral: Referral, now: dt.datetime) -> None:
    """The referral was answered or withdrawn."""
    answered = referral.state == ReferralState.ANSWERED
    kind = EventKind.REFERRAL_ANSWERED if answered else EventKind.REFERRAL_WITHDRAWN
    _derive(Clock.objects.filter(referral=referral), now, sla.Fact(now, kind))


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
    return clock.local(clock.due_at).date()


def apply_reading(clock: Clock, reading: sla.Reading) -> None:
    """Store what the pure rule says, and when the clock next has something to tell."""
    told = {(firing.kind, firing.level) for firing in clock.firings.all()}
    untold = [firing.at for firing in reading.firings if (firing.kind, firing.level) not in told]
    if reading.pause_ends_at is not None:
        untold.append(reading.pause_ends_at)
    clock.take(reading)
    clock.next_fire_at = min(untold, default=None)


def _start(
    kinds: Iterable[ClockKind], ticket: Ticket, referral: Referral | None, now: dt.datetime
) -> list[Clock]:
    have = set(
        Clock.objects.filter(ticket=ticket, referral=referral).values_list("kind", flat=True)
    )
    missing = [kind for kind in kinds if kind not in have]
    if not missing:
        return []
    standards = StandardVersion.objects.in_force().of_kinds(*missing)
    events = list(ticket.events.all())
    return [_start_one(standard, ticket, referral, events, now) for standard in standards]


def _start_one(
    standard: StandardVersion,
    ticket: Ticket,
    referral: Referral | None,
    events: list[Event],
    now: dt.datetime,
) -> Clock:
    clock = Clock(
        ticket=ticket,
        referral=referral,
        kind=standard.standard.kind,
        standard_version=standard,
        calendar_version=CalendarVersion.objects.in_force().get(calendar=standard.calendar_id),
    )
    reading = clock.read(clock.facts(events), now=now)
    clock.take(reading)
    clock.next_fire_at = min((firing.at for firing in reading.firings), default=None)
    clock.save()
    return clock


def _derive(clocks: ClockQuerySet, now: dt.datetime, *coming: sla.Fact) -> None:
    locked = clocks.with_rules().select_for_update(no_key=True, of=("self",)).order_by("id")
    events: list[Event] = []
    for clock in locked.prefetch_related("firings"):
        events = events or list(Event.objects.filter(ticket=clock.ticket_id))
        apply_reading(clock, clock.read([*clock.facts(events), *coming], now=now))
        clock.save(update_fields=[*DERIVED, "next_fire_at"])


def _store_due(ticket: Ticket) -> None:
    running = Clock.objects.of_ticket().unstopped().filter(ticket=ticket)
    ticket.due_at = min(running.values_list("due_at", flat=True), default=None)
    save(ticket, "due_at")
