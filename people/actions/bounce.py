"""Remember that an address does not exist."""

import datetime as dt

from people.models import ContactPoint


def mark_bounced(*, email: str, person_ids: list[int], now: dt.datetime) -> None:
    """Mark the address on these persons; it stays, for a person to correct."""
    ContactPoint.objects.email(email).filter(person__in=person_ids, bounced_at=None).update(
        bounced_at=now
    )
