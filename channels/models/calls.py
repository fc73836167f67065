"""Calls. What the provider tells is appended; the state of a call is a fold over it."""

import datetime as dt
import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from channels.enums import (
    CallDirection,
    CallEventKind,
    CallOutcome,
    HangUpBy,
    LegRole,
    LegState,
)
from channels.models.lines import IvrFlowVersion, VoiceLine

UNDER_WAY = (CallOutcome.IN_IVR, CallOutcome.WAITING)


class CallQuerySet(models.QuerySet["Call"]):
    def started_on(self, start: dt.datetime, end: dt.datetime) -> "CallQuerySet":
        """Incoming calls that began in [start, end)."""
        return self.filter(direction=CallDirection.IN, started_at__gte=start, started_at__lt=end)


class Call(models.Model):
    """One call, from the first ring to the last word. Its outcome is one of DESIGN's twelve."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(VoiceLine, models.PROTECT, related_name="calls")
    direction = models.CharField(max_length=3, choices=CallDirection, default=CallDirection.IN)
    provider = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=64)
    caller_number = models.CharField(_("calling number"), max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=Language, blank=True)
    country = models.CharField(max_length=2, blank=True)
    province = models.CharField(max_length=2, blank=True)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, blank=True, related_name="calls"
    )
    outcome = models.CharField(max_length=15, choices=CallOutcome, default=CallOutcome.IN_IVR)
    asked_for_agent = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ivr_done_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    hung_up_by = models.CharField(max_length=10, choices=HangUpBy, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    # Set while something told of the call has not been acted on yet: when that is tried again.
    follow_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index("started_at", "outcome", name="calls_by_day"),
            models.Index("line", name="calls_under_way", condition=Q(ended_at__isnull=True)),
            models.Index("caller_number", "started_at", name="calls_of_a_number"),
            models.Index("follow_at", name="calls_to_follow", condition=Q(follow_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint("provider", "provider_id", name="one_call_a_provider_id"),
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.ANSWERED) | Q(answered_at__isnull=False),
                name="answered_call_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=UNDER_WAY) | Q(ended_at__isnull=True),
                name="ended_call_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def seconds(self) -> int | None:
        """How long it lasted, from the first ring; None while it does."""
        return int((self.ended_at - self.started_at).total_seconds()) if self.ended_at else None


class CallLeg(models.Model):
    """One end of a call: the caller, an agent."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="legs")
    role = models.CharField(max_length=10, choices=LegRole)
    provider_id = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    endpoint = models.CharField(max_length=100, blank=True)
    conference = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=LegState, default=LegState.NEW)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("end of a call")
        verbose_name_plural = _("ends of calls")
        indexes = [models.Index("provider_id", name="legs_by_provider_id")]
        constraints = [models.UniqueConstraint("call", "provider_id", name="one_leg_a_provider_id")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class CallEvent(models.Model):
    """What the provider or the centre said of a call, in any order; no digits, no names."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="events")
    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=CallEventKind)
    leg = models.CharField(_("provider’s id of the leg"), max_length=64, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    payload = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of a call")
        verbose_name_plural = _("events of calls")
        ordering = ["id"]
        constraints = [models.UniqueConstraint("provider", "event_id", name="one_call_event_an_id")]
        triggers = [
            pgtrigger.Protect(
                name="call_events_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class IvrSession(models.Model):
    """Where a caller stands in the menu. What they key is never kept: only what it led to."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="ivr")
    version = models.ForeignKey(IvrFlowVersion, models.PROTECT, related_name="+")
    node = models.CharField(max_length=40)
    step = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(_("wrong or missing keys in a row"), default=0)
    identity_tries = models.PositiveSmallIntegerField(default=0)
    is_identified = models.BooleanField(default=False)
    # The file that two factors opened; empty as long as they opened none.
    file = models.ForeignKey("people.ClientFile", models.PROTECT, null=True, related_name="+")
    is_slow = models.BooleanField(default=False)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("walk through a telephone menu")
        verbose_name_plural = _("walks through telephone menus")

    def __str__(self) -> str:
        return f"{self.node} {self.pk}"
