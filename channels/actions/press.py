"""A caller keyed something, or nothing, or still waits."""

import datetime as dt

import structlog
from django.db import transaction

from channels.actions import walk
from channels.actions.apologise import apologise
from channels.actions.switchboard import lock_call
from channels.enums import CallOutcome
from channels.instructions import Instruction
from channels.models import Call

logger = structlog.get_logger(__name__)


def press(*, call_id: int, step: int, keys: str, now: dt.datetime) -> list[Instruction]:
    """Answer what was keyed at this step ("" for nothing). A step that was answered already is
    answered as before. What is keyed is written nowhere.
    """
    try:
        return _press(call_id, step, keys, now)
    except Exception as error:  # noqa: BLE001 - a caller never hears silence
        logger.error("menu_failed", call=call_id, error=type(error).__name__)
        call = Call.objects.select_related("line").get(pk=call_id)
        return apologise(line=call.line, language=call.language)


@transaction.atomic
def _press(call_id: int, step: int, keys: str, now: dt.datetime) -> list[Instruction]:
    call = lock_call(call_id)
    session = walk.start(call=call, now=now)
    session.call = call
    over = call.ended_at is not None or call.outcome == CallOutcome.ANSWERED
    if step == session.step and not over:
        walk.go_on(session=session, keys=keys, now=now)
    return walk.told(session=session, now=now)
