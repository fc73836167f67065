"""The only ways to get a ticket or referral for a user: absent and forbidden look the same."""

import datetime as dt

from django.http import Http404

from accounts.access import log_opening
from accounts.models import User
from tickets import references
from tickets.enums import Sensitivity
from tickets.models import DocumentHandover, Referral, Ticket


def get_ticket_or_404(user: User, reference: str) -> Ticket:
    """Return a ticket that the user may see, by its reference; else 404."""
    canonical = references.parse(reference)
    ticket = (
        Ticket.objects.visible_to(user)
        .select_related("queue", "assignee", "enquiry_type", "client", "outcome", "operation")
        .filter(reference=canonical or "")
        .first()
    )
    if ticket is None:
        raise Http404
    return ticket


def open_ticket_or_404(user: User, reference: str, *, now: dt.datetime) -> Ticket:
    """Like get_ticket_or_404, and for a sealed ticket the opening is logged before it is shown."""
    ticket = get_ticket_or_404(user, reference)
    if ticket.sensitivity != Sensitivity.ORDINARY:
        log_opening(
            user=user, kind="ticket", object_id=ticket.pk, sensitivity=ticket.sensitivity, now=now
        )
    return ticket


def get_referral_or_404(user: User, pk: int) -> Referral:
    """Return a referral of the officer's offices; else 404."""
    referral = (
        Referral.objects.visible_to(user)
        .select_related("ticket__client", "office", "climbed_to", "created_by")
        .filter(pk=pk)
        .first()
    )
    if referral is None:
        raise Http404
    return referral


def open_referral_or_404(user: User, pk: int, *, now: dt.datetime) -> Referral:
    """Like get_referral_or_404; opening a referral of a sealed ticket is logged first."""
    referral = get_referral_or_404(user, pk)
    if referral.ticket.sensitivity != Sensitivity.ORDINARY:
        log_opening(
            user=user,
            kind="referral",
            object_id=referral.pk,
            sensitivity=referral.ticket.sensitivity,
            now=now,
        )
    return referral


def get_handover_or_404(user: User, pk: int) -> DocumentHandover:
    """Return a document that was passed on to the officer's offices; else 404."""
    handover = (
        DocumentHandover.objects.visible_to(user)
        .select_related("ticket__client", "office", "consent_of", "created_by", "received_by")
        .filter(pk=pk)
        .first()
    )
    if handover is None:
        raise Http404
    return handover


def open_handover_or_404(user: User, pk: int, *, now: dt.datetime) -> DocumentHandover:
    """Like get_handover_or_404; opening one of a sealed ticket is logged first."""
    handover = get_handover_or_404(user, pk)
    if handover.ticket.sensitivity != Sensitivity.ORDINARY:
        log_opening(
            user=user,
            kind="handover",
            object_id=handover.pk,
            sensitivity=handover.ticket.sensitivity,
            now=now,
        )
    return handover
