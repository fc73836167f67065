"""Invite somebody into an office: a one-time link by mail, good for a day."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.actions.invite import invitation_link, invite, invite_again
from accounts.actions.mail import queue_mail
from accounts.enums import Language, Role
from accounts.models import User
from mp_office.models import Office, StaffInvitation
from mp_office.queries import free_to_join


@transaction.atomic
def invite_staff(
    *,
    office: Office,
    email: str,
    manager: bool,
    language: Language,
    by: User | None,
    now: dt.datetime,
) -> tuple[StaffInvitation, str]:
    """Make the invitation and queue its mail; its link is returned here and never again.

    Somebody who worked in an office and does so no more keeps their account and confirms by the
    link. Raises AddressTaken for the address of anybody else who has an account.
    """
    role = Role.MEMBERS_OFFICE_MANAGER if manager else Role.MEMBERS_OFFICE
    known = free_to_join(email, now)
    if known is None:
        invitation, secret = invite(email=email, roles=[role], language=language, by=by, now=now)
        link, kind = invitation_link(secret, language), "account/email/invitation"
    else:
        invitation, secret = invite_again(
            user=known, roles=[role], language=language, by=by, now=now
        )
        link, kind = joining_link(secret, language), "members/email/joining"
    made = StaffInvitation.objects.create(office=office, invitation=invitation)
    with translation.override(language):
        queue_mail(
            to=invitation.email,
            language=language,
            subject=render_to_string(f"{kind}_subject.txt", {"office": office}),
            body=render_to_string(f"{kind}_message.txt", {"url": link, "office": office}),
            now=now,
        )
    return made, link


def joining_link(secret: str, language: str) -> str:
    """The address of the page on which somebody who has an account confirms."""
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse('members:join', args=[secret])}"
