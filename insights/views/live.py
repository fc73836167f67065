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
    await sync_to_async(_check)(request)
    await sync_to_async(connections.close_all)()
    return StreamingHttpResponse(
        _stream(),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache, no-store", "X-Accel-Buffering": "no"},
    )


live.requires = (Can.SEE_BOARD,)  # type: ignore[attr-defined]


def _check(request: StaffRequest) -> None:
    user: Any = request.user
    if not user.can(Can.SEE_BOARD):
        raise PermissionDenied
    if request.GET.get("topic") != "board":
        raise Http404


async def _stream() -> AsyncIterator[str]:
    """A page fetches a moment after it is told, so what is left out here reaches it as well."""
    clock = asyncio.get_running_loop()
    told = 0.0
    yield "retry: 2000\n\nevent: ping\ndata: {}\n\n"
    async for message in feed.subscribe(TOPICS):
        if message is None:
            yield "event: ping\ndata: {}\n\n"
        elif clock.time() - told >= AT_MOST_EVERY_S:
            told = clock.time()
            yield "event: changed\ndata: {}\n\n"
