"""/healthz (the process answers) and /readyz (the whole round works)."""

import datetime as dt

import redis
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from accounts.access import public
from contactcentre.kit import clock
from contactcentre.kit.models import Heartbeat

FRESH = dt.timedelta(seconds=30)


@public
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat all answered lately; else 503, saying which.

    The ages, in seconds, let bin/up tell the processes that it started from those before.
    """
    ages: dict[str, float] = {}
    checks = {"database": True, "broker": _broker_answers(), "worker": False, "beat": False}
    try:
        now = clock.now()
        beats = dict(Heartbeat.objects.values_list("name", "at"))
        for name in ("worker", "beat"):
            if name in beats:
                ages[name] = (now - beats[name]).total_seconds()
                checks[name] = now - beats[name] < FRESH
    except DatabaseError:
        checks["database"] = False
    ready = all(checks.values())
    response = JsonResponse({"ready": ready, **checks, "age": ages}, status=200 if ready else 503)
    # "Not ready" is an answer, not an error of this page: Django would log one for each probe.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _broker_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
