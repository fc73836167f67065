"""What a TwiML provider is asked to do, over its REST interface, by the provider's own library."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from requests import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from accounts.models import User
from channels.adapters.carrier import CommandFailed, Refused, TryAgain
from channels.adapters.twiml.addresses import Addresses
from channels.adapters.twiml.documents import render
from channels.instructions import Join
from channels.models import VoiceLine

TIMEOUT_SECONDS = 3
REPORTED = ["initiated", "ringing", "answered", "completed"]
# "Call is not in-progress": it ended before the command came.
IS_OVER = 21220
TOO_MANY = 429
# No region or edge from the process's environment: PHONE_API_URL says where.
NO_ENVIRONMENT = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}


class Plug(TwilioHttpClient):
    """The library's client, but for what it writes into logs: numbers are personal."""

    def __init__(self, *, through_proxies: bool) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self.session.trust_env = through_proxies

    def log_request(self, kwargs: dict[str, Any]) -> None:
        pass

    def log_response(self, status_code: int, response: Any) -> None:
        pass


class TwimlCarrier:
    """The carrier of calls whose provider speaks TwiML (channels.adapters.carrier.Carrier)."""

    def call_agent(
        self, *, line: str, call: str, offer: int, user: int, conference: str, key: str
    ) -> str:
        """Ring an agent. Where the first answer was lost, a repeated command rings once more."""
        agent = User.objects.get(pk=user)
        to = agent.telephone or f"client:agent-{agent.pk}"
        return _create(line, to, Addresses(line).agent(call, offer), conference)

    def call_out(self, *, line: str, call: str, number: str, conference: str, key: str) -> str:
        """Ring a client, who sees the number of the line."""
        return _create(line, number, Addresses(line).called(call), conference)

    def ask_again(self, *, line: str, call: str, leg: str, step: int, key: str) -> None:
        with _failures_told():
            _client().calls(leg).update(url=Addresses(line).keys(step), method="POST")

    def hang_up(self, *, line: str, leg: str, key: str) -> None:
        try:
            with _failures_told():
                _client().calls(leg).update(status="completed")
        except Refused as refusal:
            if refusal.code != str(IS_OVER):
                raise


def _create(line: str, to: str, reports: str, conference: str) -> str:
    joined = render([Join(conference)], Addresses(line)).decode()
    with _failures_told():
        leg = _client().calls.create(
            to=to,
            from_=VoiceLine.objects.get(slug=line).number,
            twiml=joined,
            status_callback=reports,
            status_callback_method="POST",
            status_callback_event=REPORTED,
        )
        return str(leg.sid)


def _client() -> Client:
    return _made(settings.PHONE_API_URL, settings.PHONE_ACCOUNT, settings.PHONE_TOKENS)


@cache
def _made(address: str, account: str, tokens: tuple[str, ...]) -> Client:
    """One client with its connections for each set of settings."""
    if not account or not tokens:
        raise Refused("not_configured")
    plug = Plug(through_proxies=urlsplit(address).scheme == "https")
    client = Client(account, tokens[0], http_client=plug, environment=NO_ENVIRONMENT)
    client.api.base_url = address
    return client


@contextmanager
def _failures_told() -> Iterator[None]:
    """The provider's own words may hold a number: only its codes go on."""
    try:
        yield
    except TwilioRestException as error:
        raise _judged(error) from None
    except (RequestException, TwilioException) as error:
        raise TryAgain(type(error).__name__) from None


def _judged(error: TwilioRestException) -> CommandFailed:
    passing = error.status >= 500 or error.status == TOO_MANY
    return (TryAgain if passing else Refused)(str(error.code or error.status))
