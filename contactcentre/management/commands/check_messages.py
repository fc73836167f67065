"""`manage.py check_messages`: fails on what is missing, unused, or against the house's writing."""

from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contactcentre import catalogues


class Command(BaseCommand):
    help = "Compare the strings of the code with the French catalogue, and judge both"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        root = settings.BASE_DIR
        path = catalogues.french_path(root)
        catalogue = polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()
        found = catalogues.problems(catalogues.gather(root), catalogue)
        found += [
            f"not taken in yet (manage.py messages --drop-parts): {part.relative_to(root)}"
            for part in catalogues.part_paths(root)
        ]
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} problems with messages."]))
        self.stdout.write(f"{len(catalogue)} messages, all in both languages.")
