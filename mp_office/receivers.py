"""What other rooms announce: a reply is about to go out, has gone out; an invitation is used."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from accounts.models import Invitation, User
from accounts.signals import invitation_accepted
from mp_office.actions.base import next_word_on, tell_office
from mp_office.actions.take_on import take_on
from mp_office.enums import Told
from mp_office.models import StaffInvitation
from mp_office.queries import enquiry_of, told
from tickets.enums import Channel, NoticeKind
from tickets.exceptions import MayNotBeTold
from tickets.models import Message, Ticket
from tickets.signals import replied, reply_asked


@receiver(reply_asked, dispatch_uid="mp_office.check_consent")
def check_consent(
    sender: object, ticket: Ticket, general: bool, now: dt.datetime, **_: Any
) -> None:
    """Nothing about a file goes to an office without a consent that counts at this moment."""
    if general or ticket.channel != Channel.MEMBER:
        return
    enquiry = enquiry_of(ticket)
    if enquiry is None or told(enquiry, now) != Told.VALID:
        raise MayNotBeTold


@receiver(replied, dispatch_uid="mp_office.tell_office")
def tell_of_reply(
    sender: object, ticket: Ticket, message: Message, now: dt.datetime, **_: Any
) -> None:
    """The office is mailed that there is news, and promised the next word."""
    if ticket.channel != Channel.MEMBER:
        return
    enquiry = enquiry_of(ticket)
    if enquiry is not None:
        enquiry.next_update_on = next_word_on(ticket, now)
        enquiry.save(update_fields=["next_update_on"])
        tell_office(enquiry, NoticeKind.MEMBER_NEWS, key=f"reply:{message.pk}", now=now)


@receiver(invitation_accepted, dispatch_uid="mp_office.take_on")
def welcome(sender: object, invitation: Invitation, user: User, now: dt.datetime, **_: Any) -> None:
    found = StaffInvitation.objects.select_related("office").filter(invitation=invitation).first()
    if found is not None:
        take_on(office=found.office, user=user, now=now)
