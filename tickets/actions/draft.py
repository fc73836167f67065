"""Keep what somebody is writing."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tickets.enums import DraftKind
from tickets.models import Draft, Ticket


@transaction.atomic
def save_draft(
    *, ticket: Ticket, kind: DraftKind, text: str, thread_version: int, by: User, now: dt.datetime
) -> Draft | None:
    """Keep the text, one draft of each kind; an emptied draft is removed (returns None)."""
    if not text.strip():
        Draft.objects.filter(ticket=ticket, user=by, kind=kind).delete()
        return None
    draft, _ = Draft.objects.update_or_create(
        ticket=ticket,
        user=by,
        kind=kind,
        defaults={"body": text, "thread_version": thread_version, "saved_at": now},
    )
    return draft
