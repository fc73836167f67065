"""How many queries each page of the desk makes is kept in git, and does not grow with its rows.

To record new counts: RECORD_QUERIES=1 pytest tests/tickets/test_desk_queries.py
"""

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import factories
from tickets.actions.assign import take
from tickets.actions.draft import save_draft
from tickets.actions.escalate import escalate
from tickets.actions.index import index_ticket
from tickets.actions.note import add_note
from tickets.actions.reply import reply
from tickets.enums import DraftKind
from tickets.models import ProcessingOffice, Ticket

SignIn = Callable[[User], Client]
BASELINE = Path(__file__).parents[1] / "query_counts.json"
SEARCH = "/en/desk/search/"
SEARCHED = {"search_number": "1122334455", "search_words": "application"}
PAGES = {
    "my_work": "/en/desk/",
    "queues": "/en/desk/queues/",
    "queue": "/en/desk/queues/{queue}/",
    "queue_filtered": "/en/desk/queues/{queue}/?language=en&owner=nobody&sort=-received",
    "search_number": SEARCH,
    "search_words": SEARCH,
    "ticket": "/en/desk/tickets/{number}/",
    "thread": "/en/desk/tickets/{number}/thread/",
    "history": "/en/desk/tickets/{number}/history/",
    "deed": "/en/desk/tickets/{number}/transfer/",
}


def busy_ticket(agent: User, now: dt.datetime) -> Ticket:
    """One with something of everything."""
    ticket = factories.ticket(uci="1122334455")
    take(ticket_id=ticket.pk, by=agent, now=now)
    reply(ticket_id=ticket.pk, text="Which?", thread_version=0, by=agent, now=now)
    add_note(ticket_id=ticket.pk, text="A note", by=agent, now=now)
    save_draft(ticket=ticket, kind=DraftKind.NOTE, text="x", thread_version=0, by=agent, now=now)
    office = ProcessingOffice.objects.order_by("code")[0]
    facts: dict[str, Any] = {"office": office, "reason": "other", "by": agent, "now": now}
    escalate(ticket_id=ticket.pk, question="When?", **facts)
    index_ticket(ticket_id=ticket.pk)
    ticket.refresh_from_db()
    return ticket


def count(client: Client, name: str, address: str) -> int:
    if name in SEARCHED:
        client.post(address, {"q": SEARCHED[name]})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


def grow(ticket: Ticket, agent: User, now: dt.datetime) -> None:
    """More rows everywhere: more tickets, and more on this one."""
    for _number in range(4):
        busy_ticket(agent, now)
        factories.ticket(uci="1122334455")
        add_note(ticket_id=ticket.pk, text="Another", by=agent, now=now)
        office = ProcessingOffice.objects.order_by("code")[0]
        escalate(ticket_id=ticket.pk, office=office, reason="other", question="And now?",
                 by=agent, now=now)  # fmt: skip


@pytest.mark.django_db
def test_query_counts_are_those_in_git_and_do_not_grow(
    agent: User, signed_in: SignIn, now: dt.datetime
) -> None:
    client = signed_in(agent)
    ticket = busy_ticket(agent, now)
    places = {"queue": ticket.queue.code, "number": ticket.number}
    addresses = {name: page.format(**places) for name, page in PAGES.items()}
    client.get("/en/desk/")  # what a process reads once
    few = {name: count(client, name, address) for name, address in addresses.items()}
    grow(ticket, agent, now)
    many = {name: count(client, name, address) for name, address in addresses.items()}
    assert many == few
    _compare(few)


def _compare(found: dict[str, int]) -> None:
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    if os.environ.get("RECORD_QUERIES"):
        known["desk"] = found
        BASELINE.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    assert found == known["desk"], "if this is meant, record it with RECORD_QUERIES=1"
