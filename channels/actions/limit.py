"""Limits of the public doors, counted in PostgreSQL under keyed digests."""

import datetime as dt
import hmac
from dataclasses import dataclass

from django.conf import settings

from contactcentre.kit.models import Counter


@dataclass(frozen=True)
class Limit:
    """So many uses in a window; the name keeps limits apart."""

    name: str
    most: int
    window: dt.timedelta


HOUR = dt.timedelta(hours=1)
# Generous where many share one address: a library, a camp, a whole country behind one gateway.
ENQUIRIES = Limit("enquiries", 60, HOUR)
NEW_DRAFTS = Limit("drafts", 300, HOUR)
UPLOADS = Limit("uploads", 300, HOUR)
CODES_BY_NETWORK = Limit("codes-network", 60, HOUR)
CODES_BY_ADDRESS = Limit("codes-address", 10, dt.timedelta(days=1))
TRIES_BY_NETWORK = Limit("tries-network", 200, HOUR)


def within(limit: Limit, whose: str, *, now: dt.datetime) -> bool:
    """Count one use and say whether it is still allowed. `whose` is stored as a digest only."""
    key = f"{limit.name}:{digest_for(limit, whose)}"
    used = Counter.objects.hit(key, window=limit.window, now=now)
    return used <= limit.most


def digest_for(limit: Limit, whose: str) -> str:
    """Under which name the uses of a limit are counted: it tells nothing without our key."""
    text = f"{limit.name}:{whose}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, "sha256").hexdigest()[:32]


def count_failure(limit: Limit, digest: str, *, now: dt.datetime) -> None:
    """Count one failure under a digest; the last one allowed locks it for a whole window."""
    key = f"{limit.name}:{digest}"
    if Counter.objects.hit(key, window=limit.window, now=now) >= limit.most:
        Counter.objects.get_or_create(
            key=f"{key}:locked", window_start=now, defaults={"expires_at": now + limit.window}
        )


def locked_out(limit: Limit, digest: str, *, now: dt.datetime) -> bool:
    """Whether too many failures under this digest lock it now."""
    locks = Counter.objects.filter(key=f"{limit.name}:{digest}:locked", expires_at__gt=now)
    return locks.exists()
