"""Mails about sign-in: queued as rows with a delivery state, sent by the channels' delivery."""

import datetime as dt

from django.db import transaction

from accounts.enums import MailState
from accounts.models import SignInMail
from accounts.signals import mail_queued

USELESS_AFTER = dt.timedelta(hours=24)
LEASE = dt.timedelta(minutes=5)
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60)]


@transaction.atomic
def queue_mail(*, to: str, language: str, subject: str, body: str, now: dt.datetime) -> SignInMail:
    """Keep a mail to be sent, and say so once it has committed."""
    mail = SignInMail.objects.create(
        to_email=to,
        language=language,
        subject=" ".join(subject.split()),
        body=body,
        created_at=now,
        next_attempt_at=now,
    )
    transaction.on_commit(lambda: mail_queued.send_robust(SignInMail, mail_id=mail.pk), robust=True)
    return mail


@transaction.atomic
def begin_sending(*, mail_id: int, now: dt.datetime) -> SignInMail | None:
    """Mark a due mail as being sent before the network is touched; None when it is not due.

    A mail whose links have died is given up instead.
    """
    due = SignInMail.objects.due_for_delivery(now)
    mail = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=mail_id).first()
    if mail is None:
        return None
    if mail.created_at + USELESS_AFTER <= now:
        _end(mail, MailState.FAILED)
        return None
    mail.state, mail.next_attempt_at = MailState.SENDING, now + LEASE
    mail.attempts += 1
    mail.save(update_fields=["state", "attempts", "next_attempt_at"])
    return mail


@transaction.atomic
def mark_sent(*, mail: SignInMail, now: dt.datetime) -> None:
    """The mail server took it. Its text, which holds a key, is not kept."""
    mail.sent_at = now
    _end(mail, MailState.SENT)


@transaction.atomic
def mark_failed(*, mail: SignInMail, error: str, now: dt.datetime, final: bool = False) -> None:
    """It did not go out: tried again later, unless the refusal was final."""
    mail.last_error = error[:200]
    if final:
        _end(mail, MailState.FAILED)
        return
    pause = PAUSES[min(mail.attempts, len(PAUSES)) - 1]
    mail.state, mail.next_attempt_at = MailState.QUEUED, now + pause
    mail.save(update_fields=["state", "next_attempt_at", "last_error"])


def _end(mail: SignInMail, state: MailState) -> None:
    mail.state, mail.next_attempt_at, mail.body = state, None, ""
    mail.save(update_fields=["state", "next_attempt_at", "body", "sent_at", "last_error"])
