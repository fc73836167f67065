"""API tokens: made, used, revoked."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from accounts.models import ApiToken, User

USE_RECORDED_EVERY = dt.timedelta(minutes=1)


@transaction.atomic
def create_token(*, label: str, by: User, now: dt.datetime) -> tuple[ApiToken, str]:
    """Make a token for oneself; the secret is returned here and never again."""
    return ApiToken.objects.issue(user=by, label=label.strip(), now=now)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, now: dt.datetime) -> None:
    """End one's own token; doing it again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, user=by, revoked_at=None).update(revoked_at=now)


def record_token_use(*, token: ApiToken, now: dt.datetime) -> None:
    """Remember the last use, to the minute: a busy token does not write on every request."""
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_RECORDED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
