"""Lists: filtered by what is known, in pages that cost the same and hold still."""

from typing import Any

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import factories
from tests.factories import NOW
from tickets.actions.assess import set_priority
from tickets.actions.assign import take, transfer
from tickets.enums import Priority
from tickets.models import Queue, Ticket

TICKETS = "/api/v1/tickets/"


def references(answer: Any) -> list[str]:
    return [row["reference"] for row in answer.json()["results"]]


def test_the_newest_come_first_and_pages_follow_each_other(api: Client) -> None:
    made = [factories.ticket().reference for _ in range(5)]
    first = api.get(f"{TICKETS}?limit=2")
    second = api.get(TICKETS, {"limit": 2, "cursor": first.json()["next"]})
    third = api.get(TICKETS, {"limit": 2, "cursor": second.json()["next"]})
    assert references(first) + references(second) + references(third) == made[::-1]
    assert third.json()["next"] is None


def test_a_page_has_fifty_rows_unless_told_otherwise(api: Client) -> None:
    for _ in range(51):
        factories.ticket(routed=False)
    answer = api.get(TICKETS)
    assert len(references(answer)) == 50
    assert answer.json()["next"]


def test_rows_that_move_while_one_pages_are_met_once(api: Client, agent: User) -> None:
    made = [factories.ticket() for _ in range(6)]
    first = api.get(f"{TICKETS}?limit=3")
    elsewhere = Queue.objects.exclude(pk=made[0].queue_id).filter(active=True)[0]
    transfer(ticket_id=made[0].pk, queue=elsewhere, reason="Theirs", by=agent, now=NOW)
    set_priority(ticket_id=made[5].pk, priority=Priority.URGENT, by=agent, now=NOW)
    factories.ticket()
    second = api.get(TICKETS, {"limit": 3, "cursor": first.json()["next"]})
    assert references(first) + references(second) == [t.reference for t in made[::-1]]


def test_a_page_takes_the_same_few_queries_whatever_its_length(api: Client) -> None:
    def queries(limit: int) -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(references(api.get(f"{TICKETS}?limit={limit}"))) == limit
        return len(found)

    for _ in range(6):
        factories.ticket()
    api.get(TICKETS)
    assert queries(1) == queries(6)


def test_filters_narrow_the_list(api: Client, agent: User) -> None:
    mine = factories.ticket(language="fr")
    take(ticket_id=mine.pk, by=agent, now=NOW)
    other = factories.ticket()
    Ticket.objects.filter(pk=other.pk).update(priority=1)
    queue = Queue.objects.get(pk=mine.queue_id).code
    for query, found in {
        "assignee=me": [mine],
        "assignee=nobody": [other],
        "language=fr": [mine],
        "priority=1": [other],
        "state=open": [other, mine],
        "state=closed": [],
        "channel=web": [other, mine],
        f"queue={queue}&assignee=me": [mine],
    }.items():
        assert references(api.get(f"{TICKETS}?{query}")) == [t.reference for t in found], query


@pytest.mark.parametrize(
    "query",
    ["ordering=assignee__password", "assignee__password=x", "state__in=open", "assignee=1",
     "queue=nowhere", "queue=%00", "limit=0", "limit=101", "limit=x", "state=%00", "priority=9",
     "q=x", "offset=100000000", "page=2"],
)  # fmt: skip
def test_nothing_else_is_understood(api: Client, query: str) -> None:
    answer = api.get(f"{TICKETS}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "WzFd",
        ":",
        "WzFd:",
        "\x00",
        "é",
        "x" * 201,
        Signer(salt="api.cursor.referrals").sign("WzFd"),
        Signer().sign("WzFd"),
    ],
)
def test_only_a_cursor_that_this_list_gave_out_leads_on(api: Client, cursor: str) -> None:
    answer = api.get(TICKETS, {"cursor": cursor})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["cursor"]


def test_a_changed_cursor_is_refused(api: Client) -> None:
    for _ in range(2):
        factories.ticket()
    given = api.get(f"{TICKETS}?limit=1").json()["next"]
    for place in range(len(given)):
        changed = given[:place] + ("A" if given[place] != "A" else "B") + given[place + 1 :]
        assert api.get(TICKETS, {"cursor": changed}).status_code == 400, changed
