"""The sweep of the offices: calls that are late, the word on the promised day, old drafts."""

from celery import shared_task

from contactcentre.kit import clock
from contactcentre.kit.db import advisory_lock
from contactcentre.kit.models import Heartbeat
from mp_office.actions.call_back import warn_of_late_calls
from mp_office.actions.draft import drop_old_drafts
from mp_office.actions.update import update_offices

BATCH = 200


@shared_task(name="mp_office.sweep")
def sweep() -> None:
    """Find what is due and do it."""
    with advisory_lock("mp_office.sweep") as got:
        if not got:
            return
        now = clock.now()
        warn_of_late_calls(now=now, limit=BATCH)
        update_offices(now=now, limit=BATCH)
        drop_old_drafts(now=now, limit=BATCH)
        Heartbeat.objects.beat("mp_office.sweep", now=now)
