"""Publish versions of calendars and service standards, and begin new ones."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from tickets.exceptions import Incomplete
from tickets.models import CalendarVersion, Clock, Holiday, StandardVersion


@transaction.atomic
def publish_calendar(*, version_id: int, by: User | None, now: dt.datetime) -> CalendarVersion:
    """Put a calendar's version in force in place of the one before.

    Clocks that still run move to it, and the sweep derives them again; what has ended keeps its
    version, so that no published result changes. Raises Incomplete for hours that can't be read.
    """
    version = CalendarVersion.objects.select_for_update().get(pk=version_id)
    _check(version)
    if version.published_at is not None:
        return version
    replaced = CalendarVersion.objects.in_force().filter(calendar=version.calendar_id)
    old = list(replaced.values_list("pk", flat=True))
    replaced.update(replaced_at=now)
    version.published_at, version.published_by = now, by
    version.save(update_fields=["published_at", "published_by"])
    Clock.objects.unstopped().filter(calendar_version__in=old).update(
        calendar_version=version, next_fire_at=now
    )
    return version


@transaction.atomic
def publish_standard(*, version_id: int, by: User | None, now: dt.datetime) -> StandardVersion:
    """Put a standard's version in force for the clocks that start from now on.

    Raises Incomplete while its calendar has no published version.
    """
    version = StandardVersion.objects.select_for_update().get(pk=version_id)
    _check(version)
    if version.published_at is not None:
        return version
    if not CalendarVersion.objects.in_force().filter(calendar=version.calendar_id).exists():
        raise Incomplete
    StandardVersion.objects.in_force().filter(standard=version.standard_id).update(replaced_at=now)
    version.published_at, version.published_by = now, by
    version.save(update_fields=["published_at", "published_by"])
    return version


@transaction.atomic
def new_calendar_version(*, version: CalendarVersion) -> CalendarVersion:
    """Copy a calendar with its holidays into an unpublished next version, or return the one."""
    siblings = CalendarVersion.objects.filter(calendar=version.calendar_id)
    latest = siblings.select_for_update().order_by("-version")[0]
    if latest.published_at is None:
        return latest
    copy = CalendarVersion.objects.create(
        calendar=version.calendar,
        version=latest.version + 1,
        zone=version.zone,
        hours=version.hours,
    )
    Holiday.objects.bulk_create(
        Holiday(version=copy, date=day.date, name_en=day.name_en, name_fr=day.name_fr)
        for day in version.holidays.all()
    )
    return copy


@transaction.atomic
def new_standard_version(*, version: StandardVersion) -> StandardVersion:
    """Copy a standard into an unpublished next version, or return the one that there is."""
    siblings = StandardVersion.objects.filter(standard=version.standard_id)
    latest = siblings.select_for_update().order_by("-version")[0]
    if latest.published_at is None:
        return latest
    copied = (
        "urgent_seconds",
        "high_seconds",
        "normal_seconds",
        "low_seconds",
        "at_risk_percent",
        "at_risk_seconds",
        "pause_cap_days",
        "climb_after",
    )
    return StandardVersion.objects.create(
        standard=version.standard,
        calendar=version.calendar,
        version=latest.version + 1,
        **{name: getattr(version, name) for name in copied},
    )


def _check(version: CalendarVersion | StandardVersion) -> None:
    try:
        version.full_clean()
    except ValidationError as error:
        raise Incomplete("; ".join(error.messages)) from error
