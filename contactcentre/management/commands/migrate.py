"""Migrate under a lock, as the tables' owner, and grant the app role what it needs, no more."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connection

from contactcentre.kit.db import advisory_lock

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON tickets_event, tickets_operationevent, accounts_viewlog
    FROM {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""


class Command(MigrateCommand):
    help = "Migrate under an advisory lock, then grant the app role its rights."

    def handle(self, *args: Any, **options: Any) -> None:
        with advisory_lock("migrate", wait=True):
            super().handle(*args, **options)
            call_command("createcachetable", verbosity=0)
            self._grant()

    def _grant(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            owner = cursor.fetchone()[0]
            role = settings.DATABASE_APP_ROLE
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if role != owner and cursor.fetchone():
                cursor.execute(GRANTS.format(role=connection.ops.quote_name(role)))
