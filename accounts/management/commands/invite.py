"""Invite somebody to work here: prints a one-time link that is good for a day."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.actions.invite import invitation_link, invite
from accounts.enums import Language, Role
from accounts.exceptions import AccountRefused
from contactcentre.kit import clock


class Command(BaseCommand):
    help = "Prints a one-time link, good for 24 hours, that makes a user with the given roles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--role", action="append", required=True, choices=Role.values, dest="roles"
        )
        parser.add_argument("--language", choices=Language.values, default=Language.EN.value)

    def handle(
        self, *args: object, email: str, roles: list[str], language: str, **options: object
    ) -> None:
        try:
            validate_email(email)
            _invitation, secret = invite(
                email=email,
                roles=[Role(role) for role in dict.fromkeys(roles)],
                language=Language(language),
                by=None,
                now=clock.now(),
            )
        except ValidationError as error:
            raise CommandError(f"not an e-mail address: {email}") from error
        except AccountRefused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(invitation_link(secret, language))
