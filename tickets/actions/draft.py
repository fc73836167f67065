"""Keep what somebody is writing."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from tickets.enums import DraftKind
from tickets.exceptions import IllegalTransition
from tickets.models import Draft, Referral, ReferralDraft, Ticket


@transaction.atomic
def save_draft(
    *, ticket: Ticket, kind: DraftKind, text: str, thread_version: int, by: User, now: dt.datetime
) -> Draft | None:
    """Keep the text, one draft of each kind; an emptied one without files goes (returns None)."""
    if not text.strip():
        Draft.objects.filter(ticket=ticket, user=by, kind=kind, files=None).delete()
        if not Draft.objects.filter(ticket=ticket, user=by, kind=kind).exists():
            return None
    draft, _ = Draft.objects.update_or_create(
        ticket=ticket,
        user=by,
        kind=kind,
        defaults={"body": text, "thread_version": thread_version, "saved_at": now},
    )
    return draft


@transaction.atomic
def save_answer_draft(
    *, referral: Referral, facts: dict[str, Any], by: User, now: dt.datetime
) -> ReferralDraft:
    """Keep what an officer has typed of an answer. Raises IllegalTransition once it is ended."""
    locked = Referral.objects.select_for_update(no_key=True, of=("self",)).get(pk=referral.pk)
    if not locked.is_open:
        raise IllegalTransition
    draft, _ = ReferralDraft.objects.update_or_create(
        user=by, referral=locked, defaults={"facts": facts, "saved_at": now}
    )
    return draft
