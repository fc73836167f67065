"""Ticks that prove the whole round: beat, broker, both workers, PostgreSQL."""

from celery import shared_task

from contactcentre.kit import clock
from contactcentre.kit.models import Counter, Heartbeat
from contactcentre.kit.wake import publish


@shared_task(name="contactcentre.tick")
def tick() -> None:
    """Beat's tick, on the periodic worker; asks the other worker for its own."""
    now = clock.now()
    Heartbeat.objects.beat("beat", now=now)
    publish("contactcentre.pong")
    Counter.objects.filter(expires_at__lt=now).delete()


@shared_task(name="contactcentre.pong")
def pong() -> None:
    """The default worker's answer to the tick."""
    Heartbeat.objects.beat("worker", now=clock.now())
