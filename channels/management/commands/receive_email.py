"""One raw RFC 5322 message on standard input, received as the real inbound path does."""

import base64
import binascii
import json
import sys
from argparse import ArgumentParser
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from channels import envelopes

UNREADABLE = "unreadable"


class Command(BaseCommand):
    help = "Receive one raw e-mail from standard input; print one JSON object about it."
    # A dry run works where no database, broker or setting of a real centre is at hand.
    requires_system_checks = ()

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
        self._say(self._answer(stdin.read(), options))

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
        return _parsed(raw, options["sender"])


def _parsed(raw: bytes, sender: str | None) -> dict[str, Any]:
    try:
        return envelopes.parse(raw, envelope_sender=sender).as_json()
    except Exception:  # noqa: BLE001  the raw message is kept elsewhere; the answer is a code
        return envelopes.Envelope(error=UNREADABLE).as_json()
