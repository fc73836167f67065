"""Calls of which the provider says nothing any more: it was away, or its last word was lost."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest

from channels.actions.note_call import follow
from channels.actions.switchboard import CENTRE, append, lock_call, refold, say
from channels.enums import CallEventKind, CallOutcome, CommandKind, LegRole
from channels.models import Call, CallCommand
from tickets.enums import Delivery

# In the menu or in the queue the provider asks us at least every minute.
SILENT_AFTER = dt.timedelta(minutes=10)
# While two people talk it says nothing.
LONGEST_TALK = dt.timedelta(hours=4)
# From the command to hang up to the word that it is done.
HUNG_UP_WITHIN = dt.timedelta(minutes=1)
logger = structlog.get_logger(__name__)


def end_lost_calls(*, now: dt.datetime, limit: int) -> int:
    """End what the provider has forgotten; return how many calls were touched."""
    touched = 0
    for call_id, leg in _unconfirmed(now)[:limit]:
        touched += _tried(partial(_end_leg, call_id, leg, now), call_id)
    for call_id in _silent(now)[:limit]:
        touched += _tried(partial(_end, call_id, now), call_id)
    return touched


def _tried(verb: Callable[[], bool], call_id: int) -> bool:
    """One call that can't be ended holds up no other."""
    try:
        return verb()
    except Exception as error:
        logger.exception("lost_call_not_ended", call=call_id, error=type(error).__name__)
        return False


def _unconfirmed(now: dt.datetime) -> list[tuple[int, str]]:
    """Ends that were to be hung up a while ago, in calls that go on."""
    commands = CallCommand.objects.filter(
        kind=CommandKind.HANG_UP,
        delivery=Delivery.SENT,
        sent_at__lte=now - HUNG_UP_WITHIN,
        call__ended_at__isnull=True,
    )
    return [
        (command.call_id, command.leg)
        for command in commands.order_by("id").prefetch_related("call__legs")
        if not any(
            leg.provider_id == command.leg and leg.ended_at for leg in command.call.legs.all()
        )
    ]


def _silent(now: dt.datetime) -> list[int]:
    under_way = Call.objects.filter(ended_at__isnull=True).annotate(
        heard=Greatest(
            Coalesce(Max("events__received_at"), "started_at"),
            Coalesce("ivr__updated_at", "started_at"),
        )
    )
    silent = under_way.filter(heard__lte=now - SILENT_AFTER).order_by("id")
    return [
        call.pk
        for call in silent
        if call.outcome != CallOutcome.ANSWERED or call.heard <= now - LONGEST_TALK
    ]


@transaction.atomic
def _end_leg(call_id: int, leg: str, now: dt.datetime) -> bool:
    return leg_is_gone(lock_call(call_id), leg, now=now)


def leg_is_gone(call: Call, leg: str, *, now: dt.datetime) -> bool:
    """The provider does not have this end of a locked call any more; whether that is news."""
    known = call.legs.filter(provider_id=leg).first()
    role = known.role if known else LegRole.CALLER
    new = append(
        call,
        CallEventKind.LEG_ENDED,
        provider=CENTRE,
        event_id=f"{call.uuid}:gone:{leg}",
        occurred_at=now,
        now=now,
        leg=leg,
        payload={"role": role, "cause": "gone"},
    )
    if new:
        follow(call, refold(call), now)
    return new


@transaction.atomic
def _end(call_id: int, now: dt.datetime) -> bool:
    call = lock_call(call_id)
    if call.ended_at:
        return False
    view = say(call, CallEventKind.ENDED, now=now, payload={"by": "provider", "cause": "silent"})
    follow(call, view, now)
    return True
