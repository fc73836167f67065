"""What to write down at the telephone provider for each line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from channels.actions.apologise import apologise
from channels.adapters.twiml.addresses import Addresses
from channels.adapters.twiml.documents import render
from channels.enums import LineKind
from channels.models import VoiceLine


class Command(BaseCommand):
    help = "Show the addresses of each active telephone line, for the provider's own settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        active = VoiceLine.objects.filter(is_active=True)
        # The line for everybody comes first; the sort keeps the order of the others.
        lines = [_facts(line) for line in sorted(active, key=_is_special)]
        if options["json"]:
            self.stdout.write(json.dumps(lines))
            return
        for line in lines:
            self.stdout.write(f"{line['number']}  {line['names']['en']} / {line['names']['fr']}")
            for name in ("voice", "status", "fallback", "document"):
                self.stdout.write(f"  {name:<9} {line[name]}")


def _is_special(line: VoiceLine) -> bool:
    return line.kind != LineKind.GENERAL


def _facts(line: VoiceLine) -> dict[str, Any]:
    addresses = Addresses(line.slug)
    return {
        "slug": line.slug,
        "number": line.number,
        "names": {"en": line.name_en, "fr": line.name_fr},
        "voice": addresses.voice(),
        "status": addresses.status(),
        "fallback": addresses.fallback(),
        "document": render(apologise(line=line, language=""), addresses).decode(),
    }
