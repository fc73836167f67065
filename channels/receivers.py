"""What the rooms below announce: something waits to be sent, somebody goes away from a call."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from accounts.enums import PresenceState
from accounts.models import User
from accounts.signals import away_while_ringing, mail_queued
from channels.actions.decline_offer import decline_what_rings
from contactcentre.kit.wake import publish
from tickets.signals import message_queued, notice_queued


@receiver(message_queued, dispatch_uid="channels.deliver")
def send_message(sender: object, message_id: int, **_: Any) -> None:
    publish("channels.deliver", message_id)


@receiver(notice_queued, dispatch_uid="channels.deliver_notice")
def send_notice(sender: object, notice_id: int, **_: Any) -> None:
    publish("channels.deliver_notice", notice_id)


@receiver(mail_queued, dispatch_uid="channels.deliver_sign_in")
def send_sign_in_mail(sender: object, mail_id: int, **_: Any) -> None:
    publish("channels.deliver_sign_in", mail_id)


@receiver(away_while_ringing, dispatch_uid="channels.decline_what_rings")
def decline(sender: object, user: User, state: PresenceState, now: dt.datetime, **_: Any) -> None:
    decline_what_rings(by=user, then=state, now=now)
