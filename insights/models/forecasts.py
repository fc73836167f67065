"""Forecasts as they were made, kept so that what came can be held against them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from insights.enums import Group


class ForecastRun(models.Model):
    """One forecast of one group of channels, from the days until `data_until`."""

    group = models.CharField(_("channel"), max_length=10, choices=Group)
    data_until = models.DateField(_("from data until"))
    made_at = models.DateTimeField(_("made"))
    days_used = models.PositiveIntegerField(_("days of data"))
    # Of the logarithm of what came over what was said, one month ahead; empty: never tried.
    spread = models.FloatField(_("spread of past errors"), null=True)
    tries = models.PositiveSmallIntegerField(_("past forecasts tried"), default=0)

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ["data_until"]
        constraints = [
            models.UniqueConstraint("group", "data_until", name="one_forecast_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.data_until:%Y-%m-%d}"


class ForecastMonth(models.Model):
    """One month to go: what is expected of the days of it that had not come yet."""

    run = models.ForeignKey(ForecastRun, models.CASCADE, related_name="months")
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    expected = models.BigIntegerField(_("expected"))
    low_80 = models.BigIntegerField(null=True)
    high_80 = models.BigIntegerField(null=True)
    low_95 = models.BigIntegerField(null=True)
    high_95 = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("month of a forecast")
        verbose_name_plural = _("months of forecasts")
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint("run", "first", name="one_month_a_forecast"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="month_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} {self.expected}"
