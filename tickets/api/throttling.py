"""How often the API may be called, counted in PostgreSQL: it holds when Redis is away."""

import datetime as dt
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.models import ApiToken
from contactcentre.kit import clock
from contactcentre.kit.models import Counter

if TYPE_CHECKING:  # the framework's views import this module through the settings
    from rest_framework.views import APIView

MINUTE = dt.timedelta(minutes=1)
# Far more than a program at work needs; a loop that has gone wild reaches it in seconds.
MOST_CALLS = 600
MOST_WRONG_TOKENS = 30


class TokenThrottle(BaseThrottle):
    """So many calls a minute with one token."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        now = clock.now()
        self.left = seconds_left(now)
        return Counter.objects.hit(f"api:{request.auth.pk}", window=MINUTE, now=now) <= MOST_CALLS

    def wait(self) -> float:
        return self.left


def count_wrong_token(request: HttpRequest) -> None:
    """Whoever tries tokens is soon told to wait; a right one from the same place goes on working.

    The address is the one that sign-in counts by: what a caller claims in a header is not it.
    """
    now = clock.now()
    address = get_adapter(request).get_client_ip(request)
    key = f"api-wrong:{salted_hmac('api-wrong-token', address).hexdigest()[:32]}"
    if Counter.objects.hit(key, window=MINUTE, now=now) > MOST_WRONG_TOKENS:
        raise Throttled(wait=seconds_left(now))


def seconds_left(now: dt.datetime) -> float:
    """Until the minute ends, in whole seconds and never none."""
    return 60 - now.timestamp() // 1 % 60
