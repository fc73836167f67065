"""On the way to a person: from where, when, how many wait, and what the caller then chooses."""

import datetime as dt
from collections.abc import Sequence

from channels import callers
from channels.actions.book_callback import book_callback
from channels.actions.queue_call import queue_call
from channels.actions.switchboard import say
from channels.enums import CallEventKind, LineKind
from channels.exceptions import NoCallbackThere
from channels.models import IvrSession
from channels.queries.waiting import waits_in
from tickets.countries import CANADA, zone_of
from tickets.models import CalendarVersion

# What is keyed where the province is asked; places that share their hours share a key.
KEYED_PROVINCES = {
    "1": "NL",
    "2": "NS",
    "3": "QC",
    "4": "ON",
    "5": "MB",
    "6": "SK",
    "7": "AB",
    "8": "BC",
    "0": "NU",
}

# The user-assigned code for a country that is not known.
ABROAD = "ZZ"


def ask_for_agent(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Whether a person can be reached: abroad, which_country, which_province, closed, blocked or
    open. Asked again after the caller said where they are.
    """
    say(session.call, CallEventKind.ASKED, now=now, once=str(session.step))
    where = callers.whereabouts(session.call.caller_number)
    zones = session.data.get("zones")
    if not session.call.line.from_abroad:
        country = session.call.country or where.country
        if country not in ("", CANADA):
            return "abroad"
        if not country and not zones and session.call.line.kind != LineKind.CRISIS:
            return "which_country"
    hours = _open_in(session, zones or where.zones, now)
    if len(hours) > 1:
        return "which_province"
    if hours == {False}:
        say(session.call, CallEventKind.CLOSED, now=now)
        return "closed"
    return _room(session, now)


def _room(session: IvrSession, now: dt.datetime) -> str:
    """Callers of a special operation are never turned away."""
    line = session.call.line
    if line.kind != LineKind.CRISIS and waits_in(line.pk) >= line.most_waiting:
        say(session.call, CallEventKind.BLOCKED, now=now)
        return "blocked"
    return "open"


def _open_in(session: IvrSession, zones: Sequence[str], now: dt.datetime) -> set[bool]:
    """Whether the called line is open in each of these zones; without hours it is closed.

    For callers abroad, who are in no zone of Canada, the calendar’s own zone counts.
    """
    versions = CalendarVersion.objects.in_force()
    version = versions.filter(calendar=session.call.line.calendar_id).first()
    if version is None:
        return {False}
    rule = version.rule()
    return callers.open_in(rule, zones or [rule.tz], now)


def note_country(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """In Canada (1) or not (2)."""
    if keys not in ("1", "2"):
        return "invalid"
    if keys == "1":
        session.data["zones"] = list(callers.ALL_ZONES)
    session.call.country = CANADA if keys == "1" else ABROAD
    session.call.save(update_fields=["country"])
    return "noted"


def note_province(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """The province that was keyed decides the hours; another key is asked again."""
    province = KEYED_PROVINCES.get(keys)
    if province is None:
        return "invalid"
    session.data["zones"] = [zone_of(CANADA, province)]
    session.call.province = province
    session.call.save(update_fields=["province"])
    return "noted"


def any_province(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Whoever does not say where they are is taken where somebody is open."""
    zones = session.data.get("zones") or callers.whereabouts(session.call.caller_number).zones
    open_now = [zone for zone in zones if _open_in(session, [zone], now) == {True}]
    session.data["zones"] = open_now or list(zones)
    return "noted"


def queue(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Put the caller into the queue, once."""
    queue_call(call_id=session.call_id, now=now)
    session.call.refresh_from_db()
    return "queued"


def callback_number(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Whether the calling number can be called back."""
    return "can" if callers.is_canadian(session.call.caller_number) else "cannot"


def callback_here(session: IvrSession, keys: str, now: dt.datetime) -> str:
    return _book(session, session.call.caller_number, now)


def callback_there(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """Ten digits of a Canadian number."""
    return _book(session, f"+1{keys}", now)


def _book(session: IvrSession, number: str, now: dt.datetime) -> str:
    try:
        book_callback(call_id=session.call_id, number=number, now=now)
    except NoCallbackThere:
        return "refused"
    session.call.refresh_from_db()
    return "booked"
