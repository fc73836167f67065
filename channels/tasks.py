"""Wake-up calls of the doors, and the sweep that finds what was not woken."""

import datetime as dt
from collections.abc import Callable

import structlog
from celery import shared_task
from django.db import models

from accounts.actions.presence import leave_silent_desks
from accounts.models import SignInMail
from channels.actions.deliver import deliver as deliver_row
from channels.actions.deliver_sign_in import deliver_sign_in as deliver_sign_in_mail
from channels.actions.draft_enquiry import drop_expired_drafts
from channels.actions.drop_old_commands import drop_old_commands
from channels.actions.end_lost_calls import end_lost_calls
from channels.actions.follow_tickets import follow_tickets
from channels.actions.note_call import follow_left_over
from channels.actions.offer_calls import expire_offers
from channels.actions.offer_calls import offer_calls as offer_waiting_calls
from channels.actions.receive_email import receive_email
from channels.actions.request_code import drop_old_codes
from channels.actions.send_command import send_command
from channels.addressing import Kind
from channels.models import CallCommand, InboundMessage, StatusCode
from contactcentre.kit import clock
from contactcentre.kit.db import advisory_lock
from contactcentre.kit.models import Heartbeat
from contactcentre.kit.wake import publish
from tickets.models import Message, Notice

BATCH = 200
# A worker that has shown no sign of life for so long gets no more calls than it has.
SILENT = dt.timedelta(seconds=30)
SWEPT: tuple[Callable[..., int], ...] = (
    drop_expired_drafts,
    drop_old_codes,
    drop_old_commands,
    follow_left_over,
    end_lost_calls,
)
MATCHING: tuple[Callable[..., object], ...] = (
    leave_silent_desks,
    expire_offers,
    follow_tickets,
    offer_waiting_calls,
)
logger = structlog.get_logger(__name__)


@shared_task(name="channels.deliver")
def deliver(message_id: int) -> None:
    """Try to send one queued message."""
    deliver_row(kind=Kind.MESSAGE, pk=message_id, now=clock.now())


@shared_task(name="channels.deliver_notice")
def deliver_notice(notice_id: int) -> None:
    """Try to send one queued notice."""
    deliver_row(kind=Kind.NOTICE, pk=notice_id, now=clock.now())


@shared_task(name="channels.send_code")
def send_code(code_id: int) -> None:
    """Try to send one code; a code that nobody may get has nothing queued."""
    deliver_row(kind=Kind.CODE, pk=code_id, now=clock.now())


@shared_task(name="channels.deliver_sign_in")
def deliver_sign_in(mail_id: int) -> None:
    """Try to send one mail about sign-in."""
    deliver_sign_in_mail(mail_id=mail_id, now=clock.now())


@shared_task(name="channels.receive")
def receive(inbound_id: int) -> None:
    """Read one stored mail; nothing happens when it is read already or gone."""
    if InboundMessage.objects.filter(pk=inbound_id).exists():
        receive_email(inbound_id=inbound_id, now=clock.now())


@shared_task(name="channels.command")
def command(command_id: int) -> None:
    """Try to tell a telephone provider one thing."""
    send_command(command_id=command_id, now=clock.now())


@shared_task(name="channels.offer_calls")
def offer_calls() -> None:
    """Bring callers and agents together, take back what nobody answered, send what waits.

    Callers wait in person, so it comes every second, beside the wake-up of each event.
    """
    with advisory_lock("channels.offer_calls") as got:
        if not got:
            return
        now = clock.now()
        # One that fails keeps nobody from being offered, rung or given back.
        done = [_done(verb, now=now) for verb in MATCHING]
        _wake_all("channels.command", CallCommand.objects.due(now))
        if all(done):
            Heartbeat.objects.beat("channels.offer_calls", now=now)


@shared_task(name="channels.sweep")
def sweep() -> None:
    """Find what waits as a row: mail to read, mail to send; drop what nobody needs any more.

    It only wakes the other worker: a mail server that hangs must not hold up the clocks.
    """
    with advisory_lock("channels.sweep") as got:
        if not got:
            return
        now = clock.now()
        if not Heartbeat.objects.filter(name="worker", at__lt=now - SILENT).exists():
            _wake_for_mail(now)
        done = [_done(verb, now=now, limit=BATCH) for verb in SWEPT]
        if all(done):
            Heartbeat.objects.beat("channels.sweep", now=now)


def _done(verb: Callable[..., object], **facts: object) -> bool:
    """Whether it went well; its failure is logged and never stops the others."""
    try:
        verb(**facts)
    except Exception as error:
        logger.exception("sweep_failed", verb=verb.__name__, error=type(error).__name__)
        return False
    return True


def _wake_for_mail(now: dt.datetime) -> None:
    _wake_all("channels.receive", InboundMessage.objects.unread(now))
    _wake_all("channels.deliver", Message.objects.due_for_delivery(now))
    _wake_all("channels.deliver_notice", Notice.objects.due_for_delivery(now))
    _wake_all("channels.send_code", StatusCode.objects.due_for_delivery(now))
    _wake_all("channels.deliver_sign_in", SignInMail.objects.due_for_delivery(now))


def _wake_all(task: str, rows: models.QuerySet) -> None:
    ids = rows.order_by("next_attempt_at", "id").values_list("pk", flat=True)[:BATCH]
    for pk in ids:
        if not publish(task, pk):
            return
