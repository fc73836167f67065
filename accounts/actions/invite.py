"""Invite somebody to work here: a one-time link, good for a day."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.enums import Language, Role
from accounts.exceptions import AddressTaken, AdministratorExists
from accounts.models import Invitation, User, digest

GOOD_FOR = dt.timedelta(hours=24)


@transaction.atomic
def invite(
    *, email: str, roles: list[Role], language: Language, by: User | None, now: dt.datetime
) -> tuple[Invitation, str]:
    """Make an invitation; its secret is returned here and never again.

    An earlier one to the same address stops being good. Raises AddressTaken for a user's address.
    """
    address = email.strip().lower()
    if User.objects.filter(email__iexact=address).exists():
        raise AddressTaken
    return _replace(address, roles, language, by, now)


@transaction.atomic
def invite_again(
    *, user: User, roles: list[Role], language: Language, by: User | None, now: dt.datetime
) -> tuple[Invitation, str]:
    """The same for somebody who has an account: they keep it, and get these roles."""
    return _replace(user.email, roles, language, by, now)


def _replace(
    address: str, roles: list[Role], language: Language, by: User | None, now: dt.datetime
) -> tuple[Invitation, str]:
    Invitation.objects.filter(email=address, used_at=None, expires_at__gt=now).update(
        expires_at=now
    )
    return _make(address, roles, language, by, now)


@transaction.atomic
def invite_first_administrator(*, language: Language, now: dt.datetime) -> tuple[Invitation, str]:
    """Make the link that makes the first administrator, whose address the page asks for.

    Raises AdministratorExists once there is one.
    """
    if User.objects.with_role(Role.ADMINISTRATOR).exists():
        raise AdministratorExists
    return _make("", [Role.ADMINISTRATOR], language, None, now)


def _make(
    email: str, roles: list[Role], language: Language, by: User | None, now: dt.datetime
) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        roles=[str(role) for role in roles],
        language=language,
        secret_digest=digest(secret),
        invited_by=by,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    return invitation, secret


def invitation_link(secret: str, language: str) -> str:
    """The address of an invitation's page, in the language of the person invited."""
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse('accounts:invitation', args=[secret])}"
