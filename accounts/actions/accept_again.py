"""Accept an invitation with the account that one has: other roles from now on."""

import datetime as dt

from django.db import transaction

from accounts.exceptions import InvitationInvalid
from accounts.models import Invitation, User
from accounts.queries import find_invitation
from accounts.signals import invitation_accepted


@transaction.atomic
def accept_again(*, secret: str, user: User, now: dt.datetime) -> User:
    """Give the user the roles of their invitation, and no others.

    Raises InvitationInvalid for a link that is not good (any more) or is somebody else's.
    """
    found = find_invitation(secret=secret, now=now)
    if found is None:
        raise InvitationInvalid
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if invitation.used_at is not None or invitation.email != locked.email.lower():
        raise InvitationInvalid
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    locked.roles = invitation.roles
    locked.save(update_fields=["roles"])
    invitation_accepted.send(Invitation, invitation=invitation, user=locked, now=now)
    return locked
