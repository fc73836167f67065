"""What a person at the desk is doing, and that their desk is open."""

import datetime as dt

from django.db import transaction

from accounts.enums import PresenceState
from accounts.models import Presence, User

SEEN_RECORDED_EVERY = dt.timedelta(seconds=20)


@transaction.atomic
def set_presence(*, state: PresenceState, by: User, now: dt.datetime) -> Presence:
    """Say what one is doing; saying the same again keeps the time since when."""
    presence = Presence.objects.select_for_update(of=("self",)).filter(user=by).first()
    if presence is None:
        return Presence.objects.create(user=by, state=state, since=now, seen_at=now)
    if presence.state != state:
        presence.state, presence.since = state, now
    presence.seen_at = now
    presence.save(update_fields=["state", "since", "seen_at"])
    return presence


def record_seen(*, user: User, now: dt.datetime) -> None:
    """An open desk gave a sign of life; written at most every 20 seconds."""
    Presence.objects.filter(user=user, seen_at__lte=now - SEEN_RECORDED_EVERY).update(seen_at=now)
