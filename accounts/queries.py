"""Reads that have a name."""

import datetime as dt

from django.db.models import QuerySet

from accounts.enums import MailState
from accounts.models import Invitation, SignInMail, digest


def find_invitation(*, secret: str, now: dt.datetime) -> Invitation | None:
    """The invitation of a link that is still good; else None."""
    return Invitation.objects.filter(
        secret_digest=digest(secret), used_at=None, expires_at__gt=now
    ).first()


def mail_due(now: dt.datetime) -> QuerySet[SignInMail, int]:
    """Sign-in mails whose next attempt has come, and any that died while being sent."""
    return (
        SignInMail.objects.filter(
            state__in=[MailState.QUEUED, MailState.SENDING], next_attempt_at__lte=now
        )
        .order_by("next_attempt_at", "id")
        .values_list("pk", flat=True)
    )
