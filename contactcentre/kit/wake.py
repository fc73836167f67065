"""Wake-up calls to Celery: they may be lost, they may never hurt.

What a task does can always be derived again from rows, and a sweeper looks for those rows, so a
broker that is away costs delay only. After a failure no call is tried for a few seconds: a page
must not wait for a dead broker once per wake-up.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection
from kombu.exceptions import KombuError
from kombu.pools import producers
from redis.exceptions import RedisError

OPEN_SECONDS = 5
# A page waits no longer for a broker.
PATIENCE_SECONDS = 0.5
# By then a sweep has seen the row itself; without an end, calls would pile up behind a worker
# that is down, and hold up what comes after them.
LASTS_SECONDS = 60
logger = structlog.get_logger(__name__)


class Circuit:
    """Remembers the last failure of this process, and counts what was not sent."""

    def __init__(self) -> None:
        self.failures = 0
        self.closed_until = 0.0
        self._held = False
        self._lock = threading.Lock()

    def is_open(self) -> bool:
        return self._held or time.monotonic() < self.closed_until

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing through in here: for bulk work that leaves nothing to others."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def fail(self) -> None:
        with self._lock:
            self.failures += 1
            self.closed_until = time.monotonic() + OPEN_SECONDS

    def reset(self) -> None:
        self.closed_until = 0.0


circuit = Circuit()


@cache
def _connection() -> Connection:
    """A connection for publishing only: the worker's own may block for longer."""
    return Connection(
        settings.CELERY_BROKER_URL,
        transport_options={
            "socket_timeout": PATIENCE_SECONDS,
            "socket_connect_timeout": PATIENCE_SECONDS,
            "max_retries": 0,
            "retry_on_timeout": False,
        },
    )


def wake(task: str, *ids: int | str) -> None:
    """Call a task by name with ids, once the running transaction has committed."""
    transaction.on_commit(lambda: publish(task, *ids), robust=True)


def publish(task: str, *ids: int | str) -> bool:
    """Send the call now; return whether the broker took it. Never raises."""
    if circuit.is_open():
        circuit.failures += 1
        return False
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    try:
        with producers[_connection()].acquire(block=True, timeout=PATIENCE_SECONDS) as producer:
            current_app.send_task(
                task,
                args=ids,
                producer=producer,
                retry=False,
                ignore_result=True,
                expires=LASTS_SECONDS,
                headers={"request_id": request_id} if request_id else None,
            )
    except (OSError, KombuError, RedisError) as error:
        circuit.fail()
        logger.warning("wake_failed", task=task, error=type(error).__name__)
        return False
    return True
