"""What the heart announces: something waits to be sent."""

from typing import Any

from django.dispatch import receiver

from accounts.signals import mail_queued
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
