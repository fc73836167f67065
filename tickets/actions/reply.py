"""Reply to the client: checked against the thread, queued, and the clocks told."""

import datetime as dt
import re

from django.db import transaction

from accounts.models import User
from tickets.actions.base import WAITING_CAP, Actor, lock_ticket, record, save
from tickets.actions.clocks import rederive
from tickets.actions.thread import add_outbound
from tickets.adapters.files import StoredFile
from tickets.enums import Author, DraftKind, EventKind, State
from tickets.exceptions import IllegalTransition, Incomplete, ThreadChanged
from tickets.lifecycle import Move, next_state
from tickets.models import Draft, Message, Ticket
from tickets.signals import replied, reply_asked

BLANK = re.compile(r"\{[^{}\n]{1,60}\}")


@transaction.atomic
def reply(
    *,
    ticket_id: int,
    text: str,
    thread_version: int,
    by: User,
    now: dt.datetime,
    files: tuple[StoredFile, ...] = (),
    wait_for_client: bool = False,
    general: bool = False,
    only_asks: bool = False,
) -> Message:
    """Queue a reply in the client's language; `general` says that it holds no personal facts,
    `only_asks` that it asks for something and answers nothing: no first response.

    Raises ThreadChanged when something came since `thread_version`, Incomplete when the text is
    empty or still has a {blank}, MayNotBeTold when a room above knows that who would read it may
    not be told; the draft is kept in each case.
    """
    ticket = lock_ticket(ticket_id)
    if ticket.state in (State.NEW, State.CLOSED):
        raise IllegalTransition
    if ticket.thread_version != thread_version:
        raise ThreadChanged
    if not text.strip() or BLANK.search(text):
        raise Incomplete
    reply_asked.send(Ticket, ticket=ticket, general=general, now=now)
    message = add_outbound(
        ticket=ticket,
        author=Author.AGENT,
        user=by,
        subject=ticket.subject,
        body=text.strip(),
        files=files,
        now=now,
    )
    Draft.objects.filter(ticket=ticket, user=by, kind=DraftKind.REPLY).delete()
    ticket.thread_version += 1
    ticket.last_message_at = now
    save(ticket, "thread_version", "last_message_at")
    said = {"general": general, "only_asks": only_asks}
    facts = {name: True for name, told in said.items() if told}
    record(ticket, EventKind.REPLIED, by=by, now=now, message=message.pk, **facts)
    if wait_for_client:
        _wait(ticket, by, now)
    replied.send(Ticket, ticket=ticket, message=message, by=by, now=now)
    rederive(ticket=ticket, now=now)
    return message


def _wait(ticket: Ticket, by: User, now: dt.datetime) -> None:
    ticket.state = next_state(ticket.state, Move.WAIT_FOR_CLIENT)
    ticket.waiting_since, ticket.waiting_until = now, now + WAITING_CAP
    save(ticket, "state", "waiting_since", "waiting_until")
    record(ticket, EventKind.WAITING_CLIENT, by=by, now=now)


@transaction.atomic
def wait_for_client(*, ticket_id: int, by: User, now: dt.datetime) -> Ticket:
    """Wait for what we asked: the last word of the thread has to be an agent's reply."""
    ticket = lock_ticket(ticket_id)
    last = ticket.messages.filter(automatic=False, flagged=False).order_by("-created_at", "-id")
    asked = last.first()
    if asked is None or asked.author != Author.AGENT:
        raise IllegalTransition
    _wait(ticket, by, now)
    rederive(ticket=ticket, now=now)
    return ticket


@transaction.atomic
def stop_waiting(*, ticket_id: int, by: Actor, now: dt.datetime) -> Ticket:
    """Work on without the client's answer, or because what was asked for came another way."""
    ticket = lock_ticket(ticket_id)
    ticket.state = next_state(ticket.state, Move.STOP_WAITING)
    ticket.waiting_since = ticket.waiting_until = None
    save(ticket, "state", "waiting_since", "waiting_until")
    record(ticket, EventKind.RESUMED, by=by, now=now)
    rederive(ticket=ticket, now=now)
    return ticket
