"""The link that makes the first administrator; there is none once there is one."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.invite import invitation_link, invite_first_administrator
from accounts.enums import Language
from accounts.exceptions import AccountRefused
from contactcentre.kit import clock


class Command(BaseCommand):
    help = "Prints a one-time link, good for 24 hours, that makes the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=Language.values, default=Language.EN.value)

    def handle(self, *args: object, language: str, **options: object) -> None:
        try:
            _invitation, secret = invite_first_administrator(
                language=Language(language), now=clock.now()
            )
        except AccountRefused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(invitation_link(secret, language))
