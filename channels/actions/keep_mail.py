"""The words and files of a mail as the one door takes them."""

import datetime as dt
import hashlib
from typing import NamedTuple

from channels.actions.match_thread import Thread
from channels.actions.submit import subject_of
from channels.envelopes import Attachment, Envelope
from channels.models import InboundMessage
from tickets.actions.open import Enquiry, Sender
from tickets.adapters import files
from tickets.enums import Channel, PartyRole
from tickets.models import Ticket


class Mail(NamedTuple):
    """A stored mail being read."""

    inbound: InboundMessage
    envelope: Envelope
    raw: bytes
    now: dt.datetime


def key_of(mail: Mail) -> str:
    """The door's key. Without an id, who wrote, when and about what tell mails with the same
    words apart."""
    said = mail.envelope
    names = [said.message_id] if said.message_id else [said.sender, str(said.date), said.subject]
    facts = [mail.inbound.mailbox, *names, said.digest()]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()


def enquiry_from(mail: Mail, *, language: str, continued: Thread | None = None) -> Enquiry:
    """What the door takes; with `continued`, a party goes on with a closed ticket."""
    said = mail.envelope
    facts = _facts_of(continued) if continued else {}
    return Enquiry(
        channel=Channel.EMAIL,
        key=f"mail:{mail.inbound.pk}",
        language=language,
        subject=said.subject[:200] or subject_of(said.reply),
        body=said.reply or said.text,
        full_text=said.text if said.text != said.reply else "",
        html=said.html,
        message_id=(said.message_id or "")[:255],
        sender=_sender(said, continued),
        files=tuple(_kept(mail.raw, each) for each in said.attachments),
        **facts,  # type: ignore[arg-type]
    )


def language_of(mail: Mail) -> str:
    """The language of the words; where they do not tell, that of the sender's last ticket, else
    English."""
    if mail.envelope.language:
        return mail.envelope.language
    last = (
        Ticket.objects.filter(parties__email=mail.envelope.sender.lower())
        .order_by("-id")
        .values_list("language", flat=True)
        .first()
    )
    return last or "en"


def _sender(said: Envelope, continued: Thread | None) -> Sender:
    address = said.sender.lower()
    name = (said.sender_name or address)[:200]
    if continued is None or continued.party is None:
        return Sender(name=name, email=address)
    party = continued.party
    return Sender(
        name=party.person.name,
        email=address,
        phone=party.phone,
        role=PartyRole(party.role),
        relation=party.relation,
    )


def _facts_of(continued: Thread) -> dict[str, object]:
    """What is known of the closed ticket's client and file goes with the new one."""
    ticket = continued.ticket
    return {
        "client_name": ticket.client.name,
        "client_family_name": ticket.client.family_name,
        "client_date_of_birth": ticket.client.date_of_birth,
        "enquiry_type": ticket.enquiry_type.code if ticket.enquiry_type else "",
        "country": ticket.country,
        "province": ticket.province,
        "time_zone": ticket.time_zone,
        "uci": ticket.uci,
        "application_numbers": tuple(ticket.application_numbers),
        "continues": ticket.pk,
    }


def _kept(raw: bytes, attachment: Attachment) -> files.StoredFile:
    sha256, size = files.keep(attachment.chunks(raw))
    return files.StoredFile(
        sha256=sha256,
        name=attachment.filename,
        content_type=attachment.type[:100],
        size=size,
        inline=attachment.inline,
    )
