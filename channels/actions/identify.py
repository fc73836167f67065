"""Identification by keypad: two factors, few tries, and one answer for everything that is wrong.

Digits are compared and forgotten. Between the two questions, and no longer, the rows that the
number may mean are kept, and a keyed digest of the number for the limits.
"""

import datetime as dt

from channels.actions.limit import Limit, count_failure, digest_for, locked_out
from channels.models import Call, IvrSession
from people.queries import keyed_statuses, match_keyed

MOST_TRIES = 3
# What is known of the first factor until the second one is given.
BETWEEN = ("candidates", "whose")
DAY = dt.timedelta(days=1)
BY_IDENTIFIER = Limit("ivr-identifier", 5, DAY)
BY_NUMBER = Limit("ivr-caller", 5, DAY)
OLDEST = dt.date(1900, 1, 1)


def note_number(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """The first factor: whatever it is, the second is asked for."""
    session.data["candidates"] = keyed_statuses(keys)
    session.data["whose"] = digest_for(BY_IDENTIFIER, keys)
    return "noted"


def match_birth(session: IvrSession, keys: str, now: dt.datetime) -> str:
    """The second factor: known, unknown (unknown number, wrong date or locked), over, no_date."""
    born = date_of(keys, now)
    if born is None:
        return "no_date"
    candidates = session.data.pop("candidates", [])
    found = match_keyed(ids=candidates, date_of_birth=born)
    locked = _is_locked(session, now)
    if found is not None and not locked:
        session.is_identified, session.file = True, found.file
        session.data["statuses"] = [status.pk for status in found.statuses]
        return "known"
    session.identity_tries += 1
    if not locked:
        _count(session, now)
    session.data["locked"] = locked
    return "over" if session.identity_tries >= MOST_TRIES else "unknown"


def forget(session: IvrSession) -> bool:
    """Drop what is kept between the two questions; whether there was any."""
    dropped = [session.data.pop(name, None) for name in BETWEEN]
    return dropped != [None, None]


def forget_at_the_end(call: Call) -> None:
    """A locked call is over: an unproven file stays beside no calling number."""
    kept = IvrSession.objects.filter(call=call, data__has_any_keys=list(BETWEEN)).first()
    if kept and forget(kept):
        kept.save(update_fields=["data"])


def date_of(keys: str, now: dt.datetime) -> dt.date | None:
    """A date of birth keyed as year, month and day; None where there is no such day."""
    try:
        day = dt.datetime.strptime(keys, "%Y%m%d").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return day.date() if OLDEST <= day.date() <= now.date() else None


def _keys(session: IvrSession) -> list[tuple[Limit, str]]:
    keys = [(BY_IDENTIFIER, str(session.data.get("whose", "")))]
    if session.call.caller_number:
        keys.append((BY_NUMBER, digest_for(BY_NUMBER, session.call.caller_number)))
    return keys


def _is_locked(session: IvrSession, now: dt.datetime) -> bool:
    # Each is always asked, so that neither the answer nor its time tells.
    locks = [locked_out(limit, whose, now=now) for limit, whose in _keys(session)]
    return any(locks)


def _count(session: IvrSession, now: dt.datetime) -> None:
    for limit, whose in _keys(session):
        count_failure(limit, whose, now=now)
