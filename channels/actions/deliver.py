"""Send what is queued: state and attempt are written before the network is touched.

At least once: when the answer is lost after the mail was taken it goes again, under the same id.
"""

import datetime as dt
from collections.abc import Callable

import structlog
from django.db import transaction

from channels import retries
from channels.actions.compose import (
    addressing,
    letter_of_code,
    letter_of_message,
    letter_of_notice,
)
from channels.adapters import smtp
from channels.addressing import Kind
from channels.models import StatusCode
from contactcentre.kit.wake import wake
from tickets.actions.base import lock_ticket, notify, owner_or_supervisors, record
from tickets.enums import Delivery, EventKind, NoticeKind, Robot
from tickets.models import Message, Notice

Row = Message | Notice | StatusCode
Send = Callable[[smtp.Letter], None]
MODELS: dict[Kind, type[Row]] = {
    Kind.MESSAGE: Message,
    Kind.NOTICE: Notice,
    Kind.CODE: StatusCode,
}
PENDING = (Delivery.QUEUED, Delivery.SENDING)
logger = structlog.get_logger(__name__)


def deliver(*, kind: Kind, pk: int, now: dt.datetime, send: Send = smtp.send) -> None:
    """Try once to send a queued row. Nothing happens when it is not due, gone, or being sent.

    `send` is the way out; the demonstration's past mail has another, which leads nowhere.
    """
    row = _take(kind, pk, now)
    if row is None:
        return
    try:
        send(_letter(row, now))
    except smtp.PermanentFailure as failure:
        _give_up(row, failure.code, now)
    except smtp.TemporaryFailure as failure:
        _try_later(row, failure.code, now)
    except ValueError:
        # A row that no mail can be made of; the reason may hold personal facts.
        _give_up(row, "bad_content", now)
    except OSError as failure:
        # A file of the message can't be read now; the sweep of files reports it.
        _try_later(row, type(failure).__name__, now)
    else:
        _sent(row, now)


@transaction.atomic
def _take(kind: Kind, pk: int, now: dt.datetime) -> Row | None:
    """Claim the row for this process, for as long as an attempt may take."""
    rows = MODELS[kind].objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
    row: Row | None = rows.filter(pk=pk, delivery__in=PENDING, next_attempt_at__lte=now).first()
    if row is None:
        return None
    expired = isinstance(row, StatusCode) and row.expires_at <= now
    if expired or row.attempts >= retries.MOST_ATTEMPTS:
        # A row that so many workers died of is left for a person.
        row.delivery, row.next_attempt_at = Delivery.FAILED, None
        row.save(update_fields=["delivery", "next_attempt_at"])
        return None
    if isinstance(row, Message) and _waits_for_another(row, now):
        return None
    row.delivery, row.attempts = Delivery.SENDING, row.attempts + 1
    row.next_attempt_at = now + retries.LEASE
    fields = ["delivery", "attempts", "next_attempt_at"]
    if isinstance(row, Message) and not row.message_id:
        row.message_id = addressing().new_message_id()
        fields.append("message_id")
    row.save(update_fields=fields)
    return row


def _waits_for_another(row: Message, now: dt.datetime) -> bool:
    """The messages of a ticket go in the order in which they were written."""
    earlier = (
        Message.objects.filter(ticket=row.ticket_id, id__lt=row.pk, delivery__in=PENDING)
        .order_by("id")
        .first()
    )
    if earlier is None or earlier.next_attempt_at is None:
        return False
    row.next_attempt_at = max(earlier.next_attempt_at, now + dt.timedelta(seconds=5))
    row.save(update_fields=["next_attempt_at"])
    return True


def _letter(row: Row, now: dt.datetime) -> smtp.Letter:
    if isinstance(row, Message):
        return letter_of_message(row, now=now)
    if isinstance(row, Notice):
        return letter_of_notice(row, now=now)
    return letter_of_code(row, now=now)


@transaction.atomic
def _sent(row: Row, now: dt.datetime) -> None:
    # The ticket before its message, as everywhere: two verbs never wait for each other.
    ticket = lock_ticket(row.ticket_id) if isinstance(row, Message) else None
    if not _settle(row, Delivery.SENT, sent_at=now, last_error=""):
        return
    if isinstance(row, Message) and ticket:
        record(ticket, EventKind.DELIVERED, by=Robot.SYSTEM, now=now, message=row.pk)
        _wake_next(row, now)


def _wake_next(row: Message, now: dt.datetime) -> None:
    """Whatever waited for this one on the same ticket goes now."""
    waiting = Message.objects.filter(ticket=row.ticket_id, delivery=Delivery.QUEUED).order_by("id")
    following = waiting.first()
    if following:
        waiting.filter(pk=following.pk).update(next_attempt_at=now)
        wake("channels.deliver", following.pk)


@transaction.atomic
def _try_later(row: Row, code: str, now: dt.datetime) -> None:
    again = retries.next_attempt(attempts=row.attempts, created_at=row.created_at, now=now)
    if again is None:
        _give_up(row, code, now)
        return
    _settle(row, Delivery.QUEUED, next_attempt_at=again, last_error=code[:200])


@transaction.atomic
def _give_up(row: Row, code: str, now: dt.datetime) -> None:
    ticket = lock_ticket(row.ticket_id) if isinstance(row, Message) else None
    if not _settle(row, Delivery.FAILED, last_error=code[:200]):
        return
    if not isinstance(row, Message) or ticket is None:
        logger.error("mail_not_delivered", model=type(row).__name__, row=row.pk, code=code)
        return
    record(ticket, EventKind.DELIVERY_FAILED, by=Robot.SYSTEM, now=now, message=row.pk, code=code)
    notify(
        NoticeKind.DELIVERY_FAILED,
        users=owner_or_supervisors(ticket),
        ticket=ticket,
        key=f"delivery:{row.pk}",
        now=now,
    )
    _wake_next(row, now)


def _settle(
    row: Row,
    state: Delivery,
    *,
    next_attempt_at: dt.datetime | None = None,
    **facts: object,
) -> bool:
    """Write what became of the attempt, unless something else became of the row meanwhile."""
    return bool(
        type(row)
        .objects.filter(pk=row.pk, delivery=Delivery.SENDING, attempts=row.attempts)
        .update(delivery=state, next_attempt_at=next_attempt_at, **facts)
    )
