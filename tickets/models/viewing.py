"""Who has which ticket open now: shown to colleagues, never a lock."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models

from accounts.models import User

LASTS = dt.timedelta(seconds=75)


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def by_others(self, user: User, now: dt.datetime) -> Self:
        return self.filter(seen_at__gt=now - LASTS).exclude(user=user)


class Viewing(models.Model):
    """The last sign of life of a user's page of a ticket."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="viewings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    seen_at = models.DateTimeField()

    objects = ViewingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("ticket", "user", name="one_viewing_a_user")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.ticket_id}"
