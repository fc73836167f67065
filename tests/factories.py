"""Things to test with, made through the real verbs."""

import datetime as dt
import itertools
from typing import Any

from accounts.models import Membership, Team, User
from contactcentre.demo.loading import load_demo
from contactcentre.demo.staff import Account
from tickets.actions.open import Enquiry, Sender, open_enquiry
from tickets.actions.open_operation import OperationPlan, open_operation
from tickets.actions.route import route_ticket
from tickets.enums import Channel
from tickets.models import ProcessingOffice, Queue, SpecialOperation, Ticket

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def start_numbers_at(number: int) -> None:
    """Go on after what is there already: for things made in a centre that runs."""
    global _numbers  # noqa: PLW0603 - the counter of this module
    _numbers = itertools.count(number)


def user(role: str, *, teams: bool = True, **fields: Any) -> User:
    """A user with one role; agents and supervisors work every queue unless told otherwise."""
    number = next(_numbers)
    made = User.objects.create_user(
        email=f"{role}{number}@centre.example",
        password=PASSWORD,
        name=f"{role.title()} {number}",
        roles=[role],
        **fields,
    )
    if teams and role in ("agent", "supervisor"):
        team, _ = Team.objects.get_or_create(
            code="everything", defaults={"name_en": "Everything", "name_fr": "Tout"}
        )
        Membership.objects.create(user=made, team=team)
        for queue in Queue.objects.all():
            queue.teams.add(team)
    return made


def officer(office: ProcessingOffice | None = None) -> User:
    """A processing officer of an office (the first one unless told otherwise)."""
    made = user("officer")
    (office or ProcessingOffice.objects.order_by("code")[0]).officers.add(made)
    return made


def enquiry(**changes: Any) -> Enquiry:
    """An enquiry as a channel hands it over."""
    number = next(_numbers)
    sender = changes.pop("sender", None) or Sender(
        name=f"Minh Tran {number}", email=f"client{number}@example.org"
    )
    facts: dict[str, Any] = {
        "channel": Channel.WEB,
        "key": f"form-{number}",
        "language": "en",
        "subject": "Where is my application?",
        "body": "I applied in March and have heard nothing since.",
        "sender": sender,
        "enquiry_type": "status",
    }
    return Enquiry(**{**facts, **changes})


def ticket(*, now: dt.datetime = NOW, routed: bool = True, **changes: Any) -> Ticket:
    """A ticket that came in by the door and, unless told otherwise, was routed."""
    opened = open_enquiry(enquiry=enquiry(**changes), now=now)
    if routed:
        route_ticket(ticket_id=opened.ticket.pk, now=now)
    opened.ticket.refresh_from_db()
    return opened.ticket


def plan(*, now: dt.datetime = NOW, **changes: Any) -> OperationPlan:
    """A special operation to be: its name and text, with a queue of its own for one team."""
    team, _ = Team.objects.get_or_create(
        code="event", defaults={"name_en": "Event team", "name_fr": "Équipe de l’événement"}
    )
    facts: dict[str, Any] = {
        "name_en": "Lebanon: help to leave",
        "name_fr": "Liban\u00a0: aide au départ",
        "announcement_en": "We help people who want to leave.",
        "announcement_fr": "Nous aidons les gens qui veulent partir.",
        "ends_at": now + dt.timedelta(days=14),
        "teams": (team,),
        "words_en": ("Beirut", "evacuat*"),
        "words_fr": ("Beyrouth", "évacu*"),
    }
    return OperationPlan(**{**facts, **changes})


def operation(
    *, by: User | None = None, now: dt.datetime = NOW, **changes: Any
) -> SpecialOperation:
    """A special operation that a supervisor opened."""
    return open_operation(
        plan=plan(now=now, **changes),
        key=f"page-{next(_numbers)}",
        by=by or user("supervisor"),
        now=now,
    )


def loaded_demo(*, now: dt.datetime, tickets: int, seed: int = 1) -> list[Account]:
    """The demonstration, and the accounts to sign in with."""
    accounts: list[Account] = []
    load_demo(
        now=now,
        tickets=tickets,
        seed=seed,
        progress=lambda fraction: None,
        keep_accounts=accounts.extend,
        past=False,
    )
    return accounts
