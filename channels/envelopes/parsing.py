"""One raw message to one Envelope. Nothing here raises on what a stranger sent, and nothing costs
more than its size."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.envelopes import (
    addresses,
    automatic,
    bodies,
    bounces,
    charsets,
    filenames,
    headers,
    languages,
    mime,
    quoting,
)

MAX_BYTES = 50 * 1024 * 1024
_ANYTHING = re.compile(rb"\S")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the message; its bytes stay in the raw message until asked for."""

    filename: str
    type: str
    size: int
    inline: bool
    sha256: str
    part: mime.Part = field(repr=False, compare=False)

    def chunks(self, raw: bytes) -> Iterator[bytes]:
        return mime.decoded(raw, self.part)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says, without a word of trust."""

    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    return_path: str = ""
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    reply: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_auto: bool = False
    bounce: bounces.Bounce | None = None
    language: str | None = None
    is_forged: bool = False
    error: str | None = None

    def digest(self) -> str:
        """Of the decoded words and files: the same message by another route has the same."""
        found = hashlib.sha256(self.text.encode())
        for attachment in self.attachments:
            found.update(b"\0" + attachment.sha256.encode())
        return found.hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The public answer of `receive_email` (DESIGN §4)."""
        return {
            "subject": self.subject,
            "from": self.sender,
            "from_name": self.sender_name,
            "to": list(self.to),
            "cc": list(self.cc),
            "reply_to": list(self.reply_to),
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
            "references": list(self.references),
            "date": self.date.isoformat() if self.date else None,
            "text": self.text,
            "reply": self.reply,
            "html": self.html,
            "attachments": [_attachment_json(each) for each in self.attachments],
            "is_auto": self.is_auto,
            "is_bounce": self.bounce is not None,
            "bounce_hard": bool(self.bounce and self.bounce.hard),
            "bounce_status": self.bounce.status if self.bounce else None,
            "language": self.language,
            "error": self.error,
        }


def _attachment_json(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "type": attachment.type,
        "size": attachment.size,
        "inline": attachment.inline,
        "sha256": attachment.sha256,
    }


def parse(raw: bytes, *, envelope_sender: str | None = None) -> Envelope:
    """The envelope of a raw RFC 5322 message, whatever its state. The sender that SMTP gave, empty
    for the null sender, goes before Return-Path."""
    raw = _prepared(raw)
    if not _ANYTHING.search(raw):
        return Envelope(error="empty")
    too_large = len(raw) > MAX_BYTES
    root = mime.read(raw[: headers.MAX_BLOCK] if too_large else raw)
    _set_return_path(root.fields, envelope_sender)
    charset = (part.params.get("charset", "") for part in root.leaves() if part.main == "text")
    root.fields.charset = next(charset, "")
    known = _header_facts(root.fields)
    if too_large:
        return Envelope(**known, error="too_large")
    return _with_content(raw, root, known)


def _set_return_path(fields: headers.Fields, sender: str | None) -> None:
    if sender is not None:
        others = [each for each in fields.items if each[0] != "return-path"]
        value = charsets.one_line(sender).strip("<> ").encode()
        fields.items = [("return-path", b"<" + value + b">"), *others]


def _prepared(raw: bytes) -> bytes:
    """Without a byte-order mark or blank lines in front; old line ends made new."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw[:1] in (b"\r", b"\n"):
        raw = raw.lstrip(b"\r\n")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return raw


def _header_facts(fields: headers.Fields) -> dict[str, Any]:
    senders = next(
        (found for name in ("from", "sender") if (found := addresses.parse(fields.text(name)))), []
    )
    delivered = [
        box
        for name in ("delivered-to", "x-original-to", "envelope-to")
        for value in fields.texts(name)
        for box in addresses.parse(value)
    ]
    returned = addresses.parse(fields.text("return-path"))
    return {
        "subject": fields.decoded("subject"),
        "sender": senders[0].address if senders else "",
        "sender_name": senders[0].name if senders else "",
        "to": _listed(fields, "to"),
        "cc": _listed(fields, "cc"),
        "reply_to": _listed(fields, "reply-to"),
        "delivered_to": tuple(dict.fromkeys(box.address for box in delivered)),
        "return_path": returned[0].address if returned else "",
        "message_id": headers.message_id(fields.text("message-id")),
        "in_reply_to": headers.message_id(fields.text("in-reply-to")),
        "references": tuple(headers.message_ids(fields.text("references"))),
        "date": headers.parse_date(fields.text("date")),
        # Only the bad news is believed: anybody can write the good news into a mail.
        "is_forged": any(
            "dmarc=fail" in value.lower() for value in fields.texts("authentication-results")
        ),
    }


def _listed(fields: headers.Fields, name: str) -> tuple[str, ...]:
    joined = ", ".join(fields.texts(name))
    return tuple(box.address for box in addresses.parse(joined))


def _with_content(raw: bytes, root: mime.Part, known: dict[str, Any]) -> Envelope:
    content = bodies.collect(raw, root)
    text = charsets.clean(content.text()).strip("\n")
    attachments = _attachments(raw, content)
    reply = quoting.written_now(text)
    subject, sender = known["subject"], known["sender"]
    bounce = bounces.find(
        raw, root, sender=f"{sender} {known['sender_name']}", subject=subject, text=text
    )
    return Envelope(
        **known,
        text=text,
        reply=reply,
        html=content.html(),
        attachments=attachments,
        is_auto=bounce is not None
        or automatic.is_automatic(
            root.fields,
            subject=subject,
            sender=sender,
            report_type=root.params.get("report-type", "").lower(),
        ),
        bounce=bounce,
        language=languages.guess(reply, subject, _declared(root.fields)),
        error=_error(sender, subject, text, attachments),
    )


def _declared(fields: headers.Fields) -> str:
    """The Content-Language that Outlook writes, as a word that the guess knows."""
    label = fields.text("content-language").strip().lower()[:2]
    return {"fr": "vous", "en": "the"}.get(label, "")


def _error(sender: str, subject: str, text: str, attachments: tuple[Attachment, ...]) -> str | None:
    if not sender:
        return "no_sender"
    if not (subject or text.strip() or attachments):
        return "empty"
    return None


def _attachments(raw: bytes, content: bodies.Content) -> tuple[Attachment, ...]:
    shown = content.inline_ids()
    return tuple(
        _attachment(raw, part, number, shown) for number, part in enumerate(content.files, start=1)
    )


def _attachment(raw: bytes, part: mime.Part, number: int, shown: set[str]) -> Attachment:
    digest, size = hashlib.sha256(), 0
    for piece in mime.decoded(raw, part):
        digest.update(piece)
        size += len(piece)
    return Attachment(
        filename=_filename(raw, part, number),
        type=part.type,
        size=size,
        inline=_is_inline(part, shown),
        sha256=digest.hexdigest(),
        part=part,
    )


def _filename(raw: bytes, part: mime.Part, number: int) -> str:
    name = part.filename
    if part.type in ("message/rfc822", "message/global"):
        name = name or bodies.nested_subject(raw, part)
        # A subject is not a path: its slashes are words.
        name = name if part.filename else name.replace("/", "-").replace("\\", "-")
        if name and not name.lower().endswith(".eml"):
            name += ".eml"
    return filenames.safe(name, part.type, number)


def _is_inline(part: mime.Part, shown: set[str]) -> bool:
    if part.content_id and part.content_id in shown:
        return True
    if part.main != "image" or part.disposition == "attachment":
        return False
    in_page = part.parent == "multipart/related" and bool(part.content_id)
    return part.disposition == "inline" or in_page
