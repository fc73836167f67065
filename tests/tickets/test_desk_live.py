"""The live feed: codes and counts for those who may hear them, and no database connection held."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.management import call_command
from django.db import connection
from django.test import AsyncClient, Client

from accounts.models import User
from tests import factories
from tickets.actions.note import add_note
from tickets.actions.receive import receive_message
from tickets.actions.restrict import restrict
from tickets.adapters import live
from tickets.enums import Sensitivity
from tickets.models import Event, Ticket

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agent(transactional_db: None) -> User:
    call_command("load_reference", verbosity=0)
    return factories.user("agent")


@pytest.fixture
def ticket(agent: User) -> Ticket:
    return factories.ticket()


def last_event() -> int:
    return Event.objects.latest("pk").pk


async def open_stream(user: User, query: str) -> Any:
    client = AsyncClient()
    await client.aforce_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return await client.get(f"/live/desk/?{query}")


async def subscribed(topic: str) -> None:
    """Until the stream's subscription stands: what is said before is lost on purpose."""
    loop = asyncio.get_running_loop()
    while loop not in live._hubs or not live._hubs[loop].streams.get(topic):
        await asyncio.sleep(0.01)
    await asyncio.wait_for(live._hubs[loop].connected.wait(), 5)


async def events(stream: AsyncIterator[bytes], wanted: int) -> list[tuple[str, Any]]:
    """The next events that are not pings."""
    found: list[tuple[str, Any]] = []
    buffer = ""
    while len(found) < wanted:
        buffer += (await asyncio.wait_for(anext(stream), 5)).decode()
        *whole, buffer = buffer.split("\n\n")
        for block in whole:
            fields = dict(line.split(": ", 1) for line in block.splitlines())
            if fields.get("event") not in (None, "ping"):
                found.append((fields["event"], json.loads(fields["data"])))
    return found


def hear(
    user: User, query: str, topic: str, acts: list[Callable[[], object]], wanted: int
) -> list[tuple[str, Any]]:
    """Open a stream, do these things, and return what it says."""

    async def listen() -> list[tuple[str, Any]]:
        response = await open_stream(user, query)
        stream = aiter(response.streaming_content)
        first = asyncio.ensure_future(events(stream, wanted))
        await asyncio.sleep(0)
        await subscribed(topic)
        for act in acts:
            await sync_to_async(act)()
        return await first

    return async_to_sync(listen)()


def test_a_page_hears_what_happens_on_its_ticket(
    agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    def note() -> None:
        add_note(ticket_id=ticket.pk, text="secret words", by=agent, now=now)

    heard = hear(agent, f"topic=ticket:{ticket.number}", f"ticket:{ticket.pk}", [note, note], 2)
    assert heard == [
        ("changed", {"count": 1, "say": "1 new item"}),
        ("changed", {"count": 2, "say": "2 new items"}),
    ]


def test_it_is_said_in_the_page_s_language(agent: User, ticket: Ticket, now: dt.datetime) -> None:
    def note() -> None:
        add_note(ticket_id=ticket.pk, text="x", by=agent, now=now)

    query = f"topic=ticket:{ticket.number}&language=fr"
    [(_event, news)] = hear(agent, query, f"ticket:{ticket.pk}", [note], 1)
    assert news["say"] == "1 nouvel élément"


def test_a_list_counts_tickets_that_arrive_not_every_event(
    agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    def write() -> None:
        receive_message(
            ticket_id=ticket.pk, enquiry=factories.enquiry(), person=ticket.client, now=now
        )

    acts: list[Callable[[], object]] = [write, write, factories.ticket]
    topic = f"queue:{ticket.queue_id}"
    heard = hear(agent, f"topic=queue:{ticket.queue.code}", topic, acts, 2)
    assert [news["count"] for _event, news in heard] == [1, 2]


def test_what_a_page_missed_is_told_when_it_comes_back(
    agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    seen = last_event()
    add_note(ticket_id=ticket.pk, text="x", by=agent, now=now)

    async def listen() -> list[tuple[str, Any]]:
        response = await open_stream(agent, f"topic=ticket:{ticket.number}&last={seen}")
        return await events(aiter(response.streaming_content), 1)

    assert async_to_sync(listen)() == [("changed", {"count": 1, "say": "1 new item"})]


def test_the_stream_ends_when_who_may_see_the_ticket_changes(
    agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    other = factories.user("agent")

    async def listen() -> int:
        response = await open_stream(other, f"topic=ticket:{ticket.number}")
        rest = asyncio.ensure_future(_all(response.streaming_content))
        await asyncio.sleep(0)
        await subscribed(f"ticket:{ticket.pk}")
        await sync_to_async(restrict)(
            ticket_id=ticket.pk, sensitivity=Sensitivity.RESTRICTED, reason="x", by=agent, now=now
        )
        await asyncio.wait_for(rest, 5)
        return (await open_stream(other, f"topic=ticket:{ticket.number}")).status_code

    assert async_to_sync(listen)() == 404


async def _all(stream: AsyncIterator[bytes]) -> None:
    async for _part in stream:
        pass


def test_an_open_stream_holds_no_database_connection(agent: User, ticket: Ticket) -> None:
    async def listen() -> bool:
        response = await open_stream(agent, f"topic=ticket:{ticket.number}")
        await anext(aiter(response.streaming_content))
        return await sync_to_async(lambda: connection.connection is None)()

    assert async_to_sync(listen)()


def test_what_passes_by_on_the_way_is_not_kept(agent: User, ticket: Ticket) -> None:
    async def listen() -> Any:
        return await open_stream(agent, "topic=me")

    response = async_to_sync(listen)()
    assert response["Content-Type"] == "text/event-stream"
    assert "no-cache" in response["Cache-Control"]
    assert response["X-Accel-Buffering"] == "no"


def test_nobody_listens_to_what_they_may_not_see(
    agent: User, ticket: Ticket, now: dt.datetime, signed_in: SignIn
) -> None:
    restrict(
        ticket_id=ticket.pk, sensitivity=Sensitivity.PRIVACY_BREACH, reason="x", by=agent, now=now
    )
    ticket.queue.teams.clear()
    stranger = signed_in(factories.user("agent", teams=False))
    for topic in (f"ticket:{ticket.number}", f"queue:{ticket.queue.code}", "user:1", "queue:*", ""):
        assert stranger.get("/live/desk/", {"topic": topic}).status_code == 404
    assert stranger.get("/live/desk/").status_code == 404


def test_a_sealed_ticket_does_not_stir_its_queue(
    agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    restrict(
        ticket_id=ticket.pk, sensitivity=Sensitivity.PRIVACY_BREACH, reason="x", by=agent, now=now
    )
    seen = last_event()

    def write() -> None:
        receive_message(
            ticket_id=ticket.pk, enquiry=factories.enquiry(), person=ticket.client, now=now
        )

    query = f"topic=queue:{ticket.queue.code}&last={seen}"
    acts: list[Callable[[], object]] = [write, factories.ticket]
    heard = hear(agent, query, f"queue:{ticket.queue_id}", acts, 1)
    assert [news["count"] for _event, news in heard] == [1]
