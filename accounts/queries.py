"""Reads that have a name."""

import datetime as dt

from accounts.models import Invitation, digest


def find_invitation(*, secret: str, now: dt.datetime) -> Invitation | None:
    """The invitation of a link that is still good; else None."""
    return Invitation.objects.filter(
        secret_digest=digest(secret), used_at=None, expires_at__gt=now
    ).first()
