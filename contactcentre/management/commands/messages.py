"""`manage.py messages`: gathers the strings into the French catalogue and takes in new French."""

from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from contactcentre import catalogues


class Command(BaseCommand):
    help = "Update locale/fr from the code, taking translations from it and from locale/parts/*.po"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drop-parts", action="store_true", help="remove locale/parts/*.po once taken in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        root = settings.BASE_DIR
        path = catalogues.french_path(root)
        parts = catalogues.part_paths(root)
        old = [polib.pofile(str(p), encoding="utf-8") for p in [path, *parts] if p.exists()]
        result = catalogues.merge(catalogues.gather(root), old)
        path.parent.mkdir(parents=True, exist_ok=True)
        result.catalogue.save(str(path))
        for text in result.unused:
            self.stdout.write(f"left out, used by no code: {text!r}")
        for text in result.conflicts:
            self.stdout.write(f"translated in two ways, the later was kept: {text!r}")
        if options["drop_parts"]:
            for part in parts:
                part.unlink()
        missing = [entry.msgid for entry in result.catalogue if not entry.translated()]
        for text in missing:
            self.stdout.write(f"no French yet: {text!r}")
        total = len(result.catalogue)
        self.stdout.write(f"{total} strings, {total - len(missing)} in French.")
