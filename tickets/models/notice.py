"""What users and duty inboxes are told: no personal facts, same delivery as messages."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.enums import ClockKind, Delivery, NoticeKind


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread_by(self, user: User) -> Self:
        return self.filter(user=user, read_at=None)

    def due_for_delivery(self, now: object) -> Self:
        return self.filter(
            delivery__in=[Delivery.QUEUED, Delivery.SENDING], next_attempt_at__lte=now
        )


class Notice(models.Model):
    """One thing told to a user (on their screen) or to a duty inbox (by e-mail, both languages).

    The words come from `kind`; the ticket, referral, operation or clock is all that is named.
    """

    kind = models.CharField(max_length=30, choices=NoticeKind)
    clock = models.CharField(max_length=20, choices=ClockKind, blank=True)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, null=True)
    referral = models.ForeignKey("tickets.Referral", models.PROTECT, null=True)
    operation = models.ForeignKey("tickets.SpecialOperation", models.PROTECT, null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices"
    )
    to_email = models.EmailField(blank=True)
    dedupe_key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    delivery = models.CharField(max_length=10, choices=Delivery, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [
            models.Index(
                F("user"), F("id").desc(), name="notice_unread", condition=Q(read_at=None)
            ),
            models.Index(
                "next_attempt_at",
                name="notice_outbox",
                condition=Q(delivery__in=[Delivery.QUEUED, Delivery.SENDING]),
            ),
        ]
        constraints = [
            models.UniqueConstraint("dedupe_key", name="one_notice_a_fact"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, to_email="", delivery="")
                | (Q(user__isnull=True) & ~Q(to_email="") & ~Q(delivery="")),
                name="notice_to_a_user_or_an_inbox",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
