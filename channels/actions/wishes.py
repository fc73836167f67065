"""Who waits for a person now: callers, and callbacks whose turn has come."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.models import User
from channels import callers, waits
from channels.models import Callback, Offer, QueueEntry, VoiceLine
from channels.models.waiting import step
from tickets.calendars import Calendar
from tickets.models import CalendarVersion

# Of each queue and language, at a time.
BATCH = 100
# A line whose hours are not known is closed; it is looked at again.
HOURS_ASKED_AGAIN = dt.timedelta(minutes=15)


@dataclass
class Agent:
    """An agent who is ready, with what they can take."""

    user: User
    queues: set[int] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)

    def can_take(self, wish: "Wish") -> bool:
        """Queue by team, language always, and every skill."""
        return self.serves(wish.queue_id, wish.language) and wish.skills <= self.skills

    def serves(self, queue_id: int, language: str) -> bool:
        return queue_id in self.queues and language in self.user.languages


@dataclass(frozen=True)
class Wish:
    """A caller who waits, or a callback whose turn has come."""

    turn: tuple[bool, dt.datetime]
    queue_id: int
    language: str
    skills: frozenset[str]
    entry: QueueEntry | None = None
    callback: Callback | None = None


def wishes(agents: list[Agent], now: dt.datetime) -> list[Wish]:
    """Those whom one of these agents may serve, next one first.

    So many of each queue and language: callers whom nobody can take now hide no others. Rows that
    another process holds are left to it.
    """
    found = [*_callers(agents), *_callbacks(agents, now)]
    return sorted(found, key=lambda wish: wish.turn)


def _callers(agents: list[Agent]) -> Iterator[Wish]:
    waiting = QueueEntry.objects.waiting().exclude(
        call__in=Offer.objects.under_way().values("call")
    )
    for queue_id, language, skills in _served(agents, waiting):
        unknown = QueueEntry.skills.through.objects.exclude(skill__code__in=skills)
        entries = (
            waiting.filter(queue=queue_id, language=language)
            .exclude(pk__in=unknown.values("queueentry"))
            .select_for_update(no_key=True, of=("self",), skip_locked=True)
            .prefetch_related("skills")
        )
        for entry in entries[:BATCH]:
            yield Wish(
                waits.turn(priority=entry.priority, since=entry.entered_at, step=step()),
                queue_id,
                language,
                frozenset(skill.code for skill in entry.skills.all()),
                entry=entry,
            )


def _callbacks(agents: list[Agent], now: dt.datetime) -> Iterator[Wish]:
    hours = _hours()
    due = Callback.objects.due(now)
    for queue_id, language, skills in _served(agents, due):
        rows = (
            due.filter(
                queue=queue_id,
                language=language,
                ticket__required_skills__contained_by=sorted(skills),
            )
            .select_for_update(no_key=True, of=("self",), skip_locked=True)
            .select_related("ticket__operation", "asked_in__line")
        )
        for callback in rows[:BATCH]:
            if _may_call(callback, hours, now):
                ticket = callback.ticket
                priority = waits.CRISIS_PRIORITY if callback.is_crisis else ticket.priority
                yield Wish(
                    waits.turn(priority=priority, since=callback.rank, step=step()),
                    queue_id,
                    language,
                    frozenset(ticket.required_skills),
                    callback=callback,
                )


def _served(agents: list[Agent], rows: QuerySet) -> Iterator[tuple[int, str, set[str]]]:
    """Queues and languages in which somebody waits, with the skills of all who serve them."""
    for queue_id, language in rows.order_by().values_list("queue", "language").distinct():
        serving = [agent for agent in agents if agent.serves(queue_id, language)]
        if serving:
            yield queue_id, language, set().union(*(agent.skills for agent in serving))


def _hours() -> dict[int, Calendar]:
    """The opening hours of the telephone lines, by calendar."""
    used = VoiceLine.objects.order_by().values("calendar")
    versions = CalendarVersion.objects.in_force().filter(calendar__in=used)
    return {version.calendar_id: version.rule() for version in versions}


def _may_call(callback: Callback, hours: dict[int, Calendar], now: dt.datetime) -> bool:
    """Nobody is called outside the hours where they are: the turn comes when we open there."""
    line = line_of(callback)
    calendar = hours.get(line.calendar_id) if line else None
    zone = callers.whereabouts(callback.number).zones[0]
    if calendar is None:
        callback.next_attempt_at = now + HOURS_ASKED_AGAIN
    elif callers.open_in(calendar, [zone], now) == {True}:
        return True
    else:
        callback.next_attempt_at = callers.next_open(calendar, zone, now)
    callback.save(update_fields=["next_attempt_at"])
    return False


def line_of(callback: Callback) -> VoiceLine | None:
    """The line that was called; for a callback booked by hand the one that calls its client."""
    if callback.asked_in:
        return callback.asked_in.line
    return VoiceLine.objects.that_calls(callback.ticket)
