"""Members of Parliament and Senators, and their terms."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mp_office.enums import MemberKind


class Member(models.Model):
    """Somebody who sits in Parliament. What they may do here follows from their terms."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=MemberKind)

    class Meta:
        verbose_name = pgettext_lazy("model", "Member or Senator")
        verbose_name_plural = pgettext_lazy("model", "Members and Senators")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet["Term"]):
    def on(self, day: dt.date) -> Self:
        """The terms that run on a day; the last day counts."""
        return self.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gte=day))


class Term(models.Model):
    """A mandate. Access of the office ends with its last day."""

    member = models.ForeignKey(
        Member,
        models.PROTECT,
        related_name="terms",
        verbose_name=pgettext_lazy("model", "Member or Senator"),
    )
    constituency = models.CharField(
        _("constituency"), max_length=200, help_text=_("For a Senator, the division or province")
    )
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("Empty while the mandate lasts. At a dissolution, enter its day."),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="term_lasts"
            )
        ]

    def __str__(self) -> str:
        return self.constituency
