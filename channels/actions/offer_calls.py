"""Who waits meets who is ready: one offer a caller, one offer an agent, in one transaction."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.actions.presence import follow_call
from accounts.enums import PresenceState
from accounts.models import Presence, User
from channels import callers
from channels.actions.note_call import miss
from channels.actions.offers import RINGS, give_back
from channels.actions.switchboard import announce, lock_call, say
from channels.enums import CallbackState, CallDirection, CallEventKind, OfferResult
from channels.models import Call, Callback, Offer, QueueEntry, VoiceLine
from channels.queries.waiting import takers
from tickets.calendars import Calendar
from tickets.models import CalendarVersion

BATCH = 100


@dataclass
class Agent:
    """An agent who is ready, with what they can take."""

    user: User
    queues: set[int] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)

    def can_take(self, wish: "Wish") -> bool:
        """Queue by team, language always, and every skill."""
        return (
            wish.queue_id in self.queues
            and wish.language in self.user.languages
            and wish.skills <= self.skills
        )


@dataclass(frozen=True)
class Wish:
    """A caller who waits, or a callback whose turn has come."""

    priority: int
    since: dt.datetime
    queue_id: int
    language: str
    skills: frozenset[str]
    entry: QueueEntry | None = None
    callback: Callback | None = None


@transaction.atomic
def offer_calls(*, now: dt.datetime) -> list[Offer]:
    """Offer each caller in turn (priority, then since when) to the agent who is idle longest
    among those who can take them. Rows that another process holds are left to it.
    """
    agents = _ready()
    if not agents:
        return []
    offers = []
    for wish in sorted(_wishes(now), key=lambda wish: (wish.priority, wish.since)):
        agent = next((each for each in agents if each.can_take(wish)), None)
        if agent is None:
            continue
        call = _call_of(wish, agent.user, now)
        if call is None:
            continue
        agents.remove(agent)
        offers.append(_offer(call, agent.user, now))
        if not agents:
            break
    return offers


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


def _wishes(now: dt.datetime) -> Iterable[Wish]:
    offered = Offer.objects.under_way().values("call")
    entries = (
        QueueEntry.objects.waiting()
        .exclude(call__in=offered)
        .select_for_update(no_key=True, of=("self",), skip_locked=True)
        .prefetch_related("skills")[:BATCH]
    )
    for entry in entries:
        skills = frozenset(skill.code for skill in entry.skills.all())
        yield Wish(
            entry.priority, entry.entered_at, entry.queue_id, entry.language, skills, entry=entry
        )
    due = Callback.objects.due(now).select_for_update(no_key=True, of=("self",), skip_locked=True)
    hours = _hours()
    for callback in due.select_related("ticket", "asked_in__line")[:BATCH]:
        if not _may_call(callback, hours, now):
            continue
        yield Wish(
            callback.ticket.priority,
            callback.rank,
            callback.queue_id,
            callback.language,
            frozenset(callback.ticket.required_skills),
            callback=callback,
        )


def _hours() -> dict[int, Calendar]:
    """The opening hours of the telephone lines, by calendar."""
    used = VoiceLine.objects.order_by().values("calendar")
    versions = CalendarVersion.objects.in_force().filter(calendar__in=used)
    return {version.calendar_id: version.rule() for version in versions}


def _may_call(callback: Callback, hours: dict[int, Calendar], now: dt.datetime) -> bool:
    """Nobody is called outside the hours where they are: the turn comes when we open there."""
    calendar = hours[_line_of(callback).calendar_id]
    zone = callers.whereabouts(callback.number).zones[0]
    if callers.open_in(calendar, [zone], now) == {True}:
        return True
    callback.next_attempt_at = callers.next_open(calendar, zone, now)
    callback.save(update_fields=["next_attempt_at"])
    return False


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
        line = _line_of(callback)
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


def _line_of(callback: Callback) -> VoiceLine:
    """The line that was called; for a callback booked by hand one of its queue, or the first."""
    if callback.asked_in:
        return callback.asked_in.line
    lines = VoiceLine.objects.filter(is_active=True).order_by("number")
    return lines.filter(queue=callback.queue_id).first() or lines[0]


def _provider(line: VoiceLine) -> str:
    last = line.calls.order_by("-started_at").first()
    return last.provider if last else "twiml"


def expire_offers(*, now: dt.datetime) -> int:
    """Take back what nobody answered in time, and end callbacks whose window is over; how many."""
    late = Offer.objects.under_way().filter(rings_until__lte=now)
    count = sum(_expire(*ids, now) for ids in late.values_list("pk", "call_id"))
    with transaction.atomic():
        over = Callback.objects.filter(state=CallbackState.WAITING, window_end__lte=now)
        for callback in over.select_for_update(no_key=True, of=("self",), skip_locked=True):
            miss(callback, now)
            count += 1
    return count


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
