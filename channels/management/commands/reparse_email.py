"""Read mails of the quarantine again: after a fix, or to see what happens."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from channels.actions.receive_email import receive_email
from channels.actions.reparse_email import reparse_email
from channels.enums import InboundState
from channels.models import InboundMessage
from contactcentre.kit import clock


class Command(BaseCommand):
    help = "Read mails of the quarantine again, by number or all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, help="numbers of received mails")
        parser.add_argument("--all", action="store_true", help="every mail of the quarantine")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = InboundMessage.objects.filter(state=InboundState.QUARANTINED).order_by("id")
        if not options["all"]:
            waiting = waiting.filter(pk__in=options["ids"])
        for pk in list(waiting.values_list("pk", flat=True)):
            reparse_email(inbound_id=pk, now=clock.now())
            received = receive_email(inbound_id=pk, now=clock.now())
            self.stdout.write(f"{pk}: {received.outcome.action if received else 'being read'}")
