"""The invented people who work here, with random passwords."""

import secrets
from dataclasses import dataclass
from random import Random

from accounts.enums import Role
from accounts.models import Membership, Skill, Team, User
from contactcentre.demo.files import listed
from tickets.models import ProcessingOffice, Ticket

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class Account:
    """How to sign in as one of them."""

    role: str
    email: str
    password: str


def make_staff() -> list[Account]:
    """Create the demonstration's users; one that exists gets a new password."""
    return [_make(facts) for facts in listed("users")]


def _make(facts: dict) -> Account:
    account = Account(facts["role"], facts["email"], new_password())
    user = User.objects.filter(email=account.email).first()
    if user is not None:
        user.set_password(account.password)
        user.save(update_fields=["password"])
        return account
    user = User.objects.create_user(
        email=account.email,
        password=account.password,
        name=facts["name"],
        roles=[Role(account.role)],
        language=facts["language"],
        languages=facts["languages"],
    )
    for team in Team.objects.filter(code__in=facts["teams"]):
        Membership.objects.create(user=user, team=team)
    user.skills.set(Skill.objects.filter(code__in=facts["skills"]))
    user.offices.set(ProcessingOffice.objects.filter(code__in=facts["offices"]))
    return account


def new_password() -> str:
    """Three groups that can be read from a screen and typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))


def supervisor_for(ticket: Ticket) -> User:
    """A supervisor of the ticket's queue, or any."""
    supervisors = User.objects.with_role(Role.SUPERVISOR)
    return supervisors.filter(teams__queues=ticket.queue_id).first() or supervisors[0]


def colleague_for(ticket: Ticket, *, chance: Random, other_than: User | None = None) -> User:
    """An agent who can work the ticket, or a supervisor where there is none."""
    able = User.objects.with_role(Role.AGENT).filter(
        teams__queues=ticket.queue_id, languages__contains=[ticket.language]
    )
    free = [
        user
        for user in able.order_by("pk")
        if user != other_than
        and {*ticket.required_skills} <= {skill.code for skill in user.skills.all()}
    ]
    return chance.choice(free) if free else supervisor_for(ticket)
