"""`manage.py explain REF`: why a ticket is where it is, and every interval of its clocks."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from contactcentre.kit import clock as wall
from tickets import references, sla
from tickets.models import Clock, Ticket


class Command(BaseCommand):
    help = "Say why a ticket is where it is, and what counted in its clocks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", metavar="REF")

    def handle(self, *, reference: str, **options: Any) -> None:
        ticket = (
            Ticket.objects.select_related("queue", "assignee")
            .filter(reference=references.parse(reference) or "")
            .first()
        )
        if ticket is None:
            raise CommandError(f"There is no ticket {reference}.")
        now = wall.now()
        self._place(ticket)
        self._routing(ticket)
        events = list(ticket.events.all())
        for clock in Clock.objects.with_rules().filter(ticket=ticket):
            self._clock(clock, clock.read(clock.facts(events), now=now))

    def _place(self, ticket: Ticket) -> None:
        owner = f"user {ticket.assignee_id}" if ticket.assignee_id else "nobody"
        self.stdout.write(f"{ticket.number}: {ticket.state}, priority {ticket.priority}")
        self.stdout.write(f"  queue {ticket.queue.code}, owned by {owner}, {ticket.sensitivity}")
        self.stdout.write(f"  next action {_utc(ticket.next_action_at)}, due {_utc(ticket.due_at)}")

    def _routing(self, ticket: Ticket) -> None:
        related = ("rule_set", "rule", "operation", "queue")
        for decision in ticket.routing_decisions.select_related(*related):
            if decision.operation:
                self.stdout.write(
                    f"Routed {_utc(decision.at)} by the special operation"
                    f" {decision.operation.slug_en} “{decision.operation.name_en}”, then:"
                )
            rule = (
                f"rule {decision.rule.position} “{decision.rule.name_en}”"
                if decision.rule
                else ("no rule matched: the default queue")
            )
            self.stdout.write(f"Routed {_utc(decision.at)} by rules {decision.rule_set}: {rule}")
            self.stdout.write(f"  because {decision.matched['matched']}")
            self.stdout.write(f"  it set {decision.sets}, queue {decision.queue.code}")

    def _clock(self, clock: Clock, reading: sla.Reading) -> None:
        rules = clock.calendar_version.rule()
        zone = ZoneInfo(clock.calendar_version.zone)
        of = f" of R-{clock.referral_id}" if clock.referral_id else ""
        self.stdout.write(
            f"Clock {clock.kind}{of}: {reading.state}, {clock.standard_version}, "
            f"calendar {clock.calendar_version}"
        )
        self.stdout.write(
            f"  {reading.target} business seconds from {_local(reading.started_at, zone)}: "
            f"due {_local(reading.due_at, zone)}, at risk {_local(reading.at_risk_at, zone)}, "
            f"{reading.remaining} left"
        )
        for part in sla.intervals(rules, reading):
            self.stdout.write(
                f"  {_local(part.start, zone)} – {_local(part.end, zone)}  {part.why}"
                + (f" ({', '.join(str(day) for day in part.holidays)})" if part.holidays else "")
            )


def _utc(moment: dt.datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "none"


def _local(moment: dt.datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M:%S %z}"
