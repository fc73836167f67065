"""A page of a ticket is open: colleagues see who reads it."""

import datetime as dt

from accounts.models import User
from tickets.models import Ticket, Viewing


def watch(*, ticket: Ticket, user: User, now: dt.datetime) -> None:
    """Record a sign of life of the user's page. Presence only: no event, no lock."""
    Viewing.objects.bulk_create(
        [Viewing(ticket=ticket, user=user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["seen_at"],
    )
