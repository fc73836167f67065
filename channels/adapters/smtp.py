"""The way out for mail: one recipient an envelope, and each answer of the server told apart."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from django.conf import settings

_ENHANCED = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
_ONE_ADDRESS = re.compile(r"[^\s<>,;:\"\\]{1,254}@[^\s<>,;:\"\\]{1,253}\Z")


@dataclass(frozen=True)
class Letter:
    """A mail ready to go. `sender` is the envelope's: empty for mail that nobody may answer."""

    content: EmailMessage
    sender: str
    recipient: str


class SendingFailed(Exception):
    """The mail did not go. `code` names the reason without personal facts."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class TemporaryFailure(SendingFailed):
    """It may go later: the server is away, or asks for patience."""


class PermanentFailure(SendingFailed):
    """It will never go to this address like this."""


def send(letter: Letter) -> None:
    """Hand one mail to the server. Raises TemporaryFailure or PermanentFailure."""
    if not _ONE_ADDRESS.match(letter.recipient):
        raise PermanentFailure("bad_address")
    try:
        data = letter.content.as_bytes(policy=SMTP if letter.recipient.isascii() else SMTPUTF8)
    except (ValueError, LookupError, UnicodeError) as error:
        raise PermanentFailure("bad_content") from error
    try:
        with _connect() as server:
            _transact(server, letter, data)
    except smtplib.SMTPAuthenticationError as error:
        # Our own mistake, never the recipient's: it is put right, then all mail goes.
        raise TemporaryFailure(_code(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(type(error).__name__) from error


def _connect() -> smtplib.SMTP:
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    server = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
    if settings.EMAIL_USE_TLS:
        server.starttls(context=ssl.create_default_context())
    if settings.EMAIL_HOST_USER:
        server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    return server


def _transact(server: smtplib.SMTP, letter: Letter, data: bytes) -> None:
    server.ehlo_or_helo_if_needed()
    unicode = not letter.recipient.isascii()
    if unicode and not server.has_extn("smtputf8"):
        raise PermanentFailure("no_smtputf8")
    code, answer = server.mail(letter.sender, ["SMTPUTF8", "BODY=8BITMIME"] if unicode else [])
    if code == 250:
        code, answer = server.rcpt(letter.recipient)
    if code not in (250, 251):
        raise _judged(code, answer)
    code, answer = server.data(data)
    if code != 250:
        raise _judged(code, answer)


def _judged(code: int, answer: bytes | str) -> SendingFailed:
    kind = PermanentFailure if 500 <= code <= 599 else TemporaryFailure
    return kind(_code(code, answer))


def _code(code: int, answer: bytes | str) -> str:
    """`550 5.1.1`: the server's own words may hold an address, and stay out."""
    text = answer.encode() if isinstance(answer, str) else answer
    enhanced = _ENHANCED.search(text)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)
