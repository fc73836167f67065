"""One click with a reason: an urgent or high-profile case goes to a processing office."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.assess import assess_urgency, set_priority
from tickets.actions.base import lock_ticket, save
from tickets.actions.refer import refer
from tickets.actions.reply import stop_waiting
from tickets.actions.restrict import restrict
from tickets.adapters.files import StoredFile
from tickets.enums import Priority, ReferralReason, Sensitivity, State
from tickets.models import ProcessingOffice, Referral


@transaction.atomic
def escalate(
    *,
    ticket_id: int,
    office: ProcessingOffice,
    reason: str,
    question: str,
    by: User,
    now: dt.datetime,
    urgency: str = "",
    client_told: bool = False,
    files: tuple[StoredFile, ...] = (),
) -> Referral:
    """Refer the ticket and set what the reason means: priority, flag or seal."""
    ticket = lock_ticket(ticket_id)
    if ticket.state == State.WAITING_CLIENT:
        stop_waiting(ticket_id=ticket_id, by=by, now=now)
    if reason == ReferralReason.URGENT:
        set_priority(ticket_id=ticket_id, priority=Priority.URGENT, by=by, now=now)
        if urgency:
            assess_urgency(ticket_id=ticket_id, urgency=urgency, by=by, now=now)
    if reason == ReferralReason.HIGH_PROFILE and not ticket.high_profile:
        ticket = lock_ticket(ticket_id)
        ticket.high_profile = True
        save(ticket, "high_profile")
    if reason == ReferralReason.PRIVACY_BREACH:
        restrict(
            ticket_id=ticket_id,
            sensitivity=Sensitivity.PRIVACY_BREACH,
            reason=question,
            by=by,
            now=now,
        )
    return refer(
        ticket_id=ticket_id,
        office=office,
        reason=reason,
        question=question,
        by=by,
        now=now,
        client_told=client_told,
        files=files,
    )
