"""The same telephones for programs. JSON only, so that no page elsewhere can post to it."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from contactcentre.local.carrier import here
from contactcentre.local.carrier.legs import Leg
from contactcentre.local.carrier.player import call_in


def _asked(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {}
    try:
        asked = json.loads(request.body)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


@csrf_exempt
def call(request: HttpRequest) -> JsonResponse:
    """POST {"line": slug, "from": number}: the new telephone. GET: all of them, newest first."""
    exchange = here.exchange()
    if request.method == "GET":
        return JsonResponse({"telephones": [_facts(leg) for leg in exchange.newest()]})
    asked = _asked(request)
    line = here.lines().get(asked.get("line", ""))
    if line is None:
        return JsonResponse({"error": "no such line"}, status=404)
    return JsonResponse(_facts(call_in(exchange, line, str(asked.get("from", "anonymous")))))


@csrf_exempt
def telephone(request: HttpRequest, sid: str) -> JsonResponse:
    """GET: how it is. POST {"press": key}, {"say": words}, {"answer": true}, {"hang_up": true}."""
    exchange = here.exchange()
    leg = exchange.legs.get(sid)
    if leg is None:
        return JsonResponse({"error": "no such telephone"}, status=404)
    asked = _asked(request)
    heard = leg.press(asked["press"]) if "press" in asked else None
    if "say" in asked:
        exchange.speak(leg, str(asked["say"]))
    if asked.get("answer"):
        leg.answer()
    if asked.get("hang_up"):
        leg.hang_up("busy" if leg.rings else "completed")
    return JsonResponse({**_facts(leg), "heard": heard})


def _facts(leg: Leg) -> dict[str, Any]:
    return {
        "sid": leg.sid,
        "from": leg.from_,
        "to": leg.to,
        "direction": leg.direction,
        "status": leg.status,
        "rings": leg.rings,
        "is_over": leg.is_over,
        "is_listening": leg.is_listening,
        "gathers": leg.gathers,
        "said": [vars(said) for said in leg.transcript],
    }
