"""A callback that is not wanted any more."""

import datetime as dt

from django.db import transaction

from channels.enums import CallbackState
from channels.exceptions import CallIsOver
from channels.models import Callback
from tickets.actions.abandon import hold_for_call
from tickets.actions.base import Actor, record
from tickets.enums import EventKind


@transaction.atomic
def cancel_callback(*, callback_id: int, by: Actor, now: dt.datetime) -> Callback:
    """End a callback that waits; its ticket stays as it is. Raises CallIsOver when it is being
    called, or has ended.
    """
    callback = Callback.objects.select_for_update(no_key=True, of=("self",)).get(pk=callback_id)
    if callback.state != CallbackState.WAITING:
        raise CallIsOver
    callback.state, callback.ended_at = CallbackState.CANCELLED, now
    callback.save(update_fields=["state", "ended_at"])
    ticket = hold_for_call(ticket_id=callback.ticket_id, holds=False)
    record(ticket, EventKind.CALLBACK_CANCELLED, by=by, now=now, callback=callback.pk)
    return callback
