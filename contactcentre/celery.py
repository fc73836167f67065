"""The Celery application. Tasks are wake-up calls; beat only wakes the sweepers."""

import os

from celery import Celery
from celery.signals import setup_logging
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcentre.settings")

PERIODIC = "periodic"

app = Celery("contactcentre")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_track_started=False,
    task_default_queue="default",
    task_queues=[Queue("default"), Queue(PERIODIC)],
    task_time_limit=300,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"visibility_timeout": 600, "socket_keepalive": True},
    timezone="UTC",
    beat_schedule={
        name: {
            "task": name,
            "schedule": seconds,
            "options": {"queue": PERIODIC, "expires": max(seconds * 2, 10)},
        }
        for name, seconds in {
            "contactcentre.tick": 5,
            "tickets.sweep": 5,
            "tickets.fire_clocks": 2,
            "tickets.end_operations": 60,
            "tickets.housekeeping": 300,
            "channels.sweep": 5,
            "channels.offer_calls": 1,
            "mp_office.sweep": 60,
            "insights.sweep": 60,
        }.items()
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def leave_logging_alone(**_: object) -> None:
    """Whoever listens here keeps Celery from replacing the project's logging by its own."""
