"""What a clock tells when its moment comes, once each: at risk, breached, and up the ladder."""

import datetime as dt

import structlog
from django.db import transaction

from accounts.models import User
from tickets import sla
from tickets.actions.base import notify, owner_or_supervisors, record, supervisors_of
from tickets.actions.clocks import STORED, apply_reading, rederive
from tickets.actions.notices import tell_duty_inbox
from tickets.actions.refer import refer
from tickets.actions.referrals import climb
from tickets.calendars import CalendarError
from tickets.enums import EventKind, NoticeKind, ReferralReason, Robot, Sensitivity, State
from tickets.models import Clock, ClockEvent, Event, ProcessingOffice, Referral, Ticket

POSTPONE = dt.timedelta(hours=1)
CAN_BE_REFERRED = (State.OPEN, State.WAITING_OFFICE)
NOTICES = {
    EventKind.CLOCK_AT_RISK: NoticeKind.CLOCK_AT_RISK,
    EventKind.CLOCK_BREACHED: NoticeKind.CLOCK_BREACHED,
    EventKind.CLOCK_CLIMBED: NoticeKind.CLOCK_BREACHED,
}
logger = structlog.get_logger(__name__)


def fire_due_clocks(*, now: dt.datetime, limit: int) -> int:
    """Let every clock tell what has come due, each in its own transaction; return how many spoke.

    A clock whose ticket somebody else holds is left to the next sweep.
    """
    due = Clock.objects.due_to_fire(now).values_list("pk", flat=True)[:limit]
    return sum(_fire(clock_id, now) for clock_id in list(due))


@transaction.atomic
def _fire(clock_id: int, now: dt.datetime) -> bool:
    clock = _lock(clock_id, now)
    if clock is None:
        return False
    events = list(Event.objects.filter(ticket=clock.ticket_id))
    try:
        reading = clock.read(clock.facts(events), now=now)
    except CalendarError:
        logger.exception("clock_unreadable", clock=clock_id)
        Clock.objects.filter(pk=clock_id).update(next_fire_at=now + POSTPONE)
        return False
    told = set(clock.firings.values_list("kind", "level"))
    due = [firing for firing in reading.firings if firing.at <= reading.now]
    untold = [firing for firing in due if (firing.kind, firing.level) not in told]
    for firing in untold:
        _tell(clock, firing, reading, now)
    due_before = clock.due_at
    apply_reading(clock, reading)
    clock.save(update_fields=STORED)
    if clock.due_at != due_before:  # its calendar has a new version
        rederive(ticket=clock.ticket, now=now)
    return bool(untold)


def _lock(clock_id: int, now: dt.datetime) -> Clock | None:
    return (
        Clock.objects.due_to_fire(now)
        .filter(pk=clock_id)
        .with_rules()
        .select_related("ticket")
        .select_for_update(no_key=True, of=("self", "ticket"), skip_locked=True)
        .first()
    )


def _tell(clock: Clock, firing: sla.Firing, reading: sla.Reading, now: dt.datetime) -> None:
    ClockEvent.objects.create(
        clock=clock, kind=firing.kind, level=firing.level, at=firing.at, recorded_at=now
    )
    record(
        clock.ticket,
        firing.kind,
        by=Robot.SYSTEM,
        now=firing.at,
        clock=clock.kind,
        level=firing.level,
        **({"referral": clock.referral_id} if clock.referral_id else {}),
    )
    if reading.stopped_at is None:
        _tell_people(clock, firing, now)


def _tell_people(clock: Clock, firing: sla.Firing, now: dt.datetime) -> None:
    key = f"clock:{clock.pk}:{firing.kind}:{firing.level}"
    if clock.referral is None:
        _tell_centre(clock, firing, key, now)
    elif firing.kind == EventKind.CLOCK_AT_RISK:
        office = clock.referral.climbed_to or clock.referral.office
        _tell_office(NoticeKind.CLOCK_AT_RISK, office, clock.referral, key, now)
    elif climb(referral_id=clock.referral.pk, now=now) is None:
        _tell_top_level(clock.referral, key, now)


def _tell_centre(clock: Clock, firing: sla.Firing, key: str, now: dt.datetime) -> None:
    ticket = clock.ticket
    climbs = firing.kind == EventKind.CLOCK_CLIMBED
    told = supervisors_of(ticket) if climbs else owner_or_supervisors(ticket)
    users = _who_may_see(ticket, told)
    kind = NOTICES[firing.kind]
    notify(kind, users=users, ticket=ticket, clock=clock.kind, key=key, now=now)
    if firing.kind == EventKind.CLOCK_BREACHED:
        _refer_if_a_rule_says_so(ticket, now)


def _tell_top_level(referral: Referral, key: str, now: dt.datetime) -> None:
    """Nobody is above the silent office: it is told again, and so is the ticket's owner."""
    referral.refresh_from_db(fields=["climbed_to"])
    office = referral.climbed_to or referral.office
    _tell_office(NoticeKind.REFERRAL_SILENT, office, referral, key, now)
    ticket, kind = referral.ticket, NoticeKind.REFERRAL_SILENT
    users = _who_may_see(ticket, owner_or_supervisors(ticket))
    notify(kind, users=users, ticket=ticket, referral=referral, key=key, now=now)


def _tell_office(
    kind: NoticeKind, office: ProcessingOffice, referral: Referral, key: str, now: dt.datetime
) -> None:
    users = list(User.objects.active().filter(offices=office))
    notify(kind, users=users, referral=referral, key=key, now=now)
    tell_duty_inbox(kind, office=office, referral=referral, key=key, now=now)


def _refer_if_a_rule_says_so(ticket: Ticket, now: dt.datetime) -> None:
    decision = ticket.routing_decisions.first()
    rule = decision.sets.get("refer_if_missed") if decision else None
    if not rule or ticket.state not in CAN_BE_REFERRED:
        return
    office = ProcessingOffice.objects.filter(code=rule["office"], active=True).first()
    if office is not None and not ticket.referrals.unanswered().exists():
        refer(
            ticket_id=ticket.pk,
            office=office,
            reason=ReferralReason.STANDARD_MISSED,
            question=f"{rule['question_en']}\n\n{rule['question_fr']}",
            by=Robot.SYSTEM,
            now=now,
        )


def _who_may_see(ticket: Ticket, users: list[User]) -> list[User]:
    """A notice names the ticket, so it goes to nobody for whom the ticket does not exist."""
    if ticket.sensitivity == Sensitivity.ORDINARY:
        return users
    return [user for user in users if Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()]
