"""`manage.py load_history --tickets N`: bulk history for benchmarks, straight into the tables.

Not for a centre that serves people: it goes around the verbs, on purpose, because a million
tickets through them would take hours. Same seed, same tickets.
"""

import datetime as dt
import random
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from accounts.enums import Language
from contactcentre.kit import clock
from tickets import references
from tickets.enums import Author, Channel, Direction, EventKind, PartyRole, Priority, State
from tickets.models import EnquiryType, OutcomeCode, Queue, Ticket

YEARS = 5
BATCH = 20_000
LIVE_SHARE = 0.03
WORDS = {
    "en": "application status passport photo visa permit medical office letter delay fee account "
    "family sponsor travel document online form error renew card citizenship test oath".split(),
    "fr": "demande état passeport photo visa permis médical bureau lettre retard frais compte "
    "famille parrain voyage document ligne formulaire erreur renouveler carte citoyenneté".split(),
}
COLUMNS = {
    "people_person": "id name family_name language accommodation created_at",
    "tickets_ticket": "id reference channel state subject enquiry_type_id language client_id"
    " country province time_zone uci application_numbers priority urgency_claimed"
    " urgency_assessed sensitivity high_profile queue_id required_skills tags outcome_id"
    " thread_version created_at routed_at due_at next_action_at last_message_at resolved_at"
    " closed_at caller_waits",
    "tickets_party": "ticket_id person_id role relation email phone",
    "tickets_message": "ticket_id direction author person_id channel language subject body"
    " full_text html created_at flagged automatic to_email message_id in_reply_to delivery"
    " attempts last_error indexed",
    "tickets_event": "ticket_id kind at actor data",
}


class Command(BaseCommand):
    help = "Load bulk history for benchmarks. Never on a centre that serves people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tickets", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, tickets: int, seed: int, **options: Any) -> None:
        if Ticket.objects.exists():
            raise CommandError("This database has tickets; use an empty one.")
        call_command("load_reference", verbosity=0)
        history = History(random.Random(seed), clock.now())  # noqa: S311 - data, not secrets
        for start in range(1, tickets + 1, BATCH):
            stop = min(start + BATCH, tickets + 1)
            with transaction.atomic():
                history.load(range(start, stop))
            self.stderr.write(f"{stop - 1:,} of {tickets:,} tickets")
        history.settle()


@dataclass(frozen=True)
class Past:
    """One enquiry of the past."""

    number: int
    language: str
    live: bool
    created: dt.datetime
    subject: str

    def person(self) -> tuple:
        name, family = f"Person {self.number}", f"Family{self.number % 9973}"
        return (self.number, name, family, self.language, "", self.created)

    def message(self, body: str) -> tuple:
        return (
            self.number,
            Direction.IN,
            Author.CLIENT,
            self.number,
            Channel.WEB,
            self.language,
            self.subject,
            body,
            "",
            "",
            self.created,
            False,
            False,
            "",
            "",
            "",
            "",
            0,
            "",
            True,
        )


class History:
    """Rows of the past, made batch by batch."""

    def __init__(self, chance: random.Random, now: dt.datetime) -> None:
        self.chance, self.now = chance, now
        self.queues = list(Queue.objects.values_list("pk", flat=True))
        self.types = list(EnquiryType.objects.values_list("pk", flat=True))
        self.last = 0
        self.references: set[str] = set()
        self.outcome = OutcomeCode.objects.get(code="answered").pk

    def load(self, numbers: range) -> None:
        self.last = numbers[-1]
        rows = [self._rows(number) for number in numbers]
        for table, columns in COLUMNS.items():
            self._copy(table, columns.split(), (row[table] for row in rows))

    def _copy(self, table: str, columns: list[str], rows: Iterator[tuple]) -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _rows(self, number: int) -> dict[str, tuple]:
        chance = self.chance
        language = chance.choices(Language.values, [3, 1])[0]
        live = chance.random() < LIVE_SHARE
        age = dt.timedelta(days=chance.uniform(0, 20 if live else 365 * YEARS))
        past = Past(
            number=number,
            language=language,
            live=live,
            created=self.now - age,
            subject=" ".join(chance.choices(WORDS[language], k=6)),
        )
        email = f"person{number}@example.org"
        body = " ".join(chance.choices(WORDS[language], k=60))
        return {
            "people_person": past.person(),
            "tickets_ticket": self._ticket(past),
            "tickets_party": (number, number, PartyRole.CLIENT, "", email, ""),
            "tickets_message": past.message(body),
            "tickets_event": (number, EventKind.RECEIVED, past.created, "client", "{}"),
        }

    def _ticket(self, past: Past) -> tuple:
        chance, created = self.chance, past.created
        due = created + dt.timedelta(days=14)
        closed = None if past.live else min(created + dt.timedelta(days=25), self.now)
        return (
            past.number,
            self._reference(),
            chance.choice([Channel.WEB, Channel.EMAIL]),
            State.OPEN if past.live else State.CLOSED,
            past.subject,
            chance.choice(self.types),
            past.language,
            past.number,
            "CA",
            "QC",
            "",
            f"{chance.randrange(10**8):08d}",
            [],
            chance.choices(Priority.values, [2, 8, 80, 10])[0],
            "",
            "",
            "ordinary",
            False,
            chance.choice(self.queues),
            [],
            [],
            None if past.live else self.outcome,
            0,
            created,
            created,
            due,
            due if past.live else None,
            created,
            closed,
            closed,
            False,
        )

    def _reference(self) -> str:
        while (reference := references.new_reference()) in self.references:
            pass
        self.references.add(reference)
        return reference

    def settle(self) -> None:
        """Index the words, move the sequences on, and let the planner know."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tickets_ticketsearch (ticket_id, words)"
                " SELECT ticket_id, to_tsvector('english', immutable_unaccent(body))"
                " || to_tsvector('french', immutable_unaccent(body)) FROM tickets_message"
            )
            for table in ("people_person", "tickets_ticket"):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, self.last]
                )
            cursor.execute("ANALYZE")
