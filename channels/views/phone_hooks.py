"""The telephone provider's doors: POST only, signed, and whatever fails, the caller hears words."""

import datetime as dt
import re
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.access import public
from channels.actions.apologise import apologise, not_in_use
from channels.actions.note_call import note_call
from channels.actions.press import press
from channels.actions.take_call import take_call
from channels.adapters.twiml import webhooks
from channels.adapters.twiml.addresses import Addresses
from channels.adapters.twiml.documents import render
from channels.enums import LegRole
from channels.instructions import Instruction
from channels.models import Call, CallLeg, VoiceLine
from contactcentre.kit import clock

# What a keypad can send; a longer answer than any question takes is none.
KEYED = re.compile(r"[0-9*#]{0,32}")
NOTHING_TO_SAY = 204
NOT_NOW = 503
logger = structlog.get_logger(__name__)
Hook = Callable[..., HttpResponse]
# What to say when PostgreSQL is away: the last that was known of each line.
_last_words: dict[str, bytes] = {}


def hook(on_failure: Callable[[str], HttpResponse]) -> Callable[[Hook], Hook]:
    """A door of the provider. Failures are answered by `on_failure` with the line's name."""

    def decorate(view: Hook) -> Hook:
        @wraps(view)
        def answered(request: HttpRequest, line: str, **parts: Any) -> HttpResponse:
            if not webhooks.verify(request):
                return HttpResponse(status=403)
            try:
                return view(request, _line(line), **parts)
            except Http404:
                raise
            except Exception as error:  # noqa: BLE001 - a call never ends in silence
                _log(error, line)
                return on_failure(line)

        guarded = sensitive_post_parameters()(answered)
        return public(csrf_exempt(never_cache(require_POST(guarded))))

    return decorate


def _line(slug: str) -> VoiceLine:
    line = VoiceLine.objects.filter(slug=slug).first()
    if line is None:
        raise Http404
    _last_words[slug] = render(apologise(line=line, language=""), Addresses(slug))
    return line


def _log(error: Exception, line: str) -> None:
    """Where it failed, and how: its own words may hold what was keyed."""
    trace = "".join(traceback.format_tb(error.__traceback__))
    logger.error("phone_hook_failed", line=line, error=type(error).__name__, trace=trace)


def _apology(line: str) -> HttpResponse:
    nothing_known = VoiceLine(fallback_number="")
    words = _last_words.get(line) or render(
        apologise(line=nothing_known, language=""), Addresses(line)
    )
    return HttpResponse(words, content_type="text/xml; charset=utf-8")


def _not_now(line: str) -> HttpResponse:
    return HttpResponse(status=NOT_NOW)


def _document(instructions: list[Instruction], line: VoiceLine) -> HttpResponse:
    document = render(instructions, Addresses(line.slug))
    return HttpResponse(document, content_type="text/xml; charset=utf-8")


@hook(on_failure=_apology)
def voice(request: HttpRequest, line: VoiceLine) -> HttpResponse:
    """Somebody calls the line."""
    return _document(_take(request, line), line)


def _take(request: HttpRequest, line: VoiceLine) -> list[Instruction]:
    """A line out of use begins no call; those under way on it go on."""
    if not line.is_active:
        return not_in_use()
    return take_call(
        line=line,
        provider=webhooks.PROVIDER,
        provider_id=request.POST.get("CallSid", ""),
        number=webhooks.number_of(request.POST),
        now=clock.now(),
    )


@hook(on_failure=_apology)
def keys(request: HttpRequest, line: VoiceLine, step: int) -> HttpResponse:
    """A caller keyed something at this step, or nothing; or still waits."""
    call = _call(request)
    if call is None:
        # Its first request never reached us: the caller begins now.
        return _document(_take(request, line), line)
    keyed = request.POST.get("Digits", "")
    told = press(
        call_id=call.pk,
        step=step,
        keys=keyed if KEYED.fullmatch(keyed) else "",
        now=clock.now(),
    )
    return _document(told, line)


def _call(request: HttpRequest) -> Call | None:
    sid = request.POST.get("CallSid", "")
    return Call.objects.filter(provider=webhooks.PROVIDER, provider_id=sid).first()


@hook(on_failure=_not_now)
def status(request: HttpRequest, line: VoiceLine) -> HttpResponse:
    """What became of the end of one who called us."""
    call = _call(request)
    if call is None:
        raise Http404
    return _noted(call, request, {"role": LegRole.CALLER.value})


@hook(on_failure=_not_now)
def agent(request: HttpRequest, line: VoiceLine, call: str, offer: int) -> HttpResponse:
    """What became of the telephone of the agent who took this offer."""
    return _noted(_call_named(call), request, {"role": LegRole.AGENT.value, "offer": offer})


@hook(on_failure=_not_now)
def called(request: HttpRequest, line: VoiceLine, call: str) -> HttpResponse:
    """What became of the telephone of a client whom we call."""
    return _noted(_call_named(call), request, {"role": LegRole.CALLER.value})


def _call_named(uuid: str) -> Call:
    call = Call.objects.filter(uuid=uuid).first()
    if call is None:
        raise Http404
    return call


def _noted(call: Call, request: HttpRequest, facts: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    report = webhooks.report_of_leg(request.POST, now=now)
    if report is not None:
        _note(call, report, facts, now)
    return HttpResponse(status=NOTHING_TO_SAY)


def _note(call: Call, report: webhooks.Report, facts: dict[str, Any], now: dt.datetime) -> None:
    note_call(
        call_id=call.pk,
        kind=report.kind,
        event_id=report.event_id,
        occurred_at=report.occurred_at,
        now=now,
        leg=report.leg,
        payload=report.payload | facts,
    )


@hook(on_failure=_not_now)
def conference(request: HttpRequest, line: VoiceLine) -> HttpResponse:
    """Who is held in a conference, and who no longer; their telephones tell the rest."""
    now = clock.now()
    report = webhooks.report_of_conference(request.POST, now=now)
    if report is not None:
        legs = CallLeg.objects.select_related("call").filter(provider_id=report.leg)
        for leg in legs.filter(call__provider=webhooks.PROVIDER):
            _note(leg.call, report, {"role": leg.role}, now)
    return HttpResponse(status=NOTHING_TO_SAY)


@public
@csrf_exempt
@require_POST
@never_cache
def fallback(request: HttpRequest, line: str) -> HttpResponse:
    """Asked when another address failed: it must answer also where nothing else does.

    A wrong public address makes all signatures fail; the caller hears the words even then, but
    only our provider is told the number.
    """
    if not webhooks.verify(request):
        unknown = VoiceLine(slug=line)
        words = apologise(line=unknown, language="", tells_number=False)
        return _document(words, unknown)
    try:
        _line(line)
    except Exception as error:  # noqa: BLE001 - a call never ends in silence
        _log(error, line)
    return _apology(line)
