"""A call comes in: it is a row before anything is said."""

import datetime as dt

import structlog
from django.db import transaction

from channels import callers
from channels.actions import walk
from channels.actions.apologise import apologise
from channels.actions.switchboard import lock_call, say
from channels.enums import CallEventKind
from channels.instructions import Instruction
from channels.models import Call, VoiceLine
from people.identifiers import canonical_phone

logger = structlog.get_logger(__name__)


def take_call(
    *, line: VoiceLine, provider: str, provider_id: str, number: str, now: dt.datetime
) -> list[Instruction]:
    """Commit the call, then greet; the same call again is answered as it stands.

    `number` is the calling one in E.164, or empty. Whatever fails in the menu, the caller hears
    why nothing works, and goes to the line's fallback number.
    """
    call = _commit(line, provider, provider_id, number, now)
    try:
        return _greet(call.pk, now)
    except Exception as error:  # noqa: BLE001 - a caller never hears silence
        logger.error("menu_failed", call=call.pk, error=type(error).__name__)
        return apologise(line=line, language=call.language)


@transaction.atomic
def _commit(
    line: VoiceLine, provider: str, provider_id: str, number: str, now: dt.datetime
) -> Call:
    caller = (canonical_phone(number) if number.startswith("+") else "") or ""
    where = callers.whereabouts(caller)
    call, created = Call.objects.get_or_create(
        provider=provider,
        provider_id=provider_id,
        defaults={
            "line": line,
            "caller_number": caller,
            "country": where.country,
            "province": where.province,
            "started_at": now,
        },
    )
    if created:
        say(call, CallEventKind.STARTED, now=now)
    return call


@transaction.atomic
def _greet(call_id: int, now: dt.datetime) -> list[Instruction]:
    session = walk.start(call=lock_call(call_id), now=now)
    return walk.told(session=session, now=now)
