"""Search: what the desk finds, and nothing of it in an address."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import factories
from tests.factories import NOW
from tickets.actions.index import index_ticket
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import Ticket

SEARCH = "/api/v1/tickets/search/"


def search(api: Client, words: Any) -> Any:
    return api.post(SEARCH, {"q": words}, content_type="application/json")


def references(answer: Any) -> list[str]:
    return [row["reference"] for row in answer.json()["results"]]


@pytest.fixture
def ticket(centre: None) -> Ticket:
    made = factories.ticket(
        uci="1122334455",
        application_numbers=("W123456789",),
        sender=factories.Sender("Zoé Tran", "zoe@example.org", "+16135550123"),
        body="My passport expires while I wait.",
    )
    index_ticket(ticket_id=made.pk)
    return made


def test_search_finds_as_the_desk_does(api: Client, ticket: Ticket) -> None:
    factories.ticket()
    for words in (
        ticket.number,
        ticket.reference,
        "11-2233-4455",
        "w123456789",
        "ZOE@example.org",
        "613-555-0123",
        "zoe tran",
        "passports",
    ):
        assert references(search(api, words)) == [ticket.reference], words


def test_search_finds_a_reference_without_a_digit(
    api: Client, centre: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.references.new_reference", lambda: "ABCDEFGC")
    factories.ticket()
    assert references(search(api, "CC-ABCD-EFGC")) == ["ABCDEFGC"]


def test_sealed_tickets_are_found_by_nobody_outside(
    api: Client, ticket: Ticket, supervisor: User, calling: Any
) -> None:
    restrict(
        ticket_id=ticket.pk, sensitivity=Sensitivity.RESTRICTED, reason="x", by=supervisor, now=NOW
    )
    for words in (ticket.number, "11-2233-4455", "zoe@example.org", "zoe tran", "passport"):
        assert search(api, words).json() == {"results": [], "next": None}
    found = search(calling(supervisor), ticket.number).json()["results"]
    assert [row["subject"] for row in found] == [None], "read by opening, which is logged"


def test_nothing_is_searched_for_in_an_address(api: Client, centre: None) -> None:
    assert api.get(SEARCH, {"q": "zoe@example.org"}).status_code == 405


@pytest.mark.parametrize("words", ["", " ", "x" * 201, "a\x00b", ["x"], None, {"x": 1}, 10**400])
def test_search_wants_words_of_some_length(api: Client, words: Any) -> None:
    answer = search(api, words)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["q"]


@pytest.mark.parametrize(
    "words",
    ["*", "%", "' OR 1=1 --", "a" * 200, "((((", "\\", "<->", "a:*b", "or or or", "-a -b -c",
     '"', "١١٢٢٣٣٤٤٥٥", "@" * 200, "1 " * 100],
)  # fmt: skip
def test_odd_words_are_only_words(api: Client, ticket: Ticket, words: str) -> None:
    assert search(api, words).status_code == 200


def test_a_search_takes_the_same_few_queries_however_much_it_finds(api: Client) -> None:
    def queries(rows: int) -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(references(search(api, "march"))) == rows
        return len(found)

    for _ in range(2):
        index_ticket(ticket_id=factories.ticket().pk)
    search(api, "march")
    two = queries(2)
    for _ in range(4):
        index_ticket(ticket_id=factories.ticket().pk)
    assert queries(6) == two


def test_a_search_that_takes_too_long_is_ended(api: Client, ticket: Ticket) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION immutable_unaccent(text) RETURNS text LANGUAGE plpgsql"
            " IMMUTABLE AS $$ BEGIN PERFORM pg_sleep(5); RETURN $1; END $$"
        )
    answer = search(api, "passport")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_broad")
