"""The history of a ticket: append-only, ids and codes and times, never personal data."""

import datetime as dt
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.enums import EventKind, Robot

# What the figures of a day are made of: found by their time, without a walk over all events.
COUNTED_BY_DAY = (EventKind.RESOLVED, EventKind.SOLVED, EventKind.NOT_SOLVED)
# What moves a ticket from one figure to another: asked for each row that is counted.
MOVES = (EventKind.FACTS_CHANGED, EventKind.TRANSFERRED)


class EventQuerySet(models.QuerySet["Event"]):
    def record(
        self, ticket_id: int, kind: EventKind, *, by: User | Robot, now: dt.datetime, **data: Any
    ) -> "Event":
        """Append one event. `data` takes ids, codes and times only."""
        user = by if isinstance(by, User) else None
        actor = "staff" if user else str(by)
        return self.create(
            ticket_id=ticket_id, kind=kind, user=user, actor=actor, at=now, data=data
        )


class Event(models.Model):
    """One thing that happened to a ticket. PostgreSQL refuses to change or delete it."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="events")
    kind = models.CharField(max_length=30, choices=EventKind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=10)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["id"]
        indexes = [
            models.Index("ticket", "id", name="event_history"),
            models.Index("at", name="event_of_a_day", condition=models.Q(kind__in=COUNTED_BY_DAY)),
            models.Index(
                "ticket", "at", name="event_of_a_move", condition=models.Q(kind__in=MOVES)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
