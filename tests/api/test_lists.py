"""Lists and search: filtered by what is known, in pages that cost the same."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import factories
from tests.factories import NOW
from tickets.actions.assign import take
from tickets.models import Queue, Ticket

TICKETS = "/api/v1/tickets/"


def references(answer: Any) -> list[str]:
    return [row["reference"] for row in answer.json()["results"]]


def test_the_newest_come_first_and_pages_follow_each_other(api: Client) -> None:
    made = [factories.ticket().reference for _ in range(5)]
    first = api.get(f"{TICKETS}?limit=2")
    second = api.get(f"{TICKETS}?limit=2&cursor={first.json()['next']}")
    third = api.get(f"{TICKETS}?limit=2&cursor={second.json()['next']}")
    assert references(first) + references(second) + references(third) == made[::-1]
    assert third.json()["next"] is None


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
        "owner=me": [mine],
        "owner=nobody": [other],
        "language=fr": [mine],
        "priority=1": [other],
        "state=open": [other, mine],
        "state=closed": [],
        "channel=web": [other, mine],
        f"queue={queue}&owner=me": [mine],
    }.items():
        assert references(api.get(f"{TICKETS}?{query}")) == [t.reference for t in found], query


@pytest.mark.parametrize(
    "query",
    ["ordering=assignee__password", "assignee__password=x", "state__in=open", "owner=1",
     "queue=nowhere", "queue=%00", "limit=0", "limit=101", "limit=x", "cursor=nonsense",
     "cursor=WzFd", "cursor=WyJ4Il0", "cursor=WzFlOTldCg", "cursor=W251bGxd", "state=%00",
     "priority=9", "q=x"],
)  # fmt: skip
def test_nothing_else_is_understood(api: Client, query: str) -> None:
    answer = api.get(f"{TICKETS}?{query}")
    if query == "cursor=WzFd":  # [1]: a cursor as we give them
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400, answer.content


def test_search_finds_as_the_desk_does(api: Client) -> None:
    ticket = factories.ticket(uci="1122334455")
    factories.ticket()
    for words in (ticket.number, "11-2233-4455", ticket.parties.get().email):
        answer = api.get(f"{TICKETS}search/", {"q": words})
        assert references(answer) == [ticket.reference], words


@pytest.mark.parametrize("words", ["", " ", "x" * 201])
def test_search_wants_words_of_some_length(api: Client, words: str) -> None:
    assert api.get(f"{TICKETS}search/", {"q": words}).status_code == 400


@pytest.mark.parametrize("words", ["*", "%", "' OR 1=1 --", "a" * 200, "((((", "\\", "<->", "a:*b"])
def test_odd_words_are_only_words(api: Client, words: str) -> None:
    factories.ticket()
    assert api.get(f"{TICKETS}search/", {"q": words}).status_code == 200
