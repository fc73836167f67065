"""Calls as the fold of their events leaves them, for tests that count and do not dial."""

import datetime as dt
import itertools
from typing import Any

from accounts.models import User
from channels.actions.log_call import SpokenCall, log_call
from channels.enums import QUEUED_OUTCOMES, CallOutcome
from channels.models import Call, QueueEntry, VoiceLine
from channels.models.calls import UNDER_WAY
from tickets.models import Queue, Ticket

CALLER = "+16135550177"
ASKED = (*QUEUED_OUTCOMES, CallOutcome.BLOCKED, CallOutcome.CLOSED)
_numbers = itertools.count(1)


def call(
    line: VoiceLine,
    outcome: CallOutcome,
    *,
    now: dt.datetime,
    waited_s: float = 10,
    talked_s: float = 120,
    **facts: Any,
) -> Call:
    """An incoming call that began at `now` and came to this outcome."""
    queued = now + dt.timedelta(seconds=5) if outcome in QUEUED_OUTCOMES else None
    answered = None
    if queued and outcome == CallOutcome.ANSWERED:
        answered = queued + dt.timedelta(seconds=waited_s)
    over = (answered or queued or now) + dt.timedelta(seconds=talked_s)
    return Call.objects.create(
        line=line,
        provider="test",
        provider_id=f"call-{next(_numbers)}",
        caller_number=CALLER,
        language="en",
        outcome=outcome,
        asked_for_agent=outcome in ASKED,
        started_at=now,
        queued_at=queued,
        answered_at=answered,
        ended_at=None if outcome in UNDER_WAY else over,
        **facts,
    )


def queue_entry(waiting: Call, **facts: Any) -> QueueEntry:
    """The place of a call that waits, in the default queue."""
    return QueueEntry.objects.create(
        **facts,
        call=waiting,
        queue=Queue.objects.get(is_default=True),
        language="en",
        priority=3,
        entered_at=waiting.queued_at,
    )


def by_hand(agent: User, *, now: dt.datetime, language: str = "en") -> Ticket:
    """A call that came by another telephone, and that this agent wrote down."""
    spoken = SpokenCall(
        key=f"by-hand-{next(_numbers)}",
        name="Zoé Tran",
        phone="",
        language=language,
        subject="Passport",
        said="Asks where it is.",
    )
    return log_call(call=spoken, by=agent, now=now).ticket
