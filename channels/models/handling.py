"""What an agent did with a call: whom they spoke to, how it ended, the work after it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.enums import CallResult
from channels.models.calls import Call
from people.models import ClientFile


class IdentityCheck(models.Model):
    """A caller gave an agent a number and a date of birth: what that led to. Only ever added."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="identity_checks")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The file that both opened together; empty when they opened none.
    file = models.ForeignKey(ClientFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")

    def __str__(self) -> str:
        return f"identity check {self.pk}"


class DispositionQuerySet(models.QuerySet["Disposition"]):
    def in_wrap_up(self, user_id: int) -> "DispositionQuerySet":
        """What this agent has still to say of the calls that they took."""
        return self.filter(agent=user_id, ended_at__isnull=True)


class Disposition(models.Model):
    """How an agent ended a call: required, with the time of the work after it.

    `wrap_up_until` is a limit that is shown, not a guillotine: the agent ends the work.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="dispositions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, choices=CallResult, blank=True)
    wrap_up_from = models.DateTimeField()
    wrap_up_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DispositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("end of a call by an agent")
        verbose_name_plural = _("ends of calls by agents")
        indexes = [
            models.Index("agent", name="wrap_ups_open", condition=Q(ended_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint("call", "agent", name="one_disposition_an_agent"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, result="")
                | Q(ended_at__isnull=False) & ~Q(result=""),
                name="ended_wrap_up_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"disposition {self.pk}"

    def seconds(self, now: dt.datetime) -> int:
        """How long the work after the call lasted, or lasts."""
        return int(((self.ended_at or now) - self.wrap_up_from).total_seconds())
