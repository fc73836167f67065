"""What somebody is writing on the public pages, kept on the server until it is sent or expires."""

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LIFETIME = dt.timedelta(days=7)
RECEIPT_LIFETIME = dt.timedelta(days=30)


def digest_of(token: str) -> str:
    """What is stored of a secret that only its bearer holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def nobodys_token() -> str:
    """The digest of a token that nobody holds, for drafts that are found by their party."""
    return digest_of(new_token())


class EnquiryDraftQuerySet(models.QuerySet["EnquiryDraft"]):
    def held_by(self, token: str, now: dt.datetime) -> Self:
        """The draft of the browser that holds this token, as long as it lives."""
        return self.filter(token_digest=digest_of(token), expires_at__gt=now)

    def sent_enquiries(self) -> Self:
        return self.filter(sent_at__isnull=False, party=None)

    def with_receipt(self, token: str, now: dt.datetime) -> Self:
        return self.sent_enquiries().filter(receipt_digest=digest_of(token), expires_at__gt=now)

    def expired(self, now: dt.datetime) -> Self:
        return self.filter(expires_at__lte=now).order_by("expires_at")


class EnquiryDraft(models.Model):
    """An enquiry, or with `party` a further message of a person on a ticket of theirs.

    Answers are codes and plain values, never labels, so that they are the same in both
    languages. `refused` holds, page by page, what was typed where the form found a mistake.
    """

    token_digest = models.CharField(max_length=64, unique=True, default=nobodys_token)
    submission_key = models.CharField(max_length=64, unique=True, default=new_token)
    receipt_digest = models.CharField(max_length=64, unique=True, default=nobodys_token)
    party = models.ForeignKey("tickets.Party", models.CASCADE, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    refused = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    objects = EnquiryDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsent enquiry")
        verbose_name_plural = _("unsent enquiries")
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(party__isnull=False, sent_at__isnull=True),
                name="one_unsent_message_a_party",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, ticket__isnull=True)
                | Q(sent_at__isnull=False, ticket__isnull=False),
                name="sent_draft_has_ticket",
            ),
        ]

    def __str__(self) -> str:
        return f"draft enquiry {self.pk}"

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def contact_key(self) -> str:
        """The door's key: whatever is sent twice from this draft is one contact."""
        if self.party_id:
            return f"message:{self.party_id}:{self.submission_key}"
        return f"form:{self.submission_key}"

    @property
    def receipt_token(self) -> str:
        """The secret of the receipt's address, always the same, and not kept in clear."""
        key = settings.SECRET_KEY.encode()
        return hmac.new(key, f"receipt:{self.submission_key}".encode(), "sha256").hexdigest()[:43]


class DraftFile(models.Model):
    """A file put beside a draft: it is in storage before this row says so."""

    draft = models.ForeignKey(EnquiryDraft, models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of an unsent enquiry")
        verbose_name_plural = _("files of unsent enquiries")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("draft", "sha256", name="one_file_a_content"),
        ]

    def __str__(self) -> str:
        return f"draft file {self.pk}"
