"""Reads that have a name: what the sweepers look for."""

import datetime as dt

from django.db.models import QuerySet

from tickets.enums import State
from tickets.models import Message, Ticket

ALARM_AFTER = dt.timedelta(days=1)
AUTO_CLOSE = dt.timedelta(days=14)


def unrouted(before: dt.datetime) -> QuerySet[Ticket, int]:
    """New tickets that nobody routed: their wake-up call was lost."""
    return (
        Ticket.objects.filter(state=State.NEW, created_at__lte=before)
        .order_by("id")
        .values_list("pk", flat=True)
    )


def unindexed(before: dt.datetime) -> QuerySet[Message, int]:
    """Tickets with a message whose words are not in the search yet."""
    return (
        Message.objects.filter(indexed=False, created_at__lte=before)
        .order_by("ticket")
        .values_list("ticket", flat=True)
        .distinct()
    )


def overdue_to_close(now: dt.datetime) -> QuerySet[Ticket, int]:
    """Resolved tickets whose 14 days are over."""
    return (
        Ticket.objects.filter(state=State.RESOLVED, resolved_at__lte=now - AUTO_CLOSE)
        .order_by("resolved_at")
        .values_list("pk", flat=True)
    )


def alarms(now: dt.datetime) -> QuerySet[Ticket, int]:
    """Routed tickets on which nothing is due to happen: there must never be one."""
    return (
        Ticket.objects.live()
        .exclude(state=State.NEW)
        .filter(due_at=None, next_action_at__lt=now - ALARM_AFTER)
        .values_list("pk", flat=True)
    )
