"""Callers who wait for a person: their place, who is asked to take them, and callbacks."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from channels.enums import CallbackState, OfferResult, QueueExit
from channels.models.calls import Call
from channels.waits import CRISIS_PRIORITY, turn
from tickets.enums import LIVE_STATES


def step() -> dt.timedelta:
    """What one step of priority is worth in waiting time."""
    return dt.timedelta(minutes=settings.PHONE_PRIORITY_MINUTES)


def turn_of(priority: str, since: str) -> ExpressionWrapper:
    """The second part of channels.waits.turn, in the database."""
    waited = ExpressionWrapper(F(priority) * Value(step()), output_field=models.DurationField())
    return ExpressionWrapper(F(since) + waited, output_field=models.DateTimeField())


class QueueEntryQuerySet(models.QuerySet["QueueEntry"]):
    def waiting(self) -> "QueueEntryQuerySet":
        """Those who wait, next one first."""
        return self.filter(left_at__isnull=True).in_turn()

    def in_turn(self) -> "QueueEntryQuerySet":
        """The order of channels.waits.turn."""
        crisis_first = Case(When(priority=CRISIS_PRIORITY, then=0), default=1)
        return self.order_by(crisis_first, turn_of("priority", "entered_at"), "id")

    def before(self, priority: int, since: dt.datetime) -> "QueueEntryQuerySet":
        """Those whose turn comes before that of a caller of this priority."""
        first = Q(priority=CRISIS_PRIORITY)
        if priority == CRISIS_PRIORITY:
            return self.filter(first, entered_at__lt=since)
        mine = turn(priority=priority, since=since, step=step())[1]
        return self.annotate(turn=turn_of("priority", "entered_at")).filter(
            first | Q(turn__lt=mine)
        )


class QueueEntry(models.Model):
    """A caller in a queue. After an offer that nobody took they keep their original time."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="waiting")
    queue = models.ForeignKey("tickets.Queue", models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language)
    skills: models.ManyToManyField = models.ManyToManyField("accounts.Skill", related_name="+")
    priority = models.PositiveSmallIntegerField()
    entered_at = models.DateTimeField()
    # Minutes; both empty where there was nothing to reckon from.
    quoted_low = models.PositiveIntegerField(null=True)
    quoted_high = models.PositiveIntegerField(null=True)
    left_at = models.DateTimeField(null=True)
    exit = models.CharField(max_length=15, choices=QueueExit, blank=True)

    objects = QueueEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("caller in a queue")
        verbose_name_plural = _("callers in queues")
        indexes = [
            models.Index(
                "priority",
                "entered_at",
                "id",
                name="callers_waiting",
                condition=Q(left_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, exit="") | Q(left_at__isnull=False) & ~Q(exit=""),
                name="who_left_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"caller {self.pk}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def under_way(self) -> "OfferQuerySet":
        """Those that ring, and those accepted whose agent is not connected yet."""
        return self.filter(ended_at__isnull=True)


class Offer(models.Model):
    """A caller, or a callback, offered to one agent.

    It rings while `result` is empty; accepted, it ends once the agent's end of the call is up.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="offers")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rings_until = models.DateTimeField()
    result = models.CharField(max_length=10, choices=OfferResult, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a call")
        verbose_name_plural = _("offers of calls")
        indexes = [
            models.Index("rings_until", name="offers_ringing", condition=Q(ended_at__isnull=True))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(ended_at__isnull=True), name="one_offer_an_agent"
            ),
            models.UniqueConstraint(
                fields=["call"], condition=Q(ended_at__isnull=True), name="one_offer_a_call"
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class CallbackQuerySet(models.QuerySet["Callback"]):
    def due(self, now: dt.datetime) -> "CallbackQuerySet":
        """Those whose window is open and whose turn has come, in the order of their place."""
        return self.filter(
            state=CallbackState.WAITING,
            next_attempt_at__lte=now,
            window_end__gt=now,
            ticket__state__in=LIVE_STATES,
        ).order_by("-is_crisis", turn_of("ticket__priority", "rank"), "id")

    def before(self, priority: int, since: dt.datetime) -> "CallbackQuerySet":
        """Those whose turn comes before that of a caller of this priority."""
        if priority == CRISIS_PRIORITY:
            return self.filter(is_crisis=True, rank__lt=since)
        mine = turn(priority=priority, since=since, step=step())[1]
        return self.annotate(turn=turn_of("ticket__priority", "rank")).filter(
            Q(is_crisis=True) | Q(turn__lt=mine)
        )


class Callback(models.Model):
    """A promise to call back a Canadian number; it keeps the place that the caller had."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="callbacks")
    asked_in = models.OneToOneField(Call, models.PROTECT, null=True, related_name="callback")
    # The outgoing call of the attempt that is under way, or of the last one.
    attempt = models.ForeignKey(Call, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=Language)
    queue = models.ForeignKey("tickets.Queue", models.PROTECT, related_name="+")
    rank = models.DateTimeField(_("waits since"))
    # Of a special operation: before all others, as its callers on the line.
    is_crisis = models.BooleanField(default=False)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CallbackState, default=CallbackState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        indexes = [
            models.Index(
                "rank", "id", name="callbacks_waiting", condition=Q(state=CallbackState.WAITING)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(window_start__lt=F("window_end")), name="callback_window_has_a_length"
            )
        ]

    def __str__(self) -> str:
        return f"callback {self.pk}"
