"""The work after a call: it begins by itself, lasts as long as the agent needs, and must be ended
with what came of the call.
"""

import datetime as dt

from django.db import transaction

from accounts.actions.presence import follow_call, leave_call, set_presence
from accounts.enums import PresenceState
from accounts.models import User
from channels.actions.promise_callback import Promise, promise_callback
from channels.enums import CallResult
from channels.exceptions import CallIsOver
from channels.models import Call, Disposition
from channels.queries.calls import calls_in_hand
from tickets.actions.draft import save_draft
from tickets.actions.note import add_note
from tickets.actions.resolve import resolve
from tickets.enums import DraftKind, State
from tickets.exceptions import Incomplete
from tickets.models import Draft, OutcomeCode, Ticket

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
    promise: Promise | None = None,
    then: PresenceState | None = None,
) -> Disposition:
    """Say what came of a call: solved resolves its ticket with an outcome code, a promise to call
    back is booked.

    `then` is what the agent does next, else what they chose during the call. Raises Incomplete
    without an outcome for what is solved or a promise for a callback, CallIsOver when there is no
    work after it to end, and what promise_callback raises.
    """
    disposition = _lock(call_id, by)
    if disposition.call.ticket:
        _keep_note(disposition.call.ticket, note, by, now)
    if result == CallResult.SOLVED:
        _resolve(disposition.call.ticket, outcome, by, now)
    elif result == CallResult.CALLBACK:
        _promise(disposition.call, promise, by, now)
    disposition.result, disposition.ended_at = result, now
    disposition.save(update_fields=["result", "ended_at"])
    if then is not None:
        set_presence(state=then, by=by, now=now)
    if not Disposition.objects.in_wrap_up(by.pk).exists():
        leave_call(user_id=by.pk, now=now)
    return disposition


@transaction.atomic
def draft_note(*, call_id: int, text: str, by: User, now: dt.datetime) -> Draft | None:
    """Keep what an agent types during their call, or after it, until they finish the call.

    None where nothing is typed. Raises CallIsOver for a call that is not in this agent's hands.
    """
    call = calls_in_hand(by).select_related("ticket").filter(pk=call_id).first()
    if call is None or call.ticket is None:
        raise CallIsOver
    return save_draft(
        ticket=call.ticket,
        kind=DraftKind.CALL,
        text=text,
        thread_version=call.ticket.thread_version,
        by=by,
        now=now,
    )


def _keep_note(ticket: Ticket, note: str, by: User, now: dt.datetime) -> None:
    """What stands in the form is the note; an emptied one leaves no draft behind."""
    if note.strip():
        add_note(ticket_id=ticket.pk, text=note, by=by, now=now, draft=DraftKind.CALL)
    else:
        Draft.objects.filter(ticket=ticket, user=by, kind=DraftKind.CALL).delete()


def _resolve(
    ticket: Ticket | None, outcome: OutcomeCode | None, by: User, now: dt.datetime
) -> None:
    if outcome is None:
        raise Incomplete
    if ticket and ticket.state not in (State.RESOLVED, State.CLOSED):
        resolve(ticket_id=ticket.pk, outcome=outcome, by=by, now=now)


def _promise(call: Call, promise: Promise | None, by: User, now: dt.datetime) -> None:
    if promise is None or call.ticket_id is None:
        raise Incomplete
    promise_callback(ticket_id=call.ticket_id, promise=promise, by=by, now=now, call=call)


def _lock(call_id: int, by: User) -> Disposition:
    disposition = (
        Disposition.objects.in_wrap_up(by.pk)
        .select_for_update(no_key=True, of=("self",))
        .select_related("call__ticket", "call__line")
        .filter(call=call_id)
        .first()
    )
    if disposition is None:
        raise CallIsOver
    return disposition
