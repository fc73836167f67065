"""The board's live feed: that something changed, and nothing of what.

No database connection is held while a stream is open. Only what everybody at the desk may hear
is heard: a sealed file stirs no queue.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404, StreamingHttpResponse

from accounts.access import StaffRequest
from accounts.roles import Can
from tickets.adapters import live as feed

TOPICS = ["queue:*", "calls", "board:*"]
AT_MOST_EVERY_S = 1.0


async def live(request: StaffRequest) -> StreamingHttpResponse:
    """Open the stream that the board names, for whoever may see it."""
    topics = await sync_to_async(_topics)(request)
    await sync_to_async(connections.close_all)()
    return StreamingHttpResponse(
        _stream(topics),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache, no-store", "X-Accel-Buffering": "no"},
    )


live.requires = (Can.SEE_BOARD,)  # type: ignore[attr-defined]


def _topics(request: StaffRequest) -> list[str]:
    """What the board listens to; whoever takes calls hears of theirs on every page."""
    user: Any = request.user
    if not user.can(Can.SEE_BOARD):
        raise PermissionDenied
    if request.GET.get("topic") != "board":
        raise Http404
    return [*TOPICS, f"user:{user.pk}"] if user.can(Can.TAKE_CALLS) else TOPICS


async def _stream(topics: list[str]) -> AsyncIterator[str]:
    """A page fetches a moment after it is told, so what is left out here reaches it as well."""
    clock = asyncio.get_running_loop()
    told = 0.0
    yield "retry: 2000\n\nevent: ping\ndata: {}\n\n"
    async for message in feed.subscribe(topics):
        if message is None:
            yield "event: ping\ndata: {}\n\n"
            continue
        if message.get("topic", "").startswith("user:"):
            yield "event: call\ndata: {}\n\n"
        if clock.time() - told >= AT_MOST_EVERY_S:
            told = clock.time()
            yield "event: changed\ndata: {}\n\n"
