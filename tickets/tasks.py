"""Wake-up calls of the heart, and the sweepers that find what was not woken."""

import datetime as dt
from collections.abc import Callable

import structlog
from celery import shared_task
from django.db import DatabaseError

from contactcentre.kit import clock
from contactcentre.kit.db import advisory_lock
from contactcentre.kit.models import Heartbeat
from tickets.actions.close_operation import end_operations, retire_queues, warn_of_ends
from tickets.actions.fire_clocks import fire_due_clocks
from tickets.actions.index import index_ticket
from tickets.actions.resolve import close
from tickets.actions.route import route_ticket
from tickets.actions.sweep_files import sweep_files
from tickets.models import Ticket
from tickets.queries import alarms, overdue_to_close, unindexed, unrouted

BATCH = 200
logger = structlog.get_logger(__name__)


@shared_task(name="tickets.route")
def route(ticket_id: int) -> None:
    """Route one new ticket; nothing happens when it is routed already or gone."""
    if Ticket.objects.filter(pk=ticket_id).exists():
        route_ticket(ticket_id=ticket_id, now=clock.now())


@shared_task(name="tickets.index")
def index(ticket_id: int) -> None:
    """Refresh the searchable words of one ticket."""
    index_ticket(ticket_id=ticket_id)


@shared_task(name="tickets.fire_clocks")
def fire_clocks() -> None:
    """Fire the clocks whose time has come."""
    with advisory_lock("tickets.fire_clocks") as got:
        if got:
            now = clock.now()
            fire_due_clocks(now=now, limit=BATCH)
            Heartbeat.objects.beat("tickets.fire_clocks", now=now)


@shared_task(name="tickets.sweep")
def sweep() -> None:
    """Find what waits as a row and do it: routing, indexing, closing; sound the alarm."""
    with advisory_lock("tickets.sweep") as got:
        if not got:
            return
        now = clock.now()
        late = now - dt.timedelta(seconds=3)
        for ticket_id in unrouted(late)[:BATCH]:
            _one("route", ticket_id, lambda pk: route_ticket(ticket_id=pk, now=now))
        for ticket_id in unindexed(late)[:BATCH]:
            _one("index", ticket_id, lambda pk: index_ticket(ticket_id=pk))
        for ticket_id in overdue_to_close(now)[:BATCH]:
            _one("close", ticket_id, lambda pk: close(ticket_id=pk, now=now))
        for ticket_id in alarms(now)[:BATCH]:
            logger.error("ticket_without_next_action", ticket=ticket_id)
        Heartbeat.objects.beat("tickets.sweep", now=now)


def _one(verb: str, ticket_id: int, act: Callable[[int], object]) -> None:
    """Do one ticket; its failure is logged and never stops the others."""
    try:
        act(ticket_id)
    except (DatabaseError, LookupError, ValueError) as error:
        logger.exception("sweep_failed", verb=verb, ticket=ticket_id, error=type(error).__name__)


@shared_task(name="tickets.end_operations")
def end_special_operations() -> None:
    """Close the special operations whose end has come, and tell of those that end soon."""
    with advisory_lock("tickets.end_operations") as got:
        if got:
            now = clock.now()
            end_operations(now=now)
            warn_of_ends(now=now)
            retire_queues(now=now)
            Heartbeat.objects.beat("tickets.end_operations", now=now)


@shared_task(name="tickets.housekeeping")
def housekeeping() -> None:
    """Sweep files that no row names."""
    with advisory_lock("tickets.housekeeping") as got:
        if got:
            now = clock.now()
            sweep_files(now=now)
            Heartbeat.objects.beat("tickets.housekeeping", now=now)
