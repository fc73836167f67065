"""A bound on what one request may send: an ASGI server would write any amount to the disk."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from django.template.loader import render_to_string

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[..., Awaitable[None]]

# Five files of 10 MB with their form: more than any page takes.
MOST_BYTES = 55 * 1024 * 1024


class BodyTooBig(Exception):
    """The request has sent more than any page takes."""


class BodyLimit:
    """Answers 413 in words. What is over the bound is read and dropped, so that the browser shows
    the answer instead of a broken connection."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, _counted(receive), send)
        except BodyTooBig:
            await _drop(receive)
            await _refuse(scope["path"], send)


def _counted(receive: Receive) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BYTES:
            raise BodyTooBig
        return message

    return counted


async def _drop(receive: Receive) -> None:
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)


async def _refuse(path: str, send: Send) -> None:
    if path.startswith("/api/"):
        kind = b"application/problem+json"
        body = json.dumps({"type": "about:blank", "title": "Content Too Large", "status": 413})
    else:
        kind = b"text/html; charset=utf-8"
        language = "fr" if path.startswith("/fr/") else "en"
        draw = sync_to_async(render_to_string)
        body = await draw("413.html", {"site": {"language": language}})
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'self'"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
