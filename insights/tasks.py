"""The wake-up call of the figures: what is due is found in the rows, however often it comes."""

from celery import shared_task

from contactcentre.kit import clock
from contactcentre.kit.db import advisory_lock
from contactcentre.kit.models import Heartbeat
from insights.actions.make_forecast import forecast_due
from insights.actions.roll_up import roll_up_due
from insights.actions.sample_board import sample_board

# Days counted by one call; a centre that has a long past catches up over some minutes.
BATCH = 31


@shared_task(name="insights.sweep")
def sweep() -> None:
    """Keep the board, count the days that are not closed, forecast from the newest whole one."""
    with advisory_lock("insights.sweep") as got:
        if got:
            now = clock.now()
            sample_board(now=now)
            # Not from a past of which half is counted: a forecast is kept as it was made.
            if roll_up_due(now=now, limit=BATCH) < BATCH:
                forecast_due(now=now)
            Heartbeat.objects.beat("insights.sweep", now=now)
