"""End a consent before its last day: withdrawn by the person, or found not to be valid."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from people.enums import ConsentEnd
from people.models import Consent


@transaction.atomic
def end_consent(*, consent_id: int, end: ConsentEnd, by: User | None, now: dt.datetime) -> bool:
    """End it; False when it had ended already. `by` is None when the person did it by their link.

    What was told while it counted stays told; nothing more may be told from now on.
    """
    consent = Consent.objects.select_for_update(no_key=True, of=("self",)).get(pk=consent_id)
    if consent.ended_at is not None:
        return False
    consent.ended_at, consent.end, consent.ended_by = now, end, by
    consent.save(update_fields=["ended_at", "end", "ended_by"])
    return True
