"""A manager ends somebody's access to their office, or takes an invitation back."""

import datetime as dt

from django.db import transaction

from accounts.enums import Role
from accounts.models import Invitation, User
from mp_office.exceptions import LastManager
from mp_office.models import Office, Staff, StaffInvitation


@transaction.atomic
def end_access(*, staff_id: int, by: User, now: dt.datetime) -> Staff:
    """End it at once: the next request finds nothing. Raises LastManager."""
    place = Staff.objects.select_for_update(no_key=True, of=("self",)).get(pk=staff_id)
    if place.until_at is not None:
        return place
    Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=place.office_id)
    others = Staff.objects.working(now).filter(office=place.office_id).exclude(pk=place.pk)
    manages = Role.MEMBERS_OFFICE_MANAGER in place.user.roles
    if manages and not others.filter(user__roles__contains=[Role.MEMBERS_OFFICE_MANAGER]).exists():
        raise LastManager
    place.until_at, place.ended_by = now, by
    place.save(update_fields=["until_at", "ended_by"])
    return place


@transaction.atomic
def take_back(*, invitation: StaffInvitation, now: dt.datetime) -> None:
    """An invitation that was not accepted stops being good."""
    Invitation.objects.filter(pk=invitation.invitation_id, used_at=None, expires_at__gt=now).update(
        expires_at=now
    )
