"""The one door through which the time comes in: PostgreSQL's clock, in UTC."""

import datetime as dt

from django.db import connection


def now() -> dt.datetime:
    """Return PostgreSQL's wall clock as an aware UTC datetime.

    Views, tasks and commands ask once and pass the answer on, so that all that happens in one
    request happened at one instant, and machines whose clocks differ still agree.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(dt.UTC)
