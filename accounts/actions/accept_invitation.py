"""Accept an invitation: somebody new works here."""

import datetime as dt

from django.db import transaction

from accounts.enums import Role
from accounts.exceptions import AddressTaken, AdministratorExists, InvitationInvalid
from accounts.models import Invitation, User
from accounts.queries import find_invitation
from accounts.signals import invitation_accepted


@transaction.atomic
def accept_invitation(
    *, secret: str, name: str, password: str, now: dt.datetime, email: str = ""
) -> User:
    """Make the user that was invited. `email` counts only where the invitation names none.

    Raises InvitationInvalid for a link that is not good (any more), AddressTaken when a user has
    the address, AdministratorExists when somebody was first.
    """
    found = find_invitation(secret=secret, now=now)
    if found is None:
        raise InvitationInvalid
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if invitation.used_at is not None:
        raise InvitationInvalid
    address = invitation.email or email.strip().lower()
    if User.objects.filter(email__iexact=address).exists():
        raise AddressTaken
    if not invitation.email and User.objects.with_role(Role.ADMINISTRATOR).exists():
        raise AdministratorExists
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    user = User.objects.create_user(
        email=address,
        password=password,
        name=name.strip(),
        roles=invitation.roles,
        language=invitation.language,
    )
    invitation_accepted.send(Invitation, invitation=invitation, user=user, now=now)
    return user
