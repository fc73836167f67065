"""One raw RFC 5322 message on standard input, received as the real inbound path does."""

import base64
import binascii
import json
import sys
from argparse import ArgumentParser
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from channels import envelopes
from channels.actions.compose import subject_line
from channels.actions.receive_email import author_of, receive_email
from channels.actions.store_email import store_email
from contactcentre.kit import clock
from tickets.models import Message, Ticket

UNREADABLE = "unreadable"
TRY_AGAIN = 75
MOST_BYTES = 100 * 1024 * 1024


class Command(BaseCommand):
    help = "Receive one raw e-mail from standard input; print one JSON object about it."
    # A dry run works where no database, broker or setting of a real centre is at hand.
    requires_system_checks = ()
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mailbox", default="", help="which of our mailboxes it came to")
        parser.add_argument("--recipient", help="the envelope's recipient")
        parser.add_argument("--sender", help="the envelope's sender; empty for the null sender")
        parser.add_argument("--dry-run", action="store_true", help="parse only, without database")
        parser.add_argument("--stream", action="store_true", help="JSON lines in, JSON lines out")

    def handle(self, *args: Any, **options: Any) -> None:
        stdin: BinaryIO = getattr(options.get("stdin") or sys.stdin, "buffer", sys.stdin.buffer)
        if options["stream"]:
            for line in stdin:
                if line.strip():
                    self._say(self._answer_line(line, options))
            return
        raw = stdin.read(MOST_BYTES)
        while stdin.read(1 << 20):
            # Far beyond what is read as a mail: what came first says who wrote.
            continue
        self._say(self._answer(raw, options))

    def _say(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer))
        self.stdout.flush()

    def _answer_line(self, line: bytes, options: dict[str, Any]) -> dict[str, Any]:
        identifier = None
        try:
            request = json.loads(line)
            identifier = request.get("id")
            raw = base64.b64decode(request["raw_b64"])
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            return {"id": identifier, "error": "bad_line"}
        return {"id": identifier} | self._answer(raw, options)

    def _answer(self, raw: bytes, options: dict[str, Any]) -> dict[str, Any]:
        if options["dry_run"]:
            return _parsed(raw, options["sender"])
        try:
            return _received(raw, options)
        except (DatabaseError, InterfaceError, OSError) as error:
            # The mail server keeps it and comes again; if it was stored, that is a duplicate.
            self.stderr.write(f"The mail could not be stored: {type(error).__name__}")
            raise SystemExit(TRY_AGAIN) from error


def _parsed(raw: bytes, sender: str | None) -> dict[str, Any]:
    try:
        return envelopes.parse(raw, envelope_sender=sender).as_json()
    except Exception:  # noqa: BLE001  a dry run answers with a code, whatever it was given
        return envelopes.Envelope(error=UNREADABLE).as_json()


def _received(raw: bytes, options: dict[str, Any]) -> dict[str, Any]:
    now = clock.now()
    inbound = store_email(
        raw=raw,
        mailbox=options["mailbox"] or settings.MAIL_LOCAL_PART,
        recipient=options["recipient"] or "",
        envelope_sender=options["sender"],
        now=now,
    )
    received = receive_email(inbound_id=inbound.pk, now=now)
    if received is None:
        raise OSError("another process reads it")
    outcome = received.outcome
    ticket, receipt = outcome.ticket, outcome.acknowledgement
    return received.envelope.as_json() | {
        "action": str(outcome.action),
        "ticket": ticket.number if ticket else None,
        "author": author_of(outcome),
        "ack": _ack(receipt, ticket) if receipt and ticket else None,
        "count": ticket.messages.count() if ticket else 0,
    }


def _ack(receipt: Message, ticket: Ticket) -> dict[str, str]:
    return {"message_id": receipt.message_id, "subject": subject_line(receipt, ticket)}
