"""Business calendars as versioned data: opening hours in a zone, and the holidays."""

import datetime as dt
from functools import lru_cache
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual
from tickets.calendars import Calendar, CalendarError, parse_calendar

REASONS = {
    "unknown_zone": _("There is no time zone of this name."),
    "no_hours": _("Enter opening hours for at least one weekday."),
    "bad_weekday": _("Weekdays are mon, tue, wed, thu, fri, sat and sun."),
    "bad_time": _("Enter times as HH:MM, from 00:00 to 24:00."),
}
BAD_HOURS = _('Enter the hours of each weekday as pairs of times, such as [["09:00", "17:00"]].')


class BusinessCalendar(Bilingual):
    """When a service counts as open. What it says is in its versions."""

    code = models.SlugField(_("code"), unique=True)

    class Meta:
        verbose_name = _("business calendar")
        verbose_name_plural = _("business calendars")
        ordering = ["code"]


class CalendarVersionQuerySet(models.QuerySet["CalendarVersion"]):
    def in_force(self) -> Self:
        """The published version of each calendar."""
        return self.filter(published_at__isnull=False, replaced_at__isnull=True)

    def named(self, code: str) -> "CalendarVersion":
        return self.in_force().get(calendar__code=code)


class CalendarVersion(models.Model):
    """One version of a calendar. Once published, its hours and holidays never change."""

    calendar = models.ForeignKey(
        BusinessCalendar, models.PROTECT, related_name="versions", verbose_name=_("calendar")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    zone = models.CharField(_("time zone"), max_length=50)
    hours = models.JSONField(
        _("opening hours"),
        help_text=_('For each weekday, pairs of times: {"mon": [["09:00", "17:00"]]}'),
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

    objects = CalendarVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a calendar")
        verbose_name_plural = _("versions of calendars")
        ordering = ["calendar", "-version"]
        constraints = [
            models.UniqueConstraint("calendar", "version", name="one_calendar_a_version"),
            models.UniqueConstraint(
                fields=["calendar"],
                condition=Q(published_at__isnull=False, replaced_at__isnull=True),
                name="one_calendar_in_force",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.UpdateOf(
                    "calendar_id", "version", "zone", "hours", "published_at"
                )
                | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar} v{self.version}"

    def clean(self) -> None:
        try:
            parse_calendar({"tz": self.zone, "hours": self.hours})
        except CalendarError as error:
            field = "zone" if error.code == "unknown_zone" else "hours"
            raise ValidationError({field: REASONS.get(error.code, BAD_HOURS)}) from error

    def rule(self) -> Calendar:
        """This version as the pure rules take it."""
        if self.published_at is None:
            return self._parse()
        return _published_rule(self.pk, self.published_at)

    def _parse(self) -> Calendar:
        days = self.holidays.values_list("date", flat=True)
        facts: dict[str, Any] = {"tz": self.zone, "hours": self.hours}
        return parse_calendar({**facts, "holidays": [day.isoformat() for day in days]})


@lru_cache(maxsize=256)
def _published_rule(version_id: int, _published_at: dt.datetime) -> Calendar:
    # What is published is final, so it is read once a process.
    return CalendarVersion.objects.get(pk=version_id)._parse()


class Holiday(Bilingual):
    """A date on which the calendar's shifts do not start."""

    version = models.ForeignKey(
        CalendarVersion, models.CASCADE, related_name="holidays", verbose_name=_("version")
    )
    date = models.DateField(_("date"))

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date"]
        constraints = [models.UniqueConstraint("version", "date", name="one_holiday_a_date")]
        triggers = [
            pgtrigger.Trigger(
                name="published_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("published", "timestamptz")],
                func=pgtrigger.Func(
                    "SELECT published_at INTO published FROM tickets_calendarversion"
                    " WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id"
                    " ELSE OLD.version_id END;"
                    " IF published IS NOT NULL THEN"
                    " RAISE EXCEPTION 'the holidays of a published calendar are final';"
                    " END IF;"
                    " RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;"
                ),
            )
        ]
