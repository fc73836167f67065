"""What becomes of a referral: acknowledged, asked back, clarified, answered, withdrawn."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contactcentre.kit.formatting import today_in
from tickets.actions.base import lock_ticket, notify, owner_or_supervisors, record, save
from tickets.actions.clocks import end_referral_clocks, meet_acknowledgement, rederive
from tickets.actions.notices import tell_duty_inbox
from tickets.enums import (
    OPEN_REFERRALS,
    EventKind,
    MayTell,
    NoticeKind,
    ReferralState,
    Robot,
    State,
)
from tickets.exceptions import IllegalTransition, Incomplete
from tickets.lifecycle import Move, next_state
from tickets.models import Note, ProcessingOffice, Referral, ReferralMessage, Ticket

ENDINGS = {
    ReferralState.ANSWERED: EventKind.REFERRAL_ANSWERED,
    ReferralState.WITHDRAWN: EventKind.REFERRAL_WITHDRAWN,
}


@dataclass(frozen=True)
class Answer:
    """The four facts, and what the client may be told."""

    stage: str
    outstanding: str
    last_activity: str
    next_update_on: dt.date
    may_tell: MayTell
    wording: str = ""


def _locked(referral_id: int) -> tuple[Ticket, Referral]:
    """Lock the ticket, then the referral: every verb locks in this order."""
    ticket_id = Referral.objects.values_list("ticket_id", flat=True).get(pk=referral_id)
    ticket = lock_ticket(ticket_id)
    referral = Referral.objects.select_for_update(no_key=True, of=("self",)).get(pk=referral_id)
    if referral.state not in OPEN_REFERRALS:
        raise IllegalTransition
    referral.ticket = ticket
    return ticket, referral


def _tell_owner(referral: Referral, key: str, now: dt.datetime) -> None:
    notify(
        NoticeKind.REFERRAL_MOVED,
        users=owner_or_supervisors(referral.ticket),
        ticket=referral.ticket,
        referral=referral,
        key=f"referral:{referral.pk}:{key}",
        now=now,
    )


@transaction.atomic
def acknowledge(*, referral_id: int, by: User, now: dt.datetime) -> Referral:
    """The office has seen it. Doing it again changes nothing."""
    ticket, referral = _locked(referral_id)
    if referral.state != ReferralState.SENT:
        return referral
    referral.state = ReferralState.ACKNOWLEDGED
    referral.acknowledged_at, referral.acknowledged_by = now, by
    referral.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    meet_acknowledgement(referral=referral, now=now)
    record(ticket, EventKind.REFERRAL_ACKNOWLEDGED, by=by, now=now, referral=referral.pk)
    _tell_owner(referral, "acknowledged", now)
    return referral


@transaction.atomic
def ask_centre(*, referral_id: int, question: str, by: User, now: dt.datetime) -> ReferralMessage:
    """The office asks the centre; the owner is told, the office's clock goes on."""
    ticket, referral = _locked(referral_id)
    message = _say(referral, question, by, from_office=True, now=now)
    if referral.acknowledged_at is None:
        referral.acknowledged_at, referral.acknowledged_by = now, by
        meet_acknowledgement(referral=referral, now=now)
    referral.state = ReferralState.ASKED
    referral.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    record(
        ticket, EventKind.REFERRAL_ASKED, by=by, now=now, referral=referral.pk, message=message.pk
    )
    _tell_owner(referral, f"asked:{message.pk}", now)
    return message


@transaction.atomic
def clarify(*, referral_id: int, text: str, by: User, now: dt.datetime) -> ReferralMessage:
    """The centre writes to the office; a question of the office is answered by it."""
    ticket, referral = _locked(referral_id)
    message = _say(referral, text, by, from_office=False, now=now)
    if referral.state == ReferralState.ASKED:
        referral.state = ReferralState.ACKNOWLEDGED
        referral.save(update_fields=["state"])
    record(
        ticket,
        EventKind.REFERRAL_CLARIFIED,
        by=by,
        now=now,
        referral=referral.pk,
        message=message.pk,
    )
    office = referral.climbed_to or referral.office
    notify(
        NoticeKind.REFERRAL_MOVED,
        users=office.officers_on_duty(),
        referral=referral,
        key=f"referral:{referral.pk}:clarified:{message.pk}",
        now=now,
    )
    return message


def _say(
    referral: Referral, text: str, by: User, *, from_office: bool, now: dt.datetime
) -> ReferralMessage:
    if not text.strip():
        raise Incomplete
    return ReferralMessage.objects.create(
        referral=referral, user=by, from_office=from_office, body=text.strip(), created_at=now
    )


@transaction.atomic
def answer(*, referral_id: int, facts: Answer, by: User, now: dt.datetime) -> Referral:
    """The office answers with the four facts. Raises Incomplete when one is missing."""
    ticket, referral = _locked(referral_id)
    needed = [facts.stage, facts.outstanding, facts.last_activity]
    if facts.may_tell != MayTell.YES:
        needed.append(facts.wording)
    if not all(text.strip() for text in needed):
        raise Incomplete
    if facts.next_update_on < today_in(now, settings.CENTRE_TIME_ZONE):
        raise Incomplete(_("The next update can’t be in the past"))
    for name in ("stage", "outstanding", "last_activity", "next_update_on", "may_tell", "wording"):
        setattr(referral, name, getattr(facts, name))
    referral.answered_by = by
    if referral.acknowledged_at is None:
        referral.acknowledged_at, referral.acknowledged_by = now, by
    _end(ticket, referral, ReferralState.ANSWERED, by=by, now=now)
    return referral


@transaction.atomic
def withdraw(*, referral_id: int, reason: str, by: User, now: dt.datetime) -> Referral:
    """The centre no longer needs the answer. The reason is kept as a note."""
    ticket, referral = _locked(referral_id)
    if not reason.strip():
        raise Incomplete
    Note.objects.create(ticket=ticket, user=by, body=reason.strip(), created_at=now)
    _end(ticket, referral, ReferralState.WITHDRAWN, by=by, now=now)
    return referral


def _end(
    ticket: Ticket, referral: Referral, state: ReferralState, *, by: User, now: dt.datetime
) -> None:
    """End a referral; the ticket stops waiting when it was the last one."""
    referral.state, referral.ended_at = state, now
    referral.save()
    referral.drafts.all().delete()
    end_referral_clocks(referral=referral, now=now)
    record(ticket, ENDINGS[state], by=by, now=now, referral=referral.pk)
    if not ticket.referrals.unanswered().exists() and ticket.state == State.WAITING_OFFICE:
        ticket.state = next_state(ticket.state, Move.OFFICES_DONE)
        save(ticket, "state")
    rederive(ticket=ticket, now=now)
    _tell_owner(referral, str(state), now)


@transaction.atomic
def climb(*, referral_id: int, now: dt.datetime) -> ProcessingOffice | None:
    """An office is silent past its standard: tell the next level. None when there is none."""
    ticket, referral = _locked(referral_id)
    from_office = referral.climbed_to or referral.office
    if from_office.next_level is None:
        return None
    referral.climbed_to = from_office.next_level
    referral.save(update_fields=["climbed_to"])
    record(
        ticket,
        EventKind.REFERRAL_SILENT,
        by=Robot.SYSTEM,
        now=now,
        referral=referral.pk,
        office=referral.climbed_to.code,
    )
    key = f"referral:{referral.pk}:silent:{referral.climbed_to.code}"
    notify(
        NoticeKind.REFERRAL_SILENT,
        users=referral.climbed_to.officers_on_duty(),
        referral=referral,
        key=key,
        now=now,
    )
    tell_duty_inbox(
        NoticeKind.REFERRAL_SILENT, office=referral.climbed_to, referral=referral, key=key, now=now
    )
    _tell_owner(referral, f"silent:{referral.climbed_to.code}", now)
    return referral.climbed_to
