"""What stands beside the thread: people, other enquiries, clocks, routing, who else is here."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import User
from people.models import ContactPoint
from tickets.enums import DraftKind, PartyRole
from tickets.models import (
    Clock,
    DocumentHandover,
    Draft,
    Party,
    Referral,
    RoutingDecision,
    StandardText,
    Ticket,
    Viewing,
)
from tickets.queries.rows import clock_word, with_rows
from tickets.roles import may_be_told, speaks_for_the_client

OTHERS = 10
WRITING = dt.timedelta(minutes=2)
REPLY_TO = (
    PartyRole.REPRESENTATIVE,
    PartyRole.CORRESPONDENT,
    PartyRole.MEMBERS_OFFICE,
    PartyRole.CLIENT,
)


@dataclass(frozen=True)
class ShownParty:
    """A person of the ticket, with what may be said to them and how they are reached."""

    party: Party
    may_be_told: Any
    verified: frozenset[str]
    bounced: frozenset[str]

    @property
    def speaks_for_the_client(self) -> bool:
        return speaks_for_the_client(self.party.role)


def parties_of(ticket: Ticket) -> list[ShownParty]:
    """The people of a ticket, in the order in which they were named."""
    parties = (
        ticket.parties.select_related("person", "organisation")
        .prefetch_related("person__contact_points")
        .order_by("id")
    )
    return [_shown(party) for party in parties]


def _shown(party: Party) -> ShownParty:
    points: list[ContactPoint] = list(party.person.contact_points.all())
    return ShownParty(
        party,
        may_be_told(party.role),
        frozenset(point.value for point in points if point.verified_at),
        frozenset(point.value for point in points if point.bounced_at),
    )


def reply_goes_to(parties: list[ShownParty]) -> ShownParty | None:
    """Who gets a reply: the order in which `tickets.actions.thread.recipient` looks."""
    for role in REPLY_TO:
        for shown in parties:
            if shown.party.role == role and shown.party.email:
                return shown
    return None


def others_of(ticket: Ticket, user: User) -> list[Ticket]:
    """Other enquiries of the same person or client number that the user may see."""
    same = Q(client=ticket.client_id)
    if ticket.uci:
        same |= Q(uci=ticket.uci)
    if ticket.continues_id:
        same |= Q(pk=ticket.continues_id)
    others = Ticket.objects.visible_to(user).filter(same).exclude(pk=ticket.pk)
    return list(with_rows(others).order_by("-created_at", "-id")[:OTHERS])


@dataclass(frozen=True)
class ExplainedClock:
    """A clock with its word now."""

    clock: Clock
    word: str

    @property
    def stopped(self) -> bool:
        return self.clock.stopped_at is not None


def clocks_of(ticket: Ticket, now: dt.datetime) -> list[ExplainedClock]:
    """The ticket's clocks and those of its referrals, with the versions that they go by."""
    clocks = (
        Clock.objects.filter(ticket=ticket)
        .with_rules()
        .select_related("calendar_version__calendar", "standard_version__standard", "referral")
        .order_by("id")
    )
    return [ExplainedClock(clock, clock_word(clock, now)) for clock in clocks]


def routing_of(ticket: Ticket) -> RoutingDecision | None:
    """The decision by which the ticket came to its first queue."""
    decisions = RoutingDecision.objects.filter(ticket=ticket)
    return (
        decisions.select_related("rule", "rule_set", "operation", "queue").order_by("-id").first()
    )


@dataclass(frozen=True)
class Company:
    """Colleagues at the same ticket: those who write are not among those who read."""

    writers: list[Draft] = field(default_factory=list)
    readers: list[User] = field(default_factory=list)


def company_of(ticket: Ticket, user: User, now: dt.datetime) -> Company:
    """Who else has the ticket open now, and who is writing to the client."""
    drafts = Draft.objects.filter(
        ticket=ticket, kind=DraftKind.REPLY, saved_at__gt=now - WRITING
    ).exclude(user=user)
    writers = list(drafts.select_related("user").order_by("user__name", "pk"))
    writing = {draft.user_id for draft in writers}
    viewings = Viewing.objects.filter(ticket=ticket).by_others(user, now).select_related("user")
    readers = [item.user for item in viewings.order_by("user__name", "pk")]
    return Company(writers, [reader for reader in readers if reader.pk not in writing])


def open_referrals(ticket: Ticket) -> list[Referral]:
    return list(ticket.referrals.unanswered().select_related("office", "climbed_to").order_by("id"))


def handovers_of(ticket: Ticket) -> list[DocumentHandover]:
    """What was passed on to offices for the client, newest first."""
    return list(
        ticket.handovers.select_related("office", "consent_of", "created_by", "received_by")
        .prefetch_related("attachments")
        .order_by("-id")
    )


def reply_templates() -> list[StandardText]:
    return list(StandardText.objects.published().filter(use="template"))
