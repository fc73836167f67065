"""What each day came to: sums that only ever add up, made from rows or loaded from a source."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from insights.enums import Source, TopicKind
from tickets.enums import Channel


class RolledDay(models.Model):
    """A local day of the centre whose figures are there.

    Without a row there is no data for the day; with a row and no figure the figure is zero. A
    day that is closed changes only when somebody derives it again.
    """

    date = models.DateField(_("day"), primary_key=True)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    derived_at = models.DateTimeField(_("counted at"))
    closed = models.BooleanField(_("closed"), default=False)

    class Meta:
        verbose_name = _("day of figures")
        verbose_name_plural = _("days of figures")
        indexes = [
            models.Index("date", name="rolled_day_open", condition=Q(closed=False)),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} ({self.source})"


class DailyFigureQuerySet(models.QuerySet):
    def between(self, first: dt.date, last: dt.date) -> Self:
        """Figures of these days, both included."""
        return self.filter(date__gte=first, date__lte=last)


class DailyFigure(models.Model):
    """One additive figure of one day, split as far as its source knows.

    `value` is a count, or whole seconds; shares and means are made of two of them when shown.
    """

    date = models.DateField(_("day"))
    measure = models.CharField(_("figure"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, blank=True)
    queue = models.ForeignKey("tickets.Queue", models.PROTECT, null=True, related_name="+")
    enquiry_type = models.ForeignKey(
        "tickets.EnquiryType", models.PROTECT, null=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    value = models.BigIntegerField(_("value"))
    source = models.CharField(_("source"), max_length=10, choices=Source)

    objects = DailyFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of a day")
        verbose_name_plural = _("figures of days")
        indexes = [
            models.Index(
                "measure", "date", name="figure_read", include=["channel", "source", "value"]
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "measure", "channel", "queue", "enquiry_type", "language"],
                name="one_figure_a_day",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.measure} {self.value}"


class DailyTotal(models.Model):
    """The sums of a day's figures by channel: what most tables show, fifty times fewer rows.

    Written beside the figures that it adds up, in their transaction, and by nobody else.
    """

    date = models.DateField(_("day"))
    measure = models.CharField(_("figure"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, blank=True)
    value = models.BigIntegerField(_("value"))

    objects = DailyFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("total of a day")
        verbose_name_plural = _("totals of days")
        constraints = [
            models.UniqueConstraint("measure", "date", "channel", name="one_total_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.measure} {self.value}"


class DailyTopic(models.Model):
    """How often a day spoke of something: a programme issue, or a word of subjects.

    Words are kept only where several people used them on that day, so none leads to a person.
    """

    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=TopicKind)
    key = models.CharField(_("topic"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    value = models.PositiveIntegerField(_("value"))

    class Meta:
        verbose_name = _("topic of a day")
        verbose_name_plural = _("topics of days")
        constraints = [
            models.UniqueConstraint(
                "date", "kind", "key", "language", name="one_count_a_topic_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.key} {self.value}"
