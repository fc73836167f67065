"""One-time codes for the status page. The code itself is kept nowhere: it is computed."""

import datetime as dt
import hmac
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from tickets.enums import Delivery

VALID_FOR = dt.timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 5


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


class StatusCodeQuerySet(models.QuerySet["StatusCode"]):
    def due_for_delivery(self, now: dt.datetime) -> Self:
        """Codes that wait to be sent and are still worth sending."""
        return self.filter(
            delivery__in=[Delivery.QUEUED, Delivery.SENDING],
            next_attempt_at__lte=now,
            expires_at__gt=now,
        )

    def sent_lately(self, ticket_id: int, now: dt.datetime) -> Self:
        """The codes of a ticket in the last 24 hours."""
        return self.filter(party__ticket=ticket_id, created_at__gt=now - dt.timedelta(days=1))


class StatusCode(models.Model):
    """A code that was asked for. Without `party` the details matched nothing: that row exists so
    that both cases do, store and answer the same. It is its own outbox row, as a message is.
    """

    party = models.ForeignKey("tickets.Party", models.CASCADE, null=True, related_name="+")
    nonce = models.CharField(max_length=64, default=new_nonce)
    language = models.CharField(max_length=2, choices=Language)
    created_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    delivery = models.CharField(max_length=10, choices=Delivery, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = StatusCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("status page code")
        verbose_name_plural = _("status page codes")
        indexes = [
            models.Index(
                "next_attempt_at",
                name="status_code_outbox",
                condition=Q(delivery__in=[Delivery.QUEUED, Delivery.SENDING]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False) | Q(delivery=""),
                name="code_without_party_is_never_sent",
            ),
            models.CheckConstraint(
                condition=~Q(delivery__in=[Delivery.QUEUED, Delivery.SENDING])
                | Q(next_attempt_at__isnull=False),
                name="unsent_code_has_next_attempt",
            ),
        ]

    def __str__(self) -> str:
        return f"status code {self.pk}"

    def code(self) -> str:
        """Six digits from the row and the server's key: a copy of the table tells nothing."""
        text = f"status-code:{self.pk}:{self.nonce}".encode()
        digest = hmac.new(settings.SECRET_KEY.encode(), text, "sha256").digest()
        return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"

    def is_open(self, now: dt.datetime) -> bool:
        """Whether a code may still be tried."""
        return self.used_at is None and now < self.expires_at and self.tries < MOST_TRIES
