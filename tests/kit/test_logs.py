"""What is logged of an error helps whoever mends it, and quotes nobody."""

import logging
from collections.abc import Callable

import pytest
import structlog
from celery import Celery
from django.conf import settings
from django.db import connection, transaction

from people.models import Person
from tests.conftest import NOW

WORDS = "Zéphyrine\n  Qwortleby wrote this\nTraceback of a life"
logger = structlog.get_logger("a.module")


def same_key_twice() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (words text UNIQUE)")
        cursor.execute("INSERT INTO kept VALUES (%s), (%s)", [WORDS, WORDS])


def not_a_number() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::int", [WORDS])


def too_long() -> None:
    Person.objects.create(name=WORDS, language=WORDS, created_at=NOW)


@pytest.fixture
def printed() -> Callable[[logging.LogRecord], str]:
    """A record as the handler of the settings writes it."""
    config = settings.LOGGING["formatters"]["events"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=config["processors"], foreign_pre_chain=config["foreign_pre_chain"]
    )
    return formatter.format


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [same_key_twice, not_a_number, too_long])
def test_a_refused_row_is_not_quoted(
    wrong: Callable[[], None],
    printed: Callable[[logging.LogRecord], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        with transaction.atomic():
            wrong()
    except Exception as error:
        logger.exception("failed", row=7)
        # As Celery and Django say it, with the error in the line itself.
        message = "Task %s raised unexpected: %r"
        caplog.handler.handle(
            logging.LogRecord(
                "celery.app.trace", logging.ERROR, __file__, 1, message, ("x", error), None
            )
        )
    told = "\n".join(printed(record) for record in caplog.records)
    assert "Qwortleby" not in told
    assert "Zéphyrine" not in told
    assert wrong.__name__ in told  # where it happened
    assert "Error" in told
    assert "row=7" in told


@pytest.mark.django_db
def test_a_broken_connection_is_told_in_full(
    printed: Callable[[logging.LogRecord], str], caplog: pytest.LogCaptureFixture
) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(2)")
    except Exception:
        logger.exception("failed")
    (record,) = caplog.records
    assert "statement timeout" in printed(record)


def test_celery_leaves_the_settings_of_the_log_alone() -> None:
    before = list(logging.root.handlers)
    app = Celery("another", set_as_current=False)
    app.log.setup(loglevel="INFO")
    assert logging.root.handlers == before
