"""The work after a call: it begins by itself, lasts as long as the agent needs, and must be ended
with what came of the call.
"""

import datetime as dt

from django.db import transaction

from accounts.actions.presence import follow_call, leave_call, set_presence
from accounts.enums import PresenceState
from accounts.models import User
from channels.enums import CallResult
from channels.exceptions import CallIsOver
from channels.models import Call, Disposition
from tickets.actions.note import add_note
from tickets.actions.resolve import resolve
from tickets.enums import State
from tickets.exceptions import Incomplete
from tickets.models import OutcomeCode

LONGER = dt.timedelta(minutes=2)


@transaction.atomic
def start_wrap_up(*, call: Call, agent_id: int, now: dt.datetime) -> Disposition:
    """The conversation is over for this agent. Doing it twice changes nothing."""
    until = now + dt.timedelta(seconds=call.line.wrap_up_seconds)
    disposition, created = Disposition.objects.get_or_create(
        call=call, agent_id=agent_id, defaults={"wrap_up_from": now, "wrap_up_until": until}
    )
    if created:
        follow_call(user_id=agent_id, state=PresenceState.WRAP_UP, now=now)
    return disposition


@transaction.atomic
def extend_wrap_up(*, call_id: int, by: User, now: dt.datetime) -> Disposition:
    """Two minutes more, from now or from the limit, whichever is later. Raises CallIsOver."""
    disposition = _lock(call_id, by)
    disposition.wrap_up_until = max(disposition.wrap_up_until, now) + LONGER
    disposition.save(update_fields=["wrap_up_until"])
    return disposition


@transaction.atomic
def finish_call(
    *,
    call_id: int,
    result: CallResult,
    by: User,
    now: dt.datetime,
    note: str = "",
    outcome: OutcomeCode | None = None,
    then: PresenceState | None = None,
) -> Disposition:
    """Say what came of a call: solved resolves its ticket with an outcome code.

    `then` is what the agent does next, else what they chose during the call. Raises Incomplete
    without an outcome for what is solved, CallIsOver when there is no work after it to end.
    """
    disposition = _lock(call_id, by)
    ticket = disposition.call.ticket
    if note.strip() and ticket:
        add_note(ticket_id=ticket.pk, text=note, by=by, now=now)
    if result == CallResult.SOLVED:
        if outcome is None:
            raise Incomplete
        if ticket and ticket.state not in (State.RESOLVED, State.CLOSED):
            resolve(ticket_id=ticket.pk, outcome=outcome, by=by, now=now)
    disposition.result, disposition.ended_at = result, now
    disposition.save(update_fields=["result", "ended_at"])
    if then is not None:
        set_presence(state=then, by=by, now=now)
    if not Disposition.objects.in_wrap_up(by.pk).exists():
        leave_call(user_id=by.pk, now=now)
    return disposition


def _lock(call_id: int, by: User) -> Disposition:
    disposition = (
        Disposition.objects.in_wrap_up(by.pk)
        .select_for_update(no_key=True, of=("self",))
        .select_related("call__ticket")
        .filter(call=call_id)
        .first()
    )
    if disposition is None:
        raise CallIsOver
    return disposition
