"""The provider's commands over HTTP, in the shapes that its own library reads."""

import base64
import hmac
from collections.abc import Callable
from email.utils import formatdate
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from contactcentre.local.carrier import here
from contactcentre.local.carrier.conferences import Conference
from contactcentre.local.carrier.documents import DocumentError, read
from contactcentre.local.carrier.exchange import Exchange
from contactcentre.local.carrier.legs import Address, Leg, Next
from contactcentre.local.carrier.player import Reports, call_out

RING_SECONDS = 60
DEFAULT_EVENTS = ("completed",)


class Refusal(Exception):
    """The command can't be done: the provider's status, code and words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


NOT_FOUND = Refusal(404, 20404, "The requested resource was not found")
IS_OVER = Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
Command = Callable[..., dict[str, Any] | None]


def command(**methods: Command) -> Callable[..., HttpResponse]:
    """An address of the interface: one function a method, for the account's owner only."""

    def answer(request: HttpRequest, account: str, **parts: str) -> HttpResponse:
        try:
            _check(request, account)
            if request.method not in methods:
                raise Refusal(405, 20004, "Method not allowed")
            found = methods[request.method](request, here.exchange(), **parts)
        except Refusal as refusal:
            body = {
                "code": refusal.code,
                "message": refusal.message,
                "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
                "status": refusal.status,
            }
            return JsonResponse(body, status=refusal.status)
        status = 201 if request.method == "POST" and not parts else 200
        return HttpResponse(status=204) if found is None else JsonResponse(found, status=status)

    return csrf_exempt(wraps(command)(answer))


def _check(request: HttpRequest, account: str) -> None:
    centre = here.exchange().centre
    expected = base64.b64encode(f"{centre.account}:{centre.token}".encode()).decode()
    given = request.headers.get("Authorization", "").removeprefix("Basic ")
    known = account == centre.account and bool(centre.token)
    if not known or not hmac.compare_digest(given, expected):
        raise Refusal(401, 20003, "Authenticate")


def _leg(exchange: Exchange, sid: str) -> Leg:
    leg = exchange.legs.get(sid)
    if leg is None:
        raise NOT_FOUND
    return leg


def _document(fields: Any) -> Next | None:
    if fields.get("Twiml"):
        try:
            return read(fields["Twiml"].encode())
        except DocumentError as error:
            raise Refusal(400, 12100, f"Document parse failure: {error}") from None
    return Address(fields["Url"]) if fields.get("Url") else None


def create_call(request: HttpRequest, exchange: Exchange) -> dict[str, Any]:
    """Ring a telephone."""
    fields = request.POST
    target = _document(fields)
    if target is None or not fields.get("To") or not fields.get("From"):
        raise Refusal(400, 21205, "Url, To and From are needed")
    leg = exchange.new_leg(from_=fields["From"], to=fields["To"], direction="outbound-api")
    reports = Reports(
        exchange,
        leg,
        url=fields.get("StatusCallback", ""),
        events=tuple(fields.getlist("StatusCallbackEvent")) or DEFAULT_EVENTS,
    )
    seconds = int(fields.get("Timeout", RING_SECONDS))
    call_out(exchange, leg, target, seconds=seconds, reports=reports)
    return _call_facts(leg, exchange)


def read_call(request: HttpRequest, exchange: Exchange, sid: str) -> dict[str, Any]:
    return _call_facts(_leg(exchange, sid), exchange)


def update_call(request: HttpRequest, exchange: Exchange, sid: str) -> dict[str, Any]:
    """End an end of a call, or give it another document."""
    leg = _leg(exchange, sid)
    if leg.is_over:
        raise IS_OVER
    target = _document(request.POST)
    if request.POST.get("Status") in ("completed", "canceled"):
        leg.hang_up("canceled" if leg.rings else "completed")
    elif target is not None:
        leg.redirect(target)
    return _call_facts(leg, exchange)


def list_conferences(request: HttpRequest, exchange: Exchange) -> dict[str, Any]:
    wanted, status = request.GET.get("FriendlyName"), request.GET.get("Status")
    found = [
        _conference_facts(room, exchange)
        for room in list(exchange.conferences.values())
        if wanted in (None, room.name) and status in (None, room.status)
    ]
    return _listed("conferences", found, request)


def _conference(exchange: Exchange, conference: str) -> Conference:
    for room in list(exchange.conferences.values()):
        if room.sid == conference:
            return room
    raise NOT_FOUND


def read_conference(request: HttpRequest, exchange: Exchange, conference: str) -> dict[str, Any]:
    return _conference_facts(_conference(exchange, conference), exchange)


def update_conference(request: HttpRequest, exchange: Exchange, conference: str) -> dict[str, Any]:
    """End a conference for all who are in it."""
    room = _conference(exchange, conference)
    if request.POST.get("Status") == "completed" and not room.is_over:
        exchange.end_conference(room)
    return _conference_facts(room, exchange)


def list_participants(request: HttpRequest, exchange: Exchange, conference: str) -> dict[str, Any]:
    room = _conference(exchange, conference)
    found = [_participant_facts(room, leg, exchange) for leg in list(room.legs.values())]
    return _listed("participants", found, request)


def _participant(exchange: Exchange, conference: str, sid: str) -> tuple[Conference, Leg]:
    room = _conference(exchange, conference)
    if sid not in room.legs:
        raise NOT_FOUND
    return room, room.legs[sid]


def read_participant(
    request: HttpRequest, exchange: Exchange, conference: str, sid: str
) -> dict[str, Any]:
    return _participant_facts(*_participant(exchange, conference, sid), exchange)


def update_participant(
    request: HttpRequest, exchange: Exchange, conference: str, sid: str
) -> dict[str, Any]:
    """Hold one who is in a conference, or end the hold."""
    room, leg = _participant(exchange, conference, sid)
    if "Hold" in request.POST:
        exchange.hold(room, leg, on=request.POST["Hold"].lower() == "true")
    return _participant_facts(room, leg, exchange)


def remove_participant(request: HttpRequest, exchange: Exchange, conference: str, sid: str) -> None:
    """Put one out of a conference, which ends that call."""
    _room, leg = _participant(exchange, conference, sid)
    leg.hang_up()


def _call_facts(leg: Leg, exchange: Exchange) -> dict[str, Any]:
    account = exchange.centre.account
    uri = f"/2010-04-01/Accounts/{account}/Calls/{leg.sid}"
    return {
        "sid": leg.sid,
        "account_sid": account,
        "from": leg.from_,
        "to": leg.to,
        "status": leg.status,
        "direction": leg.direction,
        "date_created": formatdate(leg.began),
        "date_updated": formatdate(leg.ended or leg.began),
        "start_time": formatdate(leg.began),
        "end_time": formatdate(leg.ended) if leg.ended else None,
        "duration": str(round(leg.ended - leg.began)) if leg.ended else None,
        "api_version": "2010-04-01",
        "uri": f"{uri}.json",
        "subresource_uris": {},
    }


def _conference_facts(room: Conference, exchange: Exchange) -> dict[str, Any]:
    account = exchange.centre.account
    return {
        "sid": room.sid,
        "account_sid": account,
        "friendly_name": room.name,
        "status": room.status,
        "api_version": "2010-04-01",
        "uri": f"/2010-04-01/Accounts/{account}/Conferences/{room.sid}.json",
        "subresource_uris": {},
    }


def _participant_facts(room: Conference, leg: Leg, exchange: Exchange) -> dict[str, Any]:
    return {
        "call_sid": leg.sid,
        "conference_sid": room.sid,
        "account_sid": exchange.centre.account,
        "hold": leg.is_held,
        "muted": False,
        "status": "connected",
        "end_conference_on_exit": room.terms[leg.sid].ends_on_exit,
        "start_conference_on_enter": True,
    }


def _listed(name: str, found: list[dict[str, Any]], request: HttpRequest) -> dict[str, Any]:
    return {
        name: found,
        "page": 0,
        "page_size": 50,
        "uri": request.path,
        "first_page_uri": request.path,
        "next_page_uri": None,
        "previous_page_uri": None,
    }
