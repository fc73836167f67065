"""Business calendars and service standards, in versions."""

import datetime as dt
from typing import Any

from django.contrib import admin

from accounts.models import User
from contactcentre.kit.admin import KeptAdmin
from tickets.actions.standards import (
    new_calendar_version,
    new_standard_version,
    publish_calendar,
    publish_standard,
)
from tickets.admin.fields import WITH_READABLE_JSON
from tickets.admin.versions import DraftOnly, VersionedAdmin
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    Holiday,
    ServiceStandard,
    StandardVersion,
)


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr")


class HolidayInline(DraftOnly, admin.TabularInline):
    model = Holiday


@admin.register(CalendarVersion)
class CalendarVersionAdmin(VersionedAdmin):
    list_display = ("__str__", "zone", "state", "comment", "published_at")
    list_filter = ("calendar",)
    list_select_related = ("calendar",)
    inlines = (HolidayInline,)
    formfield_overrides = WITH_READABLE_JSON

    def publish(self, version: CalendarVersion, *, by: User, now: dt.datetime) -> None:
        publish_calendar(version_id=version.pk, by=by, now=now)

    def new_version(self, version: CalendarVersion, *, by: User) -> CalendarVersion:
        return new_calendar_version(version=version)


@admin.register(ServiceStandard)
class ServiceStandardAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr", "kind", "channel")


@admin.register(StandardVersion)
class StandardVersionAdmin(VersionedAdmin):
    list_display = ("__str__", "calendar", "state", "comment", "published_at")
    list_filter = ("standard",)
    list_select_related = ("standard", "calendar")

    def publish(self, version: StandardVersion, *, by: User, now: dt.datetime) -> None:
        publish_standard(version_id=version.pk, by=by, now=now)

    def new_version(self, version: StandardVersion, *, by: User) -> Any:
        return new_standard_version(version=version)
