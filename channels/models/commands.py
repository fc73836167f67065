"""What a telephone provider is to be told outside its own questions: an outbox."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.enums import CommandKind
from channels.models.calls import Call
from channels.models.waiting import Offer
from tickets.enums import Delivery

UNSENT = (Delivery.QUEUED, Delivery.SENDING)


class CallCommandQuerySet(models.QuerySet["CallCommand"]):
    def due(self, now: dt.datetime) -> "CallCommandQuerySet":
        """Those that wait to be sent, first made first."""
        return self.filter(delivery__in=UNSENT, next_attempt_at__lte=now).order_by("id")


class CallCommand(models.Model):
    """One command to the provider of a call. Its `key` goes with it, so that twice is once."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="commands")
    kind = models.CharField(max_length=10, choices=CommandKind)
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="commands")
    leg = models.CharField(_("provider’s id of the leg"), max_length=64, blank=True)
    key = models.CharField(max_length=80, unique=True)
    delivery = models.CharField(max_length=10, choices=Delivery, default=Delivery.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = CallCommandQuerySet.as_manager()

    class Meta:
        verbose_name = _("command to a telephone provider")
        verbose_name_plural = _("commands to telephone providers")
        indexes = [
            models.Index(
                "next_attempt_at", name="commands_outbox", condition=Q(delivery__in=UNSENT)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
