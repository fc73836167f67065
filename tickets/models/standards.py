"""Service standards as versioned data: what is promised, and in which calendar."""

import datetime as dt
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual
from tickets import sla
from tickets.enums import Channel, ClockKind, Priority

FINAL = (
    "standard_id",
    "version",
    "calendar_id",
    "urgent_seconds",
    "high_seconds",
    "normal_seconds",
    "low_seconds",
    "at_risk_percent",
    "at_risk_seconds",
    "pause_cap_days",
    "climb_after",
    "published_at",
)


class ServiceStandard(Bilingual):
    """One kind of promise, to all or to one channel. What it says is in its versions."""

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("clock"), max_length=20, choices=ClockKind)
    channel = models.CharField(
        _("channel"),
        max_length=10,
        choices=Channel,
        blank=True,
        help_text=_("Empty: for every channel that has no standard of its own."),
    )

    class Meta:
        verbose_name = _("service standard")
        verbose_name_plural = _("service standards")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClockKind.values), name="known_clock_kind"),
            models.UniqueConstraint("kind", "channel", name="one_standard_a_clock_and_channel"),
        ]


class StandardVersionQuerySet(models.QuerySet["StandardVersion"]):
    def in_force(self) -> Self:
        """The published version of each standard."""
        return self.filter(published_at__isnull=False, replaced_at__isnull=True)

    def of_kinds(self, *kinds: ClockKind) -> Self:
        return self.filter(standard__kind__in=kinds).select_related("standard")

    def for_channel(self, channel: str) -> list["StandardVersion"]:
        """One of each kind: the channel's own before the one for all."""
        found = self.filter(standard__channel__in=["", channel])
        by_kind = {item.standard.kind: item for item in found.order_by("standard__channel")}
        return list(by_kind.values())


class StandardVersion(models.Model):
    """One version of a standard. Once published it never changes; running clocks keep theirs."""

    standard = models.ForeignKey(
        ServiceStandard, models.PROTECT, related_name="versions", verbose_name=_("standard")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    calendar = models.ForeignKey(
        "tickets.BusinessCalendar", models.PROTECT, verbose_name=_("calendar")
    )
    urgent_seconds = models.PositiveIntegerField(
        _("urgent: business seconds"), validators=[MinValueValidator(1)]
    )
    high_seconds = models.PositiveIntegerField(
        _("high: business seconds"), validators=[MinValueValidator(1)]
    )
    normal_seconds = models.PositiveIntegerField(
        _("normal: business seconds"), validators=[MinValueValidator(1)]
    )
    low_seconds = models.PositiveIntegerField(
        _("low: business seconds"), validators=[MinValueValidator(1)]
    )
    at_risk_percent = models.PositiveSmallIntegerField(
        _("at risk: percentage of the time left"),
        default=25,
        validators=[MaxValueValidator(100)],
    )
    at_risk_seconds = models.PositiveIntegerField(
        _("at risk: business seconds left"),
        default=4 * 3600,
        help_text=_("At risk begins at whichever comes first."),
    )
    pause_cap_days = models.PositiveSmallIntegerField(
        _("days that waiting for the client may pause it"),
        default=30,
        help_text=_("After this many days without an answer the clock counts on. 0: no pause."),
    )
    climb_after: ArrayField = ArrayField(
        models.PositiveIntegerField(),
        verbose_name=_("business seconds after a miss until each further level is told"),
        default=list,
        blank=True,
    )
    comment = models.CharField(_("what changed"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    replaced_at = models.DateTimeField(_("replaced"), null=True, editable=False)

    objects = StandardVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a service standard")
        verbose_name_plural = _("versions of service standards")
        ordering = ["standard", "-version"]
        constraints = [
            models.UniqueConstraint("standard", "version", name="one_standard_a_version"),
            models.UniqueConstraint(
                fields=["standard"],
                condition=Q(published_at__isnull=False, replaced_at__isnull=True),
                name="one_standard_in_force",
            ),
            models.CheckConstraint(
                condition=Q(
                    urgent_seconds__gt=0,
                    high_seconds__gt=0,
                    normal_seconds__gt=0,
                    low_seconds__gt=0,
                ),
                name="standard_promises_some_time",
            ),
            models.CheckConstraint(
                condition=Q(at_risk_percent__lte=100), name="at_risk_is_a_percentage"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.UpdateOf(*FINAL) | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} v{self.version}"

    def rule(self) -> sla.Standard:
        """This version as the pure rules take it."""
        return sla.Standard(
            kind=ClockKind(self.standard.kind),
            targets={
                Priority.URGENT: self.urgent_seconds,
                Priority.HIGH: self.high_seconds,
                Priority.NORMAL: self.normal_seconds,
                Priority.LOW: self.low_seconds,
            },
            at_risk_percent=self.at_risk_percent,
            at_risk_seconds=self.at_risk_seconds,
            pause_cap=dt.timedelta(days=self.pause_cap_days),
            climb_after=tuple(self.climb_after),
        )
