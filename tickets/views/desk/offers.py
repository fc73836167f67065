"""Which deeds a ticket's page offers this user now: what can't be done is not shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from tickets.enums import Sensitivity, State
from tickets.lifecycle import Move, allows
from tickets.models import Ticket

Test = Callable[[Ticket, User], bool]
FIRST, MORE = "first", "more"
WAIT = "wait"


@dataclass(frozen=True)
class Offer:
    """A deed with its words; `at_once` ones have nothing to ask and are done by a button."""

    name: str
    label: Any
    icon: str
    group: str
    when: Test
    can: Can = Can.WORK_TICKETS
    at_once: bool = False
    key: str = ""


def _works(ticket: Ticket, user: User) -> bool:
    return ticket.state not in (State.NEW, State.CLOSED)


def _mine(ticket: Ticket, user: User) -> bool:
    return ticket.assignee_id == user.pk


def _move(move: Move) -> Test:
    return lambda ticket, user: allows(ticket.state, move)


def _unowned(ticket: Ticket, user: User) -> bool:
    return _works(ticket, user) and ticket.assignee_id is None


def _held(ticket: Ticket, user: User) -> bool:
    return _works(ticket, user) and _mine(ticket, user)


def _held_by_another(ticket: Ticket, user: User) -> bool:
    return _works(ticket, user) and bool(ticket.assignee_id) and not _mine(ticket, user)


def _can_be_referred(ticket: Ticket, user: User) -> bool:
    return allows(ticket.state, Move.REFER) or ticket.state == State.WAITING_CLIENT


def may_refer(ticket: Ticket, user: User) -> bool:
    """Whether the page offers this user to ask an office."""
    return user.can(Can.ESCALATE) and _can_be_referred(ticket, user)


def _can_wait(ticket: Ticket, user: User) -> bool:
    return allows(ticket.state, Move.WAIT_FOR_CLIENT)


def _waits(ticket: Ticket, user: User) -> bool:
    return allows(ticket.state, Move.STOP_WAITING)


def _sealed(ticket: Ticket, user: User) -> bool:
    return ticket.sensitivity != Sensitivity.ORDINARY


def _always(ticket: Ticket, user: User) -> bool:
    return True


OFFERS = (
    Offer("take", _("Take"), "person", FIRST, _unowned, at_once=True, key="a"),
    Offer("resolve", _("Resolve"), "check", FIRST, _move(Move.RESOLVE)),
    Offer(
        "escalate",
        _("Refer or escalate"),
        "escalate",
        FIRST,
        _can_be_referred,
        can=Can.ESCALATE,
        key="e",
    ),
    Offer(
        WAIT, _("Wait for the client"), "pause", FIRST, _move(Move.WAIT_FOR_CLIENT), at_once=True
    ),
    Offer(
        "stop_waiting", _("Stop waiting"), "clock", FIRST, _move(Move.STOP_WAITING), at_once=True
    ),
    Offer(
        "withdraw",
        _("Withdraw a referral"),
        "cross",
        MORE,
        _move(Move.OFFICES_DONE),
        can=Can.ESCALATE,
    ),
    Offer(
        "hand_over",
        _("Pass a document on"),
        "file",
        MORE,
        _works,
        can=Can.HAND_OVER_DOCUMENTS,
    ),
    Offer("release", _("Release"), "queue", MORE, _held, at_once=True),
    Offer("transfer", _("Transfer to another queue"), "forward", MORE, _works),
    Offer("steal", _("Take over"), "person", MORE, _held_by_another, can=Can.STEAL_TICKETS),
    Offer("assign", _("Give to somebody"), "people", MORE, _works, can=Can.ASSIGN_TICKETS),
    Offer("restrict", _("Change who may open it"), "lock", MORE, _always, can=Can.RESTRICT_TICKETS),
    Offer("grant", _("Name one more person"), "shield", MORE, _sealed, can=Can.GRANT_NEED_TO_KNOW),
    Offer("discard", _("Close without an answer"), "bin", MORE, _move(Move.DISCARD)),
)


def offers_for(ticket: Ticket, user: User, *, asked: bool) -> dict[str, list[dict[str, Any]]]:
    """The offers by group, each with its address; `asked` when the last word was an agent's."""
    groups: dict[str, list[dict[str, Any]]] = {FIRST: [], MORE: []}
    for offer in OFFERS:
        if offer.name == WAIT and not asked:
            continue
        if user.can(offer.can) and offer.when(ticket, user):
            url = reverse(f"tickets:{offer.name}", args=[ticket.number])
            groups[offer.group].append({"offer": offer, "url": url})
    return groups
