"""Invented messages, built byte by byte: what programs and servers really write, nobody's mail."""

import base64
from collections.abc import Iterable

CLIENT = "Amina Diallo <amina.diallo@example.org>"
OURS = "Enquiries <enquiries@centre.example>"
PDF = b"%PDF-1.4\n" + bytes(range(256)) + b"\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


def message(
    body: str | bytes = "Where is my application?\n",
    *,
    headers: Iterable[str] = (),
    sender: str = CLIENT,
    to: str = OURS,
    subject: str = "My application",
    message_id: str | None = "<first@example.org>",
    content_type: str = "text/plain; charset=utf-8",
    encoding: str = "8bit",
) -> bytes:
    """One message; `headers` are added as they are."""
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        "Date: Mon, 23 Nov 2026 10:03:00 -0500",
        "MIME-Version: 1.0",
        f"Content-Type: {content_type}",
        f"Content-Transfer-Encoding: {encoding}",
        *headers,
    ]
    if message_id:
        lines.insert(3, f"Message-ID: {message_id}")
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    text = body.encode() if isinstance(body, str) else body
    return head + b"\r\n\r\n" + text


def part(
    body: bytes | str, content_type: str = "text/plain; charset=utf-8", *headers: str
) -> bytes:
    """One part of a multipart."""
    head = "\r\n".join([f"Content-Type: {content_type}", *headers])
    return head.encode() + b"\r\n\r\n" + (body.encode() if isinstance(body, str) else body)


def attached(data: bytes, name: str, content_type: str = "application/pdf", *headers: str) -> bytes:
    """A part that carries a file, in base64."""
    return part(
        base64.encodebytes(data),
        content_type,
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
        *headers,
    )


def joined(parts: Iterable[bytes], boundary: str) -> bytes:
    delimiter = b"--" + boundary.encode()
    body = b"".join(delimiter + b"\r\n" + each + b"\r\n" for each in parts)
    return body + delimiter + b"--\r\n"


def multipart(
    parts: Iterable[bytes], kind: str = "mixed", boundary: str = "=_limit", **options: object
) -> bytes:
    content_type = f'multipart/{kind}; boundary="{boundary}"'
    return message(joined(parts, boundary), content_type=content_type, **options)  # type: ignore[arg-type]


def nested(parts: Iterable[bytes], kind: str, boundary: str) -> bytes:
    """A multipart inside another."""
    return part(joined(parts, boundary), f'multipart/{kind}; boundary="{boundary}"')


def report(
    status: str = "5.1.1",
    action: str = "failed",
    *,
    diagnostic: str = "smtp; 550 5.1.1 No such user",
    original: str = "Message-ID: <ours.1@centre.example>\r\nSubject: Re: My application\r\n",
    letter: str = "Your message could not be delivered.\r\n",
) -> bytes:
    """A delivery status notification as RFC 3464 writes it."""
    facts = (
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        "Final-Recipient: rfc822; amina.diallo@example.org\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {diagnostic}\r\n"
    )
    return multipart(
        [
            part(letter),
            part(facts, "message/delivery-status"),
            part(original, "text/rfc822-headers"),
        ],
        'report; report-type="delivery-status"',
        sender="Mail Delivery System <MAILER-DAEMON@mx.example.org>",
        subject="Undelivered Mail Returned to Sender",
        headers=["Return-Path: <>", "Auto-Submitted: auto-replied"],
    )
