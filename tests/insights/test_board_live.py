"""The board's feed: it says that something changed, to whom it may, and nothing of what."""

import asyncio
import datetime as dt
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
from tickets.actions.restrict import restrict
from tickets.adapters import live
from tickets.enums import Sensitivity

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db(transaction=True)
FEED = "/live/board/?topic=board"


@pytest.fixture
def supervisor(transactional_db: None) -> User:
    call_command("load_reference", verbosity=0)
    return factories.user("supervisor")


async def open_feed(user: User) -> Any:
    client = AsyncClient()
    await client.aforce_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return await client.get(FEED)


async def subscribed() -> None:
    """Until the stream's subscription stands: what is said before is lost on purpose."""
    loop = asyncio.get_running_loop()
    while loop not in live._hubs or not live._hubs[loop].streams.get("queue:*"):
        await asyncio.sleep(0.01)
    await asyncio.wait_for(live._hubs[loop].connected.wait(), 5)


async def next_news(stream: AsyncIterator[bytes]) -> str:
    while True:
        text = (await anext(stream)).decode()
        if "event: ping" not in text:
            return text


def hear(user: User, act: Callable[[], object], *, patience_s: float = 5) -> str:
    """Open the feed, do something, and return what it says first."""

    async def listen() -> str:
        response = await open_feed(user)
        news = asyncio.ensure_future(next_news(aiter(response.streaming_content)))
        await asyncio.sleep(0)
        await subscribed()
        await sync_to_async(act)()
        return await asyncio.wait_for(news, patience_s)

    return async_to_sync(listen)()


def test_whatever_happens_in_any_queue_is_told_without_a_word_of_it(supervisor: User) -> None:
    assert hear(supervisor, factories.ticket) == "event: changed\ndata: {}\n\n"


def test_a_sealed_file_does_not_stir_the_board(supervisor: User, now: dt.datetime) -> None:
    ticket = factories.ticket()
    restrict(
        ticket_id=ticket.pk,
        sensitivity=Sensitivity.PRIVACY_BREACH,
        reason="x",
        by=supervisor,
        now=now,
    )

    def note() -> None:
        add_note(ticket_id=ticket.pk, text="x", by=supervisor, now=now)

    with pytest.raises(TimeoutError):
        hear(supervisor, note, patience_s=0.5)


def test_an_open_feed_holds_no_database_connection(supervisor: User) -> None:
    async def listen() -> bool:
        response = await open_feed(supervisor)
        await anext(aiter(response.streaming_content))
        return await sync_to_async(lambda: connection.connection is None)()

    assert async_to_sync(listen)()


def test_only_those_who_see_the_board_may_listen(supervisor: User, signed_in: SignIn) -> None:
    assert signed_in(factories.user("agent")).get(FEED).status_code == 403
    assert Client().get(FEED).status_code == 302
    assert signed_in(supervisor).get("/live/board/").status_code == 404
