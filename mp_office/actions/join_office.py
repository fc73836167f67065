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
    """Take the place that the link offers, in the role of the invitation. What is left of a place
    in an office whose mandate has ended, which nobody there could end, ends with it.

    Raises InvitationInvalid for a link that is not good (any more) or not theirs, WorksInAnOffice
    while they have a place.
    """
    invited = joining(secret, user, now)
    if invited is None:
        raise InvitationInvalid
    if free_to_join(user.email, now) is None:
        raise WorksInAnOffice
    left = user.places.filter(until_at=None).exclude(office=invited.office_id)
    left.update(until_at=now, ended_by=user)
    return accept_again(secret=secret, user=user, now=now)
