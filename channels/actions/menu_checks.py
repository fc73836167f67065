"""What a node of the menu may ask of the world: the name of a check, and its answer as one word."""

import datetime as dt
from collections.abc import Callable

from channels.actions import identify, reach_agent
from channels.actions.menu_texts import operations_on
from channels.actions.switchboard import say
from channels.enums import CallEventKind
from channels.models import Call, IvrSession
from people.models import ApplicationStatus
from people.queries import read_status


def announcements(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Whether something is to be told before the menu."""
    return "some" if operations_on(session, now) else "none"


def usual_language(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """For who keys nothing: the language that this number chose last, else English."""
    call = session.call
    earlier = Call.objects.filter(caller_number=call.caller_number).exclude(caller_number="")
    last = earlier.exclude(language="").order_by("-started_at").first()
    call.language = last.language if last else "en"
    call.save(update_fields=["language"])
    return "chosen"


def identified(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Whether the caller has given both factors in this call already: yes, no, or over."""
    if session.is_identified:
        return "yes"
    return "over" if session.identity_tries >= identify.MOST_TRIES else "no"


def status(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Whether what is known may be told: fresh, or stale (of any, then it says so itself)."""
    found = ApplicationStatus.objects.filter(pk__in=session.data.get("statuses", []))
    if all(read_status(each, now=now).stale for each in found):
        return "stale"
    say(session.call, CallEventKind.SERVED, now=now, once=f"status:{session.step}")
    return "fresh"


def served(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """The caller listens to general information."""
    say(session.call, CallEventKind.SERVED, now=now, once=f"information:{session.step}")
    return "noted"


Check = Callable[[IvrSession, str, dt.datetime], str]
CHECKS: dict[str, Check] = {
    "agent": reach_agent.ask_for_agent,
    "announcements": announcements,
    "any_province": reach_agent.any_province,
    "birth": identify.match_birth,
    "callback_here": reach_agent.callback_here,
    "callback_number": reach_agent.callback_number,
    "callback_there": reach_agent.callback_there,
    "country": reach_agent.note_country,
    "identified": identified,
    "number": identify.note_number,
    "province": reach_agent.note_province,
    "queue": reach_agent.queue,
    "served": served,
    "status": status,
    "usual_language": usual_language,
}
# The words that each may answer with: a menu must say where each leads.
WORDS: dict[str, tuple[str, ...]] = {
    "agent": ("abroad", "which_country", "which_province", "closed", "blocked", "open"),
    "announcements": ("some", "none"),
    "any_province": ("noted",),
    "birth": ("known", "unknown", "over", "no_date"),
    "callback_here": ("booked", "refused"),
    "callback_number": ("can", "cannot"),
    "callback_there": ("booked", "refused"),
    "country": ("noted", "invalid"),
    "identified": ("yes", "no", "over"),
    "number": ("noted",),
    "province": ("noted", "invalid"),
    "queue": ("queued",),
    "served": ("noted",),
    "status": ("fresh", "stale"),
    "usual_language": ("chosen",),
}
