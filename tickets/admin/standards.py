"""Business calendars and service standards, in versions."""

import datetime as dt
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.models import User
from contactcentre.kit.admin import KeptAdmin
from tickets import calendars
from tickets.actions.standards import (
    new_calendar_version,
    new_standard_version,
    publish_calendar,
    publish_standard,
)
from tickets.admin.fields import (
    OPEN_TIME,
    BusinessTime,
    OpeningHours,
    in_words,
    shifts_in_words,
    table,
)
from tickets.admin.versions import DraftOnly, VersionedAdmin
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    Holiday,
    ServiceStandard,
    StandardVersion,
)

ZONES = sorted(available_timezones())


def is_final(version: CalendarVersion | StandardVersion | None) -> bool:
    """Whether it is shown as it was published: nothing of it is edited."""
    return version is not None and version.published_at is not None


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr")


class HolidayInline(DraftOnly, admin.TabularInline):
    model = Holiday


class CalendarForm(forms.ModelForm):
    """One version of a calendar."""

    zone = forms.ChoiceField(
        label=capfirst(_("time zone")),
        choices=lambda: [("", "---------"), *((name, name) for name in ZONES)],
    )
    hours = OpeningHours(
        label=capfirst(_("opening hours")),
        help_text=_(
            "In the calendar’s own time; a comma between two shifts. 22:00–06:00 ends on the "
            "next day. Empty: closed."
        ),
    )

    class Meta:
        model = CalendarVersion
        fields = ("calendar", "zone", "hours", "comment")


@admin.register(CalendarVersion)
class CalendarVersionAdmin(VersionedAdmin):
    form = CalendarForm
    of = "calendar"
    list_display = ("__str__", "zone", "state", "comment", "published_at")
    list_filter = ("calendar",)
    list_select_related = ("calendar",)
    inlines = (HolidayInline,)
    readonly_fields = ("week",)

    def get_fields(self, request: HttpRequest, obj: CalendarVersion | None = None) -> list[Any]:
        return ["calendar", "zone", "week" if is_final(obj) else "hours", "comment"]

    @admin.display(description=_("opening hours"))
    def week(self, version: CalendarVersion) -> SafeString:
        return table(
            (
                capfirst(WEEKDAYS[number]),
                shifts_in_words(version.hours.get(day, [])) or pgettext("day", "closed"),
            )
            for number, day in enumerate(calendars.WEEKDAYS)
        )

    def publish(self, version: CalendarVersion, *, by: User, now: dt.datetime) -> None:
        publish_calendar(version_id=version.pk, by=by, now=now)

    def new_version(self, version: CalendarVersion, *, by: User) -> CalendarVersion:
        return new_calendar_version(version=version)


@admin.register(ServiceStandard)
class ServiceStandardAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr", "kind", "channel")


class StandardForm(forms.ModelForm):
    """One version of a standard, its times in business hours and minutes."""

    urgent_seconds = BusinessTime(label=_("Urgent: business time allowed"))
    high_seconds = BusinessTime(label=_("High: business time allowed"))
    normal_seconds = BusinessTime(label=_("Normal: business time allowed"))
    low_seconds = BusinessTime(label=_("Low: business time allowed"))
    at_risk_seconds = BusinessTime(
        label=_("At risk: business time left"),
        initial=StandardVersion._meta.get_field("at_risk_seconds").default,
        help_text=format_lazy(
            "{} {}", OPEN_TIME, StandardVersion._meta.get_field("at_risk_seconds").help_text
        ),
    )
    climb_after = SimpleArrayField(
        BusinessTime(),
        label=_("Business time after a miss until each further level is told"),
        help_text=_("In hours and minutes, with a comma between two: 4:00, 24:00."),
        required=False,
    )

    class Meta:
        model = StandardVersion
        fields = (
            "standard",
            "calendar",
            "urgent_seconds",
            "high_seconds",
            "normal_seconds",
            "low_seconds",
            "at_risk_percent",
            "at_risk_seconds",
            "pause_cap_days",
            "climb_after",
            "comment",
        )


@admin.register(StandardVersion)
class StandardVersionAdmin(VersionedAdmin):
    form = StandardForm
    of = "standard"
    list_display = ("__str__", "calendar", "state", "comment", "published_at")
    list_filter = ("standard",)
    list_select_related = ("standard", "calendar")
    readonly_fields = ("times",)

    def get_fields(self, request: HttpRequest, obj: StandardVersion | None = None) -> list[Any]:
        names = StandardForm.Meta.fields
        if not is_final(obj):
            return list(names)
        return [name for name in names if name not in StandardForm.declared_fields] + ["times"]

    @admin.display(description=_("times"))
    def times(self, version: StandardVersion) -> SafeString:
        fields = StandardForm.declared_fields.items()
        return table((field.label, in_words(getattr(version, name))) for name, field in fields)

    def publish(self, version: StandardVersion, *, by: User, now: dt.datetime) -> None:
        publish_standard(version_id=version.pk, by=by, now=now)

    def new_version(self, version: StandardVersion, *, by: User) -> Any:
        return new_standard_version(version=version)
