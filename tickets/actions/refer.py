"""Refer a ticket to a processing office: the escalation of urgent and high-profile cases."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.base import Actor, lock_ticket, notify, record, save
from tickets.actions.clocks import rederive, start_referral_clocks
from tickets.actions.notices import tell_duty_inbox
from tickets.actions.thread import attach
from tickets.adapters.files import StoredFile
from tickets.enums import EventKind, NoticeKind, Priority, ReferralReason
from tickets.exceptions import Incomplete
from tickets.lifecycle import Move, next_state
from tickets.models import ProcessingOffice, Referral

URGENT_REASONS = {ReferralReason.URGENT, ReferralReason.HIGH_PROFILE, ReferralReason.PRIVACY_BREACH}


@transaction.atomic
def refer(
    *,
    ticket_id: int,
    office: ProcessingOffice,
    reason: str,
    question: str,
    by: Actor,
    now: dt.datetime,
    client_told: bool = False,
    files: tuple[StoredFile, ...] = (),
) -> Referral:
    """Ask an office; the ticket waits for it. Raises Incomplete without a question."""
    if not question.strip():
        raise Incomplete
    ticket = lock_ticket(ticket_id)
    ticket.state = next_state(ticket.state, Move.REFER)
    urgent = reason in URGENT_REASONS or ticket.priority == Priority.URGENT
    save(ticket, "state")
    referral = Referral.objects.create(
        ticket=ticket,
        office=office,
        reason=reason,
        question=question.strip(),
        urgent=urgent,
        client_told=client_told,
        created_by=by if isinstance(by, User) else None,
        created_at=now,
    )
    attach(ticket=ticket, files=files, now=now, referral=referral)
    start_referral_clocks(referral=referral, now=now)
    record(
        ticket,
        EventKind.REFERRED,
        by=by,
        now=now,
        referral=referral.pk,
        office=office.code,
        reason=reason,
    )
    _tell_office(referral, now)
    rederive(ticket=ticket, now=now)
    return referral


def _tell_office(referral: Referral, now: dt.datetime) -> None:
    key = f"referral:{referral.pk}:sent"
    notify(
        NoticeKind.REFERRAL_SENT,
        users=referral.office.officers_on_duty(),
        referral=referral,
        key=key,
        now=now,
    )
    tell_duty_inbox(
        NoticeKind.REFERRAL_SENT, office=referral.office, referral=referral, key=key, now=now
    )
