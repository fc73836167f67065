"""A document that the centre passes on to a processing office for a client."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from tickets.enums import ConsentBy


class DocumentHandoverQuerySet(models.QuerySet["DocumentHandover"]):
    def visible_to(self, user: User) -> Self:
        """An officer sees what was passed on to their offices."""
        if not user.is_active or not user.can(Can.ANSWER_REFERRALS):
            return self.none()
        return self.filter(office__officers=user)

    def unreceived(self) -> Self:
        return self.filter(received_at=None)


class DocumentHandover(models.Model):
    """Files for one application, with the consent that they go by and the office's receipt."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="handovers")
    office = models.ForeignKey("tickets.ProcessingOffice", models.PROTECT, related_name="handovers")
    application_number = models.CharField(_("application number"), max_length=20)
    title = models.CharField(_("what the document is"), max_length=200)
    consent_of = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    consent_by = models.CharField(_("how consent was given"), max_length=10, choices=ConsentBy)
    consent_on = models.DateField(_("date of the consent"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = DocumentHandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("document passed on")
        verbose_name_plural = _("documents passed on")
        ordering = ["-id"]
        indexes = [
            models.Index("office", "id", name="handover_unreceived", condition=Q(received_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(application_number=""),
                name="handover_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="handover_received_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of the receipt."""
        return f"D-{self.pk}"
