"""Creates the reference data that every centre starts with, where it is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from contactcentre.kit import clock
from contactcentre.reference.loading import load_reference


class Command(BaseCommand):
    help = "Create missing reference data: queues, types, rules, calendars, standards, texts."

    def handle(self, *args: Any, **options: Any) -> None:
        made = load_reference(now=clock.now())
        if options["verbosity"] > 0:
            self.stdout.write(f"Reference data: {made} created.")
