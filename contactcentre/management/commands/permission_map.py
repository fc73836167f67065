"""`manage.py permission_map`: writes docs/permissions.md from the views."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from contactcentre.permission_map import document


class Command(BaseCommand):
    help = "Write docs/permissions.md: every address and who may open it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "permissions.md"
        path.write_text(document(), encoding="utf-8")
        self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}.")
