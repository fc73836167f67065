"""Tell the provider what a row says: the row is taken, the network is touched, the row settled."""

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import F

from channels.actions.end_lost_calls import leg_is_gone
from channels.actions.note_call import follow
from channels.actions.offers import give_back
from channels.actions.switchboard import conference_of, end_leg, lock_call, say
from channels.adapters.carrier import Carrier, CommandFailed, TryAgain, carrier_of
from channels.enums import CallEventKind, CommandKind, OfferResult
from channels.models import Call, Callback, CallCommand, IvrSession, Offer
from channels.models.commands import UNSENT
from tickets.enums import Delivery

MOST_ATTEMPTS = 4
AGAIN_AFTER = dt.timedelta(seconds=2)
LEASE = dt.timedelta(seconds=15)
# What a caller waits for is worth nothing later.
LASTS = dt.timedelta(seconds=60)
logger = structlog.get_logger(__name__)


def send_command(*, command_id: int, now: dt.datetime) -> None:
    """Try once. Nothing happens when it is not due, gone, or being sent."""
    command = _take(command_id, now)
    if command is None:
        return
    try:
        leg = _carry_out(carrier_of(command.call.provider), command)
    except TryAgain as failure:
        _failed(command, failure.code, now, refused=False)
    except CommandFailed as failure:
        _failed(command, failure.code, now, refused=True)
    else:
        _sent(command, leg, now)


@transaction.atomic
def _take(command_id: int, now: dt.datetime) -> CallCommand | None:
    rows = CallCommand.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
    found = rows.filter(pk=command_id, delivery__in=UNSENT, next_attempt_at__lte=now)
    command = found.select_related("call__line", "offer").first()
    if command is None:
        return None
    command.delivery, command.attempts = Delivery.SENDING, command.attempts + 1
    command.next_attempt_at = now + LEASE
    command.save(update_fields=["delivery", "attempts", "next_attempt_at"])
    return command


def _carry_out(carrier: Carrier, command: CallCommand) -> str:
    """What the command says, to this carrier; the id of the leg that it made, if any."""
    call, offer = command.call, command.offer
    line, key = call.line.slug, command.key
    match command.kind:
        case CommandKind.CALL_AGENT if offer is not None:
            return carrier.call_agent(
                line=line,
                call=str(call.uuid),
                offer=offer.pk,
                user=offer.agent_id,
                conference=conference_of(call),
                key=key,
            )
        case CommandKind.CALL_OUT:
            return carrier.call_out(
                line=line,
                call=str(call.uuid),
                number=call.caller_number,
                conference=conference_of(call),
                key=key,
            )
        case CommandKind.ASK_AGAIN:
            step = IvrSession.objects.filter(call=call).values_list("step", flat=True).first()
            carrier.ask_again(
                line=line, call=str(call.uuid), leg=call.provider_id, step=step or 0, key=key
            )
        case _:
            carrier.hang_up(line=line, leg=command.leg, key=key)
    return ""


@transaction.atomic
def _sent(command: CallCommand, leg: str, now: dt.datetime) -> None:
    call = lock_call(command.call_id)
    command.delivery, command.sent_at, command.next_attempt_at = Delivery.SENT, now, None
    command.leg = command.leg or leg
    command.save(update_fields=["delivery", "sent_at", "next_attempt_at", "leg"])
    if command.kind == CommandKind.CALL_OUT:
        call.provider_id = leg
        call.save(update_fields=["provider_id"])
        Callback.objects.filter(attempt=call).update(attempts=F("attempts") + 1)
    if leg and (call.ended_at or _is_taken_back(command)):
        # While it was sent, the call ended or was given to another.
        end_leg(call, leg, now=now)


def _is_taken_back(command: CallCommand) -> bool:
    offers = Offer.objects.filter(pk=command.offer_id or 0, ended_at__isnull=False)
    return offers.exclude(result=OfferResult.ACCEPTED).exists()


@transaction.atomic
def _failed(command: CallCommand, code: str, now: dt.datetime, *, refused: bool) -> None:
    late = now - command.created_at > LASTS
    # Who is to be hung up talks on as long as that fails: it is tried for the whole minute.
    tired = command.attempts >= MOST_ATTEMPTS and command.kind != CommandKind.HANG_UP
    over = refused or late or tired
    command.delivery = Delivery.FAILED if over else Delivery.QUEUED
    command.next_attempt_at = None if over else now + AGAIN_AFTER
    command.last_error = code[:200]
    call = lock_call(command.call_id)
    command.save(update_fields=["delivery", "next_attempt_at", "last_error"])
    if over:
        logger.warning("command_failed", command=command.pk, kind=command.kind, code=code)
        _give_up(command, call, now, refused=refused)


def _give_up(command: CallCommand, call: Call, now: dt.datetime, *, refused: bool) -> None:
    """An agent who can't be rung did not answer; a client who can't be called was not reached; a
    caller or an end whom the provider no longer has is gone, so that no agent waits for them.

    A provider that is only away is no fault of the agent's, and loses no caller: they ask by
    themselves what comes next, within the minute.
    """
    if command.kind == CommandKind.CALL_AGENT:
        rows = Offer.objects.under_way().select_for_update(no_key=True, of=("self",))
        for offer in rows.filter(pk=command.offer_id or 0):
            offer.call = call
            give_back(offer, OfferResult.NO_ANSWER if refused else OfferResult.WITHDRAWN, now)
    elif command.kind == CommandKind.HANG_UP:
        leg_is_gone(call, command.leg, now=now)
    elif refused or command.kind == CommandKind.CALL_OUT:
        view = say(call, CallEventKind.FAILED, now=now)
        follow(call, view, now)
