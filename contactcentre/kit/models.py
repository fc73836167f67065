"""Counters that guard limits, and the last good run of each periodic task."""

import datetime as dt

from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _


class CounterQuerySet(models.QuerySet["Counter"]):
    def hit(self, key: str, *, window: dt.timedelta, now: dt.datetime) -> int:
        """Count one use of `key` and return how many fell into the window that runs now.

        Windows are fixed, not sliding. `key` must hold no personal data in clear.
        """
        start = dt.datetime.fromtimestamp(
            now.timestamp() // window.total_seconds() * window.total_seconds(), dt.UTC
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kit_counter (key, window_start, expires_at, count)"
                " VALUES (%s, %s, %s, 1) ON CONFLICT (key, window_start)"
                " DO UPDATE SET count = kit_counter.count + 1 RETURNING count",
                [key, start, start + window],
            )
            return cursor.fetchone()[0]


class Counter(models.Model):
    """Uses of one limited thing in one window of time."""

    key = models.CharField(max_length=200)
    window_start = models.DateTimeField(_("counted from"))
    expires_at = models.DateTimeField(_("counted until"), db_index=True)
    count = models.PositiveIntegerField(_("uses"), default=0)

    objects = CounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate limit in use")
        verbose_name_plural = _("rate limits in use")
        constraints = [models.UniqueConstraint("key", "window_start", name="one_counter_a_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, name: str, *, now: dt.datetime) -> None:
        """Record a good run; a late message never moves the time back."""
        if not self.filter(name=name).update(at=Greatest(F("at"), Value(now))):
            self.bulk_create([self.model(name=name, at=now)], ignore_conflicts=True)


class Heartbeat(models.Model):
    """The last good run of a periodic task, shown to operators."""

    name = models.CharField(_("task"), max_length=100, primary_key=True)
    at = models.DateTimeField(_("last good run"))

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat of a periodic task")
        verbose_name_plural = _("heartbeats of periodic tasks")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
