"""A signing link sent to the person whose file it is."""

import datetime as dt
import hashlib
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from mp_office.enums import Signer
from mp_office.models.enquiries import OfficeEnquiry
from people.enums import ConsentScope

OPEN_FOR = dt.timedelta(days=14)


def digest_of(token: str) -> str:
    """What is stored of a secret that only its bearer holds."""
    return hashlib.sha256(token.encode()).hexdigest()


class ConsentRequestQuerySet(models.QuerySet["ConsentRequest"]):
    def held_by(self, token: str) -> Self:
        """The request whose link this is."""
        return self.filter(token_digest=digest_of(token))


class ConsentRequest(models.Model):
    """A person is asked to agree. The link serves to sign, and later to withdraw.

    `email` is where it went: all that is known of who used it but the name that they typed.
    """

    enquiry = models.ForeignKey(OfficeEnquiry, models.PROTECT, related_name="requests")
    whose = models.CharField(max_length=11, choices=Signer, default=Signer.CLIENT)
    email = models.EmailField(blank=True)
    scope = models.CharField(max_length=20, choices=ConsentScope)
    language = models.CharField(max_length=2, choices=Language)
    token_digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    consent = models.ForeignKey("people.Consent", models.PROTECT, null=True, related_name="+")

    objects = ConsentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for consent")
        verbose_name_plural = _("requests for consent")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, agreed=None, consent=None)
                | Q(answered_at__isnull=False, agreed=False, consent=None)
                | Q(answered_at__isnull=False, agreed=True, consent__isnull=False),
                name="agreed_request_has_consent",
            )
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    def can_be_answered(self, now: dt.datetime) -> bool:
        return self.answered_at is None and now < self.expires_at
