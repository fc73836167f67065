"""Compare every stored clock with the pure rule; --fix stores what the rule says."""

import datetime as dt
import itertools
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from contactcentre.kit import clock as wall
from tickets.actions.base import lock_ticket
from tickets.actions.clocks import rederive
from tickets.models import Clock, Event

BATCH = 500
BAR = 40
COMPARED = ("started_at", "due_at", "at_risk_at", "stopped_at")


class Command(BaseCommand):
    help = "Compare every stored due time with the pure function; exit 1 when any differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="store what the rule says")

    def handle(self, *, fix: bool, **options: Any) -> None:
        now = wall.now()
        total, checked, differing = Clock.objects.count(), 0, 0
        for batch in _batches():
            for clock, found in _differences(batch, now):
                # Somebody may have been at work between the two reads.
                if found := _look_again(clock.pk, now, fix=fix):
                    differing += 1
                    self._report(clock, found)
            checked += len(batch)
            self._progress(checked, total)
        self.stdout.write(f"{checked} clocks checked, {differing} differ.")
        if differing and not fix:
            raise CommandError("The stored clocks are not what the rule says: --fix stores them.")

    def _report(self, clock: Clock, found: dict[str, tuple[Any, Any]]) -> None:
        for name, (stored, derived) in found.items():
            self.stdout.write(
                f"{clock.ticket.number} {clock.kind} {name}: stored {stored}, rule {derived}"
            )

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            filled = BAR * done // max(total, 1)
            ending = "\n" if done >= total else ""
            self.stderr.write(f"\r[{'#' * filled:<{BAR}}] {done}/{total}", ending=ending)


Differences = dict[str, tuple[Any, Any]]


def _batches() -> Iterator[Sequence[Clock]]:
    clocks = Clock.objects.with_rules().select_related("ticket").order_by("ticket_id", "id")
    rows = clocks.iterator(chunk_size=BATCH)
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def _differences(clocks: Sequence[Clock], now: dt.datetime) -> Iterator[tuple[Clock, Differences]]:
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(ticket__in={clock.ticket_id for clock in clocks}):
        events[event.ticket_id].append(event)
    for clock in clocks:
        if found := _compare(clock, events[clock.ticket_id], now):
            yield clock, found


def _compare(clock: Clock, events: Sequence[Event], now: dt.datetime) -> Differences:
    reading = clock.read(clock.facts(events), now=now)
    pairs = {name: (getattr(clock, name), getattr(reading, name)) for name in COMPARED}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@transaction.atomic
def _look_again(clock_id: int, now: dt.datetime, *, fix: bool) -> Differences:
    ticket = lock_ticket(Clock.objects.values_list("ticket_id", flat=True).get(pk=clock_id))
    found = _compare(Clock.objects.with_rules().get(pk=clock_id), list(ticket.events.all()), now)
    if found and fix:
        rederive(ticket=ticket, now=now)
    return found
