"""Rows are deleted and copied back. Truncating makes the files of every table and index anew,
which took longer than most tests that commit.

Both pass by triggers and foreign keys, which a role may only where it was allowed to
(contactcentre/local/postgres.py).
"""

from collections.abc import Iterable

from django.core.management.color import Style, no_style
from django.db import connection, transaction
from django.db.backends.postgresql import base, operations
from psycopg import Cursor

PAST_TRIGGERS = "SET LOCAL session_replication_role = replica"
WITH_TRIGGERS = "SET LOCAL session_replication_role = origin"
# Made by migrations, changed by nobody.
KEPT = {"django_content_type", "auth_permission"}


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(
        self,
        style: Style,
        tables: Iterable[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        emptied = [self.quote_name(table) for table in tables if table not in KEPT]
        return [
            # As truncating would: whoever still writes has ended before.
            f"LOCK TABLE {', '.join(emptied)} IN ACCESS EXCLUSIVE MODE",
            PAST_TRIGGERS,
            ";".join(f"DELETE FROM {table}" for table in emptied),
            WITH_TRIGGERS,
        ]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations


def copied() -> dict[str, bytes]:
    """All rows: table → what COPY made of them."""
    with connection.cursor() as cursor:
        return {table: rows for table in _tables() if (rows := _read(cursor.cursor, table))}


@transaction.atomic
def put_back(rows: dict[str, bytes]) -> None:
    """These rows and no others: a server of the test before may have written since it ended."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), _tables()):
            cursor.execute(statement)
        cursor.execute(PAST_TRIGGERS)
        for table, data in rows.items():
            with cursor.cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(data)
        cursor.execute(WITH_TRIGGERS)


def _tables() -> list[str]:
    return sorted({*connection.introspection.django_table_names(only_existing=True)} - KEPT)


def _read(cursor: Cursor, table: str) -> bytes:
    with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(part) for part in copy)
