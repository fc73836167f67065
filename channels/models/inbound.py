"""Mails as they came: kept before anything reads them, and kept when nothing can."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.enums import Doubt, InboundAction, InboundState

MOST_ATTEMPTS = 3


class InboundMessageQuerySet(models.QuerySet["InboundMessage"]):
    def unread(self, before: dt.datetime) -> Self:
        """Stored and not yet read: a crash lies between the two, or a broken parser."""
        return self.filter(state=InboundState.RECEIVED, next_attempt_at__lte=before).order_by("id")

    def for_a_person(self) -> Self:
        """What no ticket shows and somebody has to look at, newest first."""
        waits = Q(state=InboundState.QUARANTINED) | Q(
            action__in=[InboundAction.FLAGGED, InboundAction.AUTO], ticket=None
        )
        return self.filter(waits, seen_at=None).order_by("-id")

    def acknowledged_since(self, sender: str, since: dt.datetime) -> Self:
        return self.filter(acknowledged=True, sender=sender, received_at__gt=since)


class InboundMessage(models.Model):
    """One mail that arrived. Its bytes lie in the row, or in storage when there are many.

    `key` is the door's: mailbox, Message-ID and a digest of the decoded words and files, so that
    a second arrival is the same and another body under the same id is not.
    """

    mailbox = models.CharField(_("mailbox"), max_length=100)
    recipient = models.CharField(max_length=320, blank=True)
    envelope_sender = models.CharField(max_length=320, null=True)  # noqa: DJ001  empty is the null sender
    raw = models.BinaryField(null=True)
    raw_sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size"))
    received_at = models.DateTimeField(_("received"))
    state = models.CharField(
        _("state"), max_length=12, choices=InboundState, default=InboundState.RECEIVED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    rfc_id = models.CharField(max_length=255, blank=True)
    key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  unknown until read
    sender = models.CharField(max_length=320, blank=True)
    action = models.CharField(_("outcome"), max_length=10, choices=InboundAction, blank=True)
    doubt = models.CharField(_("reason"), max_length=20, choices=Doubt, blank=True)
    acknowledged = models.BooleanField(default=False)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, verbose_name=_("ticket"), related_name="+"
    )
    message = models.ForeignKey("tickets.Message", models.PROTECT, null=True, related_name="+")
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = InboundMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("received mail")
        verbose_name_plural = _("received mails")
        indexes = [
            models.Index(
                "next_attempt_at",
                name="inbound_unread",
                condition=Q(state=InboundState.RECEIVED),
            ),
            models.Index(
                "sender",
                "received_at",
                name="inbound_acknowledged",
                condition=Q(acknowledged=True),
            ),
            models.Index(
                "id",
                name="inbound_for_a_person",
                condition=Q(seen_at=None)
                & (
                    Q(state=InboundState.QUARANTINED)
                    | Q(action__in=[InboundAction.FLAGGED, InboundAction.AUTO], ticket=None)
                ),
            ),
            models.Index("mailbox", "rfc_id", name="inbound_rfc_id", condition=~Q(rfc_id="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=InboundState.RECEIVED) | Q(next_attempt_at__isnull=False),
                name="unread_mail_has_next_attempt",
            ),
            models.CheckConstraint(
                condition=~Q(state=InboundState.PARSED) | Q(key__isnull=False) & ~Q(action=""),
                name="read_mail_has_key_and_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=InboundState.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="duplicate_names_the_first",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
