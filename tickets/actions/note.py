"""Write an internal note. It has no recipient, so it can't leave."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.actions.base import lock_ticket, record
from tickets.enums import DraftKind, EventKind
from tickets.exceptions import Incomplete
from tickets.models import Draft, Note


@transaction.atomic
def add_note(
    *,
    ticket_id: int,
    text: str,
    by: User,
    now: dt.datetime,
    draft: DraftKind = DraftKind.NOTE,
) -> Note:
    """Add a note for colleagues; the draft as which it was written goes.

    Raises Incomplete when it is empty.
    """
    if not text.strip():
        raise Incomplete
    ticket = lock_ticket(ticket_id)
    note = Note.objects.create(ticket=ticket, user=by, body=text.strip(), created_at=now)
    Draft.objects.filter(ticket=ticket, user=by, kind=draft).delete()
    record(ticket, EventKind.NOTE_ADDED, by=by, now=now, note=note.pk)
    return note
