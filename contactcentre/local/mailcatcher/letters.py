"""Reads caught mails for the screen, and writes the client's own in RFC 5322."""

import mimetypes
import secrets
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from functools import lru_cache

from django.utils.html import strip_tags
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contactcentre.local.mailcatcher.store import Caught


@dataclass(frozen=True)
class Attached:
    name: str
    type: str
    size: int


@dataclass(frozen=True)
class Letter:
    """What a person sees of a mail."""

    subject: str
    from_: str
    to: str
    reply_to: str
    message_id: str
    references: str
    text: str
    attachments: tuple[Attached, ...]


@lru_cache(maxsize=1000)
def read(mail: Caught) -> Letter:
    message = message_from_bytes(mail.raw, policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_disposition() == "attachment"]
    return Letter(
        subject=str(message.get("Subject", "")),
        from_=str(message.get("From", mail.sender)),
        to=", ".join(mail.recipients),
        reply_to=str(message.get("Reply-To", "")),
        message_id=str(message.get("Message-ID", "")),
        references=str(message.get("References", "")),
        text=_text(message),
        attachments=tuple(_attached(part) for part in parts),
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        content = str(body.get_content())
    except (LookupError, MessageError, UnicodeError):
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return strip_tags(content) if body.get_content_subtype() == "html" else content


def _attached(part: EmailMessage) -> Attached:
    payload = part.get_payload(decode=True)
    size = len(payload) if isinstance(payload, bytes) else 0
    return Attached(part.get_filename() or "?", part.get_content_type(), size)


@dataclass(frozen=True)
class Draft:
    """What the client is about to send."""

    message_id: str
    from_: str
    to: str
    subject: str
    text: str


def answer_to(mail: Caught) -> Draft:
    """The client's answer as their own mail program would begin it, quotation included."""
    letter = read(mail)
    subject = letter.subject
    me = mail.recipients[0] if mail.recipients else ""
    return Draft(
        message_id=new_message_id(me),
        from_=me,
        to=parseaddr(letter.reply_to or letter.from_)[1],
        subject=subject if subject.lower().startswith("re:") else f"Re: {subject}",
        text="\n\n" + _quoted(mail, letter),
    )


def new_message_id(sender: str) -> str:
    domain = sender.rpartition("@")[2] or "client.example"
    return f"<{secrets.token_hex(12)}@{domain}>"


def _quoted(mail: Caught, letter: Letter) -> str:
    when, who = localtime(mail.at).strftime("%Y-%m-%d %H:%M"), letter.from_
    lead = _("On %(when)s, %(who)s wrote:") % {"when": when, "who": who}
    return "\n".join([lead, *(f"> {line}".rstrip() for line in letter.text.splitlines())])


def write(draft: Draft, *, answers: Caught | None, file: tuple[str, bytes] | None) -> bytes:
    """The raw bytes of the client's mail."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = draft.from_, draft.to
    message["Subject"] = draft.subject
    message["Date"] = formatdate(time.time())
    message["Message-ID"] = draft.message_id
    if answers:
        letter = read(answers)
        message["In-Reply-To"] = letter.message_id
        message["References"] = f"{letter.references} {letter.message_id}".strip()
    message.set_content(draft.text.replace("\r\n", "\n"))
    if file:
        name, content = file
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        maintype, _, subtype = kind.partition("/")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()
