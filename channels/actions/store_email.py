"""Keep a mail's bytes before anything reads them."""

import datetime as dt
import hashlib

from django.db import transaction

from channels.envelopes.charsets import one_line
from channels.models import InboundMessage
from tickets.adapters import files

MOST_IN_ROW = 256 * 1024


@transaction.atomic
def store_email(
    *,
    raw: bytes,
    mailbox: str,
    now: dt.datetime,
    recipient: str = "",
    envelope_sender: str | None = None,
) -> InboundMessage:
    """Store a raw mail; once this returns and commits it can't be lost, whatever is in it.

    `envelope_sender` is empty for the null sender, None where SMTP's envelope is not known.
    """
    if len(raw) > MOST_IN_ROW:
        sha256, _ = files.keep(raw)
    else:
        sha256 = hashlib.sha256(raw).hexdigest()
    return InboundMessage.objects.create(
        mailbox=mailbox[:100],
        recipient=one_line(recipient, 320),
        envelope_sender=None if envelope_sender is None else one_line(envelope_sender, 320),
        raw=raw if len(raw) <= MOST_IN_ROW else None,
        raw_sha256=sha256,
        size=len(raw),
        received_at=now,
        # Whoever stores it reads it next; the sweep looks only at what was left.
        next_attempt_at=now + dt.timedelta(seconds=30),
    )


def raw_of(inbound: InboundMessage) -> bytes:
    """The mail's bytes as they came; those of the first where it came again."""
    if inbound.duplicate_of is not None:
        return raw_of(inbound.duplicate_of)
    if inbound.raw is not None:
        return bytes(inbound.raw)
    with files.open_file(inbound.raw_sha256) as stored:
        content: bytes = stored.read()
    return content
