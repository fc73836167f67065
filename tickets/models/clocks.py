"""The clocks of a ticket. Times and states are a cache of `tickets.sla.read`, rebuilt at will."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets import sla
from tickets.calendars import zone_of
from tickets.enums import ClockKind, ClockState, EventKind, Priority
from tickets.models.event import Event

TICKET_KINDS = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)
REFERRAL_KINDS = (ClockKind.ACKNOWLEDGE, ClockKind.ANSWER)
FIRINGS = (EventKind.CLOCK_AT_RISK, EventKind.CLOCK_BREACHED, EventKind.CLOCK_CLIMBED)
DERIVED = (
    "state",
    "started_at",
    "due_at",
    "at_risk_at",
    "pause_ends_at",
    "stopped_at",
    "breached_at",
)


class ClockQuerySet(models.QuerySet["Clock"]):
    def of_ticket(self) -> Self:
        """The ticket's own clocks, without those of its referrals."""
        return self.filter(referral=None)

    def unstopped(self) -> Self:
        return self.filter(stopped_at=None)

    def due_to_fire(self, now: dt.datetime) -> Self:
        """The clocks that have something to tell, the longest overdue first."""
        return self.filter(next_fire_at__lte=now).order_by("next_fire_at", "id")

    def with_rules(self) -> Self:
        """With what a reading needs besides the events."""
        return self.select_related("standard_version__standard", "calendar_version", "referral")


class Clock(models.Model):
    """One promise running on a ticket or a referral, by the versions in force when it started."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="clocks")
    referral = models.ForeignKey(
        "tickets.Referral", models.PROTECT, null=True, related_name="clocks"
    )
    kind = models.CharField(max_length=20, choices=ClockKind)
    standard_version = models.ForeignKey("tickets.StandardVersion", models.PROTECT)
    calendar_version = models.ForeignKey("tickets.CalendarVersion", models.PROTECT)
    state = models.CharField(max_length=20, choices=ClockState)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    at_risk_at = models.DateTimeField()
    pause_ends_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    next_fire_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["id"]
        indexes = [
            models.Index(
                "next_fire_at", "id", name="clock_to_fire", condition=Q(next_fire_at__isnull=False)
            ),
            models.Index("calendar_version", name="clock_running", condition=Q(stopped_at=None)),
            models.Index(
                "due_at",
                "at_risk_at",
                name="clock_at_risk",
                include=["ticket", "pause_ends_at"],
                condition=Q(stopped_at=None, referral=None),
            ),
            models.Index(
                "stopped_at",
                name="clock_first_response",
                condition=Q(kind=ClockKind.FIRST_RESPONSE, stopped_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind", "referral"],
                name="one_clock_a_promise",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TICKET_KINDS, referral__isnull=True)
                | Q(kind__in=REFERRAL_KINDS, referral__isnull=False),
                name="clock_is_a_tickets_or_a_referrals",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ClockState.MET, ClockState.MISSED, ClockState.CANCELLED])
                ^ Q(stopped_at__isnull=True),
                name="stopped_clock_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def met_at(self) -> dt.datetime | None:
        """When the promise was kept, late or not."""
        kept = self.state in (ClockState.MET, ClockState.MISSED)
        return self.stopped_at if kept else None

    def facts(self, events: Iterable[Event]) -> list[sla.Fact]:
        """What of the ticket's events this clock goes by."""
        if self.referral is None:
            return [_fact(event) for event in events if not self._passes_over(event)]
        urgent = Priority.URGENT if self.referral.urgent else Priority.NORMAL
        sent = sla.Fact(self.referral.created_at, EventKind.REFERRED, urgent)
        return [sent, *(_fact(event) for event in events if self._tells_of_referral(event))]

    def _passes_over(self, event: Event) -> bool:
        """A reply that only asks for something is no first response."""
        return self.kind == ClockKind.FIRST_RESPONSE and bool(event.data.get("only_asks"))

    def _tells_of_referral(self, event: Event) -> bool:
        ours = event.data.get("referral") == self.referral_id
        return event.kind == EventKind.DISCARDED or (ours and event.kind != EventKind.REFERRED)

    def read(self, facts: Iterable[sla.Fact], *, now: dt.datetime) -> sla.Reading:
        """Read the clock by the pure rule, under the versions that it started with.

        Whoever waited for the ticket's lock may bring a time from before what was then recorded.
        """
        facts = list(facts)
        latest = max([now, *(fact.at for fact in facts)])
        standard, calendar = self.standard_version.rule(), self.calendar_version.rule()
        return sla.read(standard, calendar, facts, now=latest)

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A moment as the calendar's own wall clock shows it."""
        return moment.astimezone(zone_of(self.calendar_version.zone))

    def take(self, reading: sla.Reading) -> None:
        """Copy what the pure rule says into the cache, without saving it."""
        for name in DERIVED:
            setattr(self, name, getattr(reading, name))


def _fact(event: Event) -> sla.Fact:
    # Arrival and routing name the priority that they set, a change names it as what came after.
    new = "after" if event.kind == EventKind.PRIORITY_CHANGED else "priority"
    return sla.Fact(event.at, EventKind(event.kind), event.data.get(new))


class ClockEvent(models.Model):
    """Something that a clock told, once. `at` is the true moment, `recorded_at` the sweep's."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="firings")
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.label) for kind in FIRINGS])
    level = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("clock", "kind", "level", name="one_firing_a_level")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level} of {self.clock_id}"
