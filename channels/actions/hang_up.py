"""An agent ends the conversation."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from channels.actions.switchboard import end_leg, lock_call
from channels.enums import LegRole
from channels.exceptions import CallIsOver
from channels.models import Call


@transaction.atomic
def hang_up(*, call_id: int, by: User, now: dt.datetime) -> Call:
    """Have the agent's end hung up; the caller's follows when no other agent is there.

    Raises CallIsOver when this agent is not in the call.
    """
    call = lock_call(call_id)
    legs = call.legs.filter(role=LegRole.AGENT, user=by, ended_at__isnull=True)
    names = list(legs.values_list("provider_id", flat=True))
    if not names:
        raise CallIsOver
    for name in names:
        end_leg(call, name, now=now)
    return call
