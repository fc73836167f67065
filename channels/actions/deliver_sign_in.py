"""Send the mails about sign-in, which the accounts keep: same server, same care, no ticket."""

import datetime as dt

import structlog

from accounts.actions.mail import begin_sending, mark_failed, mark_sent
from channels.actions.compose import letter_of_sign_in
from channels.adapters import smtp

logger = structlog.get_logger(__name__)


def deliver_sign_in(*, mail_id: int, now: dt.datetime) -> None:
    """Try once to send a queued mail. Nothing happens when it is not due, gone, or being sent."""
    mail = begin_sending(mail_id=mail_id, now=now)
    if mail is None:
        return
    try:
        smtp.send(letter_of_sign_in(mail, now=now))
    except smtp.PermanentFailure as failure:
        mark_failed(mail=mail, error=failure.code, now=now, final=True)
        logger.error("mail_not_delivered", model="SignInMail", row=mail.pk, code=failure.code)
    except smtp.TemporaryFailure as failure:
        mark_failed(mail=mail, error=failure.code, now=now)
    else:
        mark_sent(mail=mail, now=now)
