"""`manage.py rollup --from DAY --to DAY`: derive the figures of days again from their rows."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from insights.actions.roll_up import roll_up_day
from insights.periods import Unit, periods


class Command(BaseCommand):
    help = "Derive the figures of these days again from their rows, closed days included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, required=True)
        parser.add_argument("--to", dest="last", type=dt.date.fromisoformat)

    def handle(self, *, first: dt.date, last: dt.date | None, **options: Any) -> None:
        now = clock.now()
        last = last or today_in(now, settings.CENTRE_TIME_ZONE)
        if last < first:
            raise CommandError("--to lies before --from.")
        done = [
            roll_up_day(day=period.first, now=now, again=True)
            for period in periods(Unit.DAY, first, last)
        ]
        self.stdout.write(f"{sum(done)} of {len(done)} days derived.")
