"""Who waits meets who is ready: one offer a caller, one offer an agent, in one transaction."""

import datetime as dt
import uuid

import structlog
from django.db import transaction

from accounts.actions.presence import follow_call
from accounts.enums import PresenceState
from accounts.models import Presence, User
from channels.actions.cancel_callback import cancel_callback
from channels.actions.note_call import miss
from channels.actions.offers import RINGS, give_back
from channels.actions.switchboard import announce, lock_call, say
from channels.actions.wishes import Agent, Wish, line_of, wishes
from channels.enums import CallbackState, CallDirection, CallEventKind, OfferResult
from channels.exceptions import CallIsOver
from channels.models import Call, Callback, Offer, VoiceLine
from channels.queries.waiting import takers
from tickets.enums import LIVE_STATES, Robot

logger = structlog.get_logger(__name__)


@transaction.atomic
def offer_calls(*, now: dt.datetime) -> list[Offer]:
    """Offer each caller in turn to the agent who is idle longest among those who can take them."""
    agents = _ready()
    if not agents:
        return []
    offers = []
    for wish in wishes(agents, now):
        agent = next((each for each in agents if each.can_take(wish)), None)
        offer = _offer_to(agent.user, wish, now) if agent else None
        if agent and offer:
            agents.remove(agent)
            offers.append(offer)
        if not agents:
            break
    return offers


def _offer_to(agent: User, wish: Wish, now: dt.datetime) -> Offer | None:
    """One that fails is told to the operators, and the others go on."""
    try:
        with transaction.atomic():
            call = _call_of(wish, agent, now)
            return _offer(call, agent, now) if call else None
    except Exception as error:
        logger.exception("offer_failed", error=type(error).__name__)
        return None


def _ready() -> list[Agent]:
    """Those who are ready, longest first."""
    busy = Offer.objects.under_way().values("agent")
    presences = (
        Presence.objects.filter(state=PresenceState.READY, user__in=takers())
        .exclude(user__in=busy)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("since", "id")
        .select_related("user")
        .prefetch_related("user__teams__queues", "user__skills")
    )
    return [
        Agent(
            user=presence.user,
            queues={queue.pk for team in presence.user.teams.all() for queue in team.queues.all()},
            skills={skill.code for skill in presence.user.skills.all()},
        )
        for presence in presences
    ]


def _call_of(wish: Wish, agent: User, now: dt.datetime) -> Call | None:
    """The wish's call, locked; None when another verb holds it, or the caller is gone.

    Who locks a call waits for its place in the queue, which is locked here: so nothing waits for
    a call here, or the two would wait for each other.
    """
    if wish.callback:
        return _outgoing(wish.callback, agent, now)
    calls = Call.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
    assert wish.entry is not None
    return calls.filter(pk=wish.entry.call_id, ended_at__isnull=True).first()


def _offer(call: Call, agent: User, now: dt.datetime) -> Offer:
    offer = Offer.objects.create(call=call, agent=agent, made_at=now, rings_until=now + RINGS)
    follow_call(user_id=agent.pk, state=PresenceState.RINGING, now=now)
    say(call, CallEventKind.OFFERED, now=now, once=str(offer.pk))
    announce(f"user:{agent.pk}", "calls", call=call)
    return offer


def _outgoing(callback: Callback, agent: User, now: dt.datetime) -> Call | None:
    """The call of this attempt, locked: kept while nobody was dialled yet."""
    rows = Call.objects.filter(pk=callback.attempt_id or 0, ended_at__isnull=True)
    call = rows.select_for_update(no_key=True, of=("self",), skip_locked=True).first()
    if call is None and rows.exists():
        return None
    if call is None:
        line = line_of(callback)
        assert line is not None, "no callback comes up without a line"
        call = Call.objects.create(
            line=line,
            direction=CallDirection.OUT,
            provider=callback.asked_in.provider if callback.asked_in else _provider(line),
            provider_id=f"out-{uuid.uuid4()}",
            caller_number=callback.number,
            language=callback.language,
            country="CA",
            ticket=callback.ticket,
            outcome="waiting",
            started_at=now,
        )
    callback.state, callback.attempt, callback.agent = CallbackState.CALLING, call, agent
    callback.save(update_fields=["state", "attempt", "agent"])
    return call


def _provider(line: VoiceLine) -> str:
    last = line.calls.order_by("-started_at").first()
    return last.provider if last else "twiml"


def expire_offers(*, now: dt.datetime) -> int:
    """Take back what nobody answered in time; end callbacks whose window is over, or whose ticket
    is done; how many.
    """
    late = Offer.objects.under_way().filter(rings_until__lte=now)
    count = sum(_expired(*ids, now) for ids in late.values_list("pk", "call_id"))
    waiting = Callback.objects.filter(state=CallbackState.WAITING)
    done = waiting.exclude(ticket__state__in=LIVE_STATES)
    count += sum(_dropped(pk, now) for pk in done.values_list("pk", flat=True))
    with transaction.atomic():
        over = Callback.objects.filter(state=CallbackState.WAITING, window_end__lte=now)
        for callback in over.select_for_update(no_key=True, of=("self",), skip_locked=True):
            miss(callback, now)
            count += 1
    return count


def _dropped(callback_id: int, now: dt.datetime) -> bool:
    """Of a ticket that is done; unless a colleague calls already. One that fails stops no other."""
    try:
        cancel_callback(callback_id=callback_id, by=Robot.SYSTEM, now=now)
    except CallIsOver:
        return False
    except Exception as error:
        logger.exception("callback_not_ended", callback=callback_id, error=type(error).__name__)
        return False
    return True


def _expired(offer_id: int, call_id: int, now: dt.datetime) -> bool:
    """One that can't be taken back holds up no other."""
    try:
        return _expire(offer_id, call_id, now)
    except Exception as error:
        logger.exception("offer_not_taken_back", offer=offer_id, error=type(error).__name__)
        return False


@transaction.atomic
def _expire(offer_id: int, call_id: int, now: dt.datetime) -> bool:
    call = lock_call(call_id)
    rows = Offer.objects.under_way().select_for_update(no_key=True, of=("self",))
    offer = rows.filter(pk=offer_id, rings_until__lte=now).first()
    if offer is None:
        return False
    offer.call = call
    give_back(offer, OfferResult.NO_ANSWER, now)
    return True
