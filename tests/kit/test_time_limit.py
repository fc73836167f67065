"""A statement may run so long and no longer."""

import pytest
from django.db import OperationalError, connection

from contactcentre.kit.db import TookTooLong, time_limit


def run(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_what_runs_too_long_is_ended_and_the_limit_ends_with_it() -> None:
    before = run("SHOW statement_timeout")
    with pytest.raises(TookTooLong), time_limit(1):
        run("SELECT pg_sleep(5)")
    with time_limit(1):
        assert run("SHOW statement_timeout") == "1s"
    assert run("SHOW statement_timeout") == before


@pytest.mark.django_db(transaction=True)
def test_another_trouble_is_not_taken_for_a_long_time() -> None:
    with pytest.raises(OperationalError), time_limit(1):
        run("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()
