"""Queues, filters and search: over the whole set, one page at a time, at a bounded cost."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests import factories
from tickets.actions.assign import take
from tickets.actions.index import index_ticket
from tickets.actions.open import Sender
from tickets.models import Queue, Ticket

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


@pytest.fixture
def queue(agent: User) -> Queue:
    return factories.ticket().queue


def numbers(text: str, *tickets: Ticket) -> list[bool]:
    return [ticket.number in text for ticket in tickets]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def find(client: Client, typed: str) -> str:
    response = client.post("/en/desk/search/", {"q": typed}, follow=True)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_queues_say_how_many_they_hold(desk: Client, queue: Queue) -> None:
    factories.ticket()
    row = page(desk, "/en/desk/queues/").split(f"/queues/{queue.code}/")[1]
    assert '<td class="numeric">2</td>' in row


def test_a_queue_of_another_team_is_not_there(desk: Client, queue: Queue) -> None:
    queue.teams.clear()
    assert desk.get(f"/en/desk/queues/{queue.code}/").status_code == 404


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("language=fr", [False, True]),
        ("language=en", [True, False]),
        ("owner=me", [True, False]),
        ("owner=nobody", [False, True]),
        ("state=open&priority=3", [True, True]),
        ("state=waiting_client", [False, False]),
        ("language=xx", [True, True]),
    ],
)
def test_filters_narrow_the_list(
    desk: Client, agent: User, queue: Queue, filters: str, shown: list[bool]
) -> None:
    mine, french = factories.ticket(), factories.ticket()
    take(ticket_id=mine.pk, by=agent, now=factories.NOW)
    Ticket.objects.filter(pk=french.pk).update(language="fr")
    text = page(desk, f"/en/desk/queues/{queue.code}/?{filters}")
    assert numbers(text, mine, french) == shown


def test_a_set_filter_can_be_taken_away_alone(desk: Client, queue: Queue) -> None:
    text = page(desk, f"/en/desk/queues/{queue.code}/?language=fr&owner=me")
    assert "No results with these 2 filters." in text
    assert 'href="?owner=me"' in text


def test_the_order_is_told_to_everybody_and_can_be_turned(desk: Client, queue: Queue) -> None:
    text = page(desk, f"/en/desk/queues/{queue.code}/?sort=received")
    assert 'aria-sort="ascending"' in text
    assert "?sort=-received" in text


def test_pages_go_on_by_the_last_row_and_miss_none(desk: Client, queue: Queue) -> None:
    made = [factories.ticket().number for _number in range(52)]
    first = desk.get(f"/en/desk/queues/{queue.code}/")
    second = desk.get(f"/en/desk/queues/{queue.code}/{first.context['next_url']}")
    seen = [ticket.number for answer in (first, second) for ticket in answer.context["rows"]]
    assert len(first.context["rows"]) == 50
    assert len(seen) == len(set(seen)) == 53
    assert set(made) <= set(seen)


def test_a_cursor_that_nobody_gave_out_leads_to_the_first_page(desk: Client, queue: Queue) -> None:
    response = desk.get(f"/en/desk/queues/{queue.code}/?after=AAAA")
    assert response.status_code == 302


def test_a_list_is_refreshed_alone(desk: Client, queue: Queue) -> None:
    text = desk.get(f"/en/desk/queues/{queue.code}/", HTTP_HX_REQUEST="true").content.decode()
    assert text.strip().startswith('<div id="queue"')


def test_an_empty_queue_says_what_comes_next(desk: Client, agent: User) -> None:
    empty = Queue.objects.worked_by(agent)[0]
    assert "No enquiries due in this queue." in page(desk, f"/en/desk/queues/{empty.code}/")


@pytest.mark.parametrize("typed", ["{number}", "{bare}", "{lower}"])
def test_a_whole_reference_leads_straight_there(desk: Client, queue: Queue, typed: str) -> None:
    ticket = factories.ticket()
    text = typed.format(number=ticket.number, bare=ticket.reference, lower=ticket.number.lower())
    response = desk.post("/en/desk/search/", {"q": text})
    assert response["Location"] == f"/en/desk/tickets/{ticket.number}/"


@pytest.mark.parametrize(
    "typed",
    [
        "11-2233-4455",
        "UCI 1122334455",
        "w 123 456 789",
        "613-555-0134",
        "Helene.Tremblay@Example.org",
        "Hélène",
        "tremblay helene",
        "perdu recu",
        "“reçu”",
    ],
)
def test_search_finds_numbers_addresses_names_and_words(
    desk: Client, queue: Queue, typed: str
) -> None:
    ticket = factories.ticket(
        language="fr",
        uci="1122334455",
        application_numbers=("W123456789",),
        subject="Reçu perdu",
        body="J’ai perdu mes reçus.",
        sender=Sender(
            name="Hélène Tremblay", email="helene.tremblay@example.org", phone="+16135550134"
        ),
    )
    other = factories.ticket()
    for made in (ticket, other):
        index_ticket(ticket_id=made.pk)
    assert numbers(find(desk, typed), ticket, other) == [True, False]


@pytest.mark.parametrize(
    "typed",
    ["", "*", "' OR 1=1 --", "((((", "a:*", "!", "\x00", "%", "é" * 5000, "1" * 300, "@", "<b>"],
)
def test_a_hostile_search_finds_nothing_and_breaks_nothing(
    desk: Client, queue: Queue, typed: str
) -> None:
    assert desk.post("/en/desk/search/", {"q": typed}, follow=True).status_code == 200


def test_more_than_a_screenful_is_said(desk: Client, queue: Queue) -> None:
    for _number in range(51):
        factories.ticket(uci="1122334455")
    text = find(desk, "1122334455")
    assert "The 50 newest matches are shown." in text
