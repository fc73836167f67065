"""What a person at the desk is doing, and that their desk is open."""

import datetime as dt

from django.db import transaction

from accounts.enums import IN_A_CALL, PresenceState
from accounts.models import Presence, PresenceChange, User
from accounts.signals import away_while_ringing

SEEN_RECORDED_EVERY = dt.timedelta(seconds=20)
SILENT_AFTER = dt.timedelta(minutes=3)


@transaction.atomic
def set_presence(*, state: PresenceState, by: User, now: dt.datetime) -> Presence:
    """Say what one is doing; saying the same again keeps the time since when.

    In a call, or in the work after it, it is what comes next. A call that only rings is not taken
    by somebody who is away: whoever offered it is told.
    """
    presence = _locked(by.pk, now)
    presence.seen_at = now
    if presence.state in IN_A_CALL:
        presence.next_state = state
        presence.save(update_fields=["next_state", "seen_at"])
    else:
        _move(presence, state, now)
    if presence.state == PresenceState.RINGING and state != PresenceState.READY:
        _tell_away(by, state, now)
    return presence


def _tell_away(user: User, state: PresenceState, now: dt.datetime) -> None:
    """After the commit: a call is locked before the presence of its agent, never after it."""
    transaction.on_commit(
        lambda: away_while_ringing.send_robust(Presence, user=user, state=state, now=now),
        robust=True,
    )


@transaction.atomic
def follow_call(*, user_id: int, state: PresenceState, now: dt.datetime) -> Presence:
    """A call leads the person to a state: ringing, talking, wrap-up, or no answer."""
    presence = _locked(user_id, now)
    _move(presence, state, now)
    return presence


@transaction.atomic
def leave_call(*, user_id: int, now: dt.datetime) -> Presence:
    """The call and the work after it are over: what was chosen for then, or ready.

    Nothing happens to somebody who is in no call.
    """
    presence = _locked(user_id, now)
    if presence.state in IN_A_CALL:
        _move(presence, PresenceState(presence.next_state or PresenceState.READY), now)
    return presence


def record_seen(*, user: User, now: dt.datetime) -> None:
    """An open desk gave a sign of life; written at most every 20 seconds."""
    Presence.objects.filter(user=user, seen_at__lte=now - SEEN_RECORDED_EVERY).update(seen_at=now)


def leave_silent_desks(*, now: dt.datetime) -> int:
    """Put those offline whose desks gave no sign of life for three minutes; return how many.

    Whoever is in a call is left: a call outlives its page. The work after one does not: what came
    of the call is still to be said, at the next sign-in.
    """
    silent = (
        Presence.objects.filter(seen_at__lt=now - SILENT_AFTER)
        .exclude(state__in=[PresenceState.OFFLINE, PresenceState.RINGING, PresenceState.TALKING])
        .values_list("user_id", flat=True)
    )
    for user_id in list(silent):
        follow_call(user_id=user_id, state=PresenceState.OFFLINE, now=now)
    return len(silent)


def _locked(user_id: int, now: dt.datetime) -> Presence:
    Presence.objects.bulk_create(
        [Presence(user_id=user_id, since=now, seen_at=now)], ignore_conflicts=True
    )
    return Presence.objects.select_for_update(of=("self",)).get(user=user_id)


def _move(presence: Presence, state: PresenceState, now: dt.datetime) -> None:
    """What was chosen for after a call ends with it: it must not follow a later one."""
    if state not in IN_A_CALL:
        presence.next_state = ""
    if presence.state != state:
        presence.state, presence.since = state, now
        PresenceChange.objects.create(user_id=presence.user_id, state=state, at=now)
    presence.save(update_fields=["state", "next_state", "since", "seen_at"])
