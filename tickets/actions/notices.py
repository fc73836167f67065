"""Notices to duty inboxes go out by e-mail, through the same delivery as messages."""

import datetime as dt

from django.db import transaction

from tickets.enums import Delivery, NoticeKind
from tickets.models import Notice, ProcessingOffice, Referral, Ticket
from tickets.signals import notice_queued


def tell_duty_inbox(
    kind: NoticeKind, *, office: ProcessingOffice, referral: Referral, key: str, now: dt.datetime
) -> None:
    """Queue one e-mail to the office's duty inbox: numbers and times, nothing personal."""
    if office.duty_email:
        tell_inbox(
            kind,
            to_email=office.duty_email,
            ticket=referral.ticket,
            referral=referral,
            key=f"{key}:{office.code}",
            now=now,
        )


def tell_inbox(
    kind: NoticeKind,
    *,
    to_email: str,
    ticket: Ticket,
    key: str,
    now: dt.datetime,
    referral: Referral | None = None,
) -> None:
    """Queue one e-mail for each key: the kind's words and the ticket's number, nothing more."""
    notice, new = Notice.objects.get_or_create(
        dedupe_key=key,
        defaults={
            "kind": kind,
            "ticket": ticket,
            "referral": referral,
            "to_email": to_email,
            "created_at": now,
            "delivery": Delivery.QUEUED,
            "next_attempt_at": now,
        },
    )
    if new:
        transaction.on_commit(
            lambda: notice_queued.send_robust(Notice, notice_id=notice.pk), robust=True
        )


@transaction.atomic
def mark_read(*, notice_ids: list[int], user_id: int, now: dt.datetime) -> None:
    """Mark a user's own notices as read."""
    Notice.objects.filter(pk__in=notice_ids, user_id=user_id, read_at=None).update(read_at=now)
