"""Somebody who worked in an office begins in this one, with the account that they have."""

import datetime as dt

from django.db import transaction

from accounts.actions.accept_again import accept_again
from accounts.exceptions import InvitationInvalid
from accounts.models import User
from mp_office.exceptions import WorksInAnOffice
from mp_office.queries import free_to_join, joining


@transaction.atomic
def join_office(*, secret: str, user: User, now: dt.datetime) -> User:
    """Take the place that the link offers, in the role of the invitation.

    Raises InvitationInvalid for a link that is not good (any more) or not theirs, WorksInAnOffice
    while they have a place.
    """
    if joining(secret, user, now) is None:
        raise InvitationInvalid
    if free_to_join(user.email) is None:
        raise WorksInAnOffice
    return accept_again(secret=secret, user=user, now=now)
