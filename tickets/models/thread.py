"""What is said on a ticket: messages, notes, attachments, drafts."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from tickets.enums import Author, Channel, Delivery, Direction, DraftKind


class MessageQuerySet(models.QuerySet["Message"]):
    def due_for_delivery(self, now: object) -> Self:
        """Queued messages whose next attempt has come, and any that died while being sent."""
        return self.filter(
            delivery__in=[Delivery.QUEUED, Delivery.SENDING], next_attempt_at__lte=now
        )

    def shown_to_client(self) -> Self:
        """What the client may read: their own words and what was sent to them."""
        return self.filter(flagged=False)


class Message(models.Model):
    """What was said to or by the client. Outgoing ones are the outbox.

    `body` is what the writer wrote; `full_text` keeps quoted history of a received mail.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction)
    author = models.CharField(max_length=10, choices=Author)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True)
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=2, choices=Language)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    full_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField()
    flagged = models.BooleanField(
        default=False, help_text="Kept for a person to look at; not shown as the client's"
    )
    automatic = models.BooleanField(default=False)
    to_email = models.EmailField(blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    delivery = models.CharField(max_length=10, choices=Delivery, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    indexed = models.BooleanField(default=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index("ticket", "created_at", "id", name="message_thread"),
            models.Index("ticket", name="message_unindexed", condition=Q(indexed=False)),
            models.Index("message_id", name="message_rfc_id", condition=~Q(message_id="")),
            models.Index(
                "next_attempt_at",
                name="message_outbox",
                condition=Q(delivery__in=[Delivery.QUEUED, Delivery.SENDING]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction=Direction.IN, delivery="")
                | Q(direction=Direction.OUT) & (~Q(delivery="") | Q(to_email="")),
                name="outgoing_mail_has_delivery_state",
            ),
            models.CheckConstraint(
                condition=~Q(delivery__in=[Delivery.QUEUED, Delivery.SENDING])
                | Q(next_attempt_at__isnull=False),
                name="unsent_message_has_next_attempt",
            ),
            models.CheckConstraint(
                condition=~Q(author=Author.AGENT) | Q(user__isnull=False),
                name="agent_message_has_user",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Note(models.Model):
    """Internal words on a ticket. Has no recipient and no delivery, so it can't be sent."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="notes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["created_at", "id"]
        indexes = [models.Index("ticket", "created_at", "id", name="note_thread")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Attachment(models.Model):
    """A file of a message, a referral or a handover, kept in storage under its SHA-256."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="attachments")
    referral = models.ForeignKey(
        "tickets.Referral", models.PROTECT, null=True, related_name="attachments"
    )
    handover = models.ForeignKey(
        "tickets.DocumentHandover", models.PROTECT, null=True, related_name="attachments"
    )
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    inline = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, referral__isnull=True, handover__isnull=True)
                | Q(message__isnull=True, referral__isnull=False, handover__isnull=True)
                | Q(message__isnull=True, referral__isnull=True, handover__isnull=False),
                name="attachment_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class Draft(models.Model):
    """What a user is writing on a ticket, one of each kind, kept until it is sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=10, choices=DraftKind)
    body = models.TextField()
    thread_version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint("user", "ticket", "kind", name="one_draft_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftFile(models.Model):
    """A stored file that waits with a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("draft", "sha256", name="one_file_a_draft")]

    def __str__(self) -> str:
        return f"draft file {self.pk}"
