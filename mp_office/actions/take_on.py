"""Somebody invited accepted: they have a place in the office from now on."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from mp_office.models import Office, Staff


@transaction.atomic
def take_on(*, office: Office, user: User, now: dt.datetime) -> Staff:
    """Give the user a place; one who works there already keeps theirs."""
    place, _new = Staff.objects.get_or_create(
        office=office, user=user, until_at=None, defaults={"from_at": now}
    )
    return place
