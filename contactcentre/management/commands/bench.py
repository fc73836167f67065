"""`manage.py bench NAME`: how long the hot reads take here, and beside the bare SQL statement.

A number of milliseconds says as much of the machine as of the code; the ratio to one plain
statement over the same rows, in the same run, says what the code adds.
"""

import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from contactcentre.kit import clock
from insights.queries.board import read_board
from insights.queries.shared import shared_board
from tickets.enums import Sensitivity
from tickets.models import Ticket

SEEN = [Sensitivity.ORDINARY.value, Sensitivity.RESTRICTED.value]
COUNT_WAITING = """
    SELECT queue_id, channel, count(*), count(*) FILTER (WHERE due_at <= now()), min(created_at)
    FROM tickets_ticket
    WHERE state IN ('new', 'open', 'waiting_client', 'waiting_office')
      AND sensitivity IN ('ordinary', 'restricted')
    GROUP BY queue_id, channel
"""


@dataclass(frozen=True)
class Result:
    """Medians of the rounds in milliseconds, and the 95th percentile of what is measured."""

    name: str
    rounds: int
    live_tickets: int
    ms: float
    ms_p95: float
    bare_ms: float
    ratio: float


class Command(BaseCommand):
    help = "Measure a hot read, also as a ratio to the bare PostgreSQL statement."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=list(BENCHES))
        parser.add_argument("--tickets", type=int, help="first load so many (database is empty)")
        parser.add_argument("--rounds", type=int, default=50)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["tickets"]:
            call_command("load_history", tickets=options["tickets"], stdout=self.stderr)
        bench, bare = BENCHES[options["name"]]
        result = measure(options["name"], bench, bare, rounds=max(options["rounds"], 1))
        self.stdout.write(json.dumps(asdict(result)) if options["json"] else _words(result))


def measure(name: str, bench: Callable[[], Any], bare: str, *, rounds: int) -> Result:
    """Time both by turns, so that a busy machine slows both."""
    bench()
    _run(bare)
    ours, theirs = [], []
    for _round in range(rounds):
        ours.append(_timed(bench))
        theirs.append(_timed(lambda: _run(bare)))
    median, plain = statistics.median(ours), statistics.median(theirs)
    return Result(
        name=name,
        rounds=rounds,
        live_tickets=Ticket.objects.live().count(),
        ms=round(median, 2),
        ms_p95=round(sorted(ours)[int(0.95 * (rounds - 1))], 2),
        bare_ms=round(plain, 2),
        ratio=round(median / plain, 2),
    )


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def _words(result: Result) -> str:
    return (
        f"{result.name}: {result.ms} ms (95%: {result.ms_p95} ms) with {result.live_tickets:,} "
        f"live tickets; bare statement {result.bare_ms} ms; ratio {result.ratio}"
    )


def dashboard() -> None:
    """Count the whole board anew, as happens at most every two seconds however many look."""
    read_board(SEEN, now=clock.now())


def dashboard_shared() -> None:
    """What each further board costs in those two seconds."""
    shared_board(SEEN, now=clock.now())


BENCHES: dict[str, tuple[Callable[[], Any], str]] = {
    "dashboard": (dashboard, COUNT_WAITING),
    "dashboard_shared": (dashboard_shared, COUNT_WAITING),
}
