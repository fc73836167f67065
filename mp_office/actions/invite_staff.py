"""Invite somebody into an office: a one-time link by mail, good for a day."""

import datetime as dt

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts.actions.invite import invitation_link, invite
from accounts.actions.mail import queue_mail
from accounts.enums import Language, Role
from accounts.models import User
from mp_office.models import Office, StaffInvitation


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

    Raises AddressTaken for the address of somebody who has an account.
    """
    role = Role.MEMBERS_OFFICE_MANAGER if manager else Role.MEMBERS_OFFICE
    invitation, secret = invite(email=email, roles=[role], language=language, by=by, now=now)
    made = StaffInvitation.objects.create(office=office, invitation=invitation)
    link = invitation_link(secret, language)
    with translation.override(language):
        queue_mail(
            to=invitation.email,
            language=language,
            subject=render_to_string("account/email/invitation_subject.txt"),
            body=render_to_string("account/email/invitation_message.txt", {"url": link}),
            now=now,
        )
    return made, link
