"""`manage.py compile_messages`: the .mo that Django reads, made without gettext."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from contactcentre import catalogues


class Command(BaseCommand):
    help = "Compile locale/fr into the .mo that Django reads"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        target = catalogues.compile_catalogue(catalogues.french_path(settings.BASE_DIR))
        self.stdout.write(f"Wrote {target.relative_to(settings.BASE_DIR)}.")
