"""The desk's live feed: codes and counts as server-sent events, never a word of a client.

What a page may hear is checked when the stream opens, and again when who may see a ticket
changes. No database connection is held while a stream is open: 2,000 desks would need as many.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.db.models import Q
from django.http import Http404, StreamingHttpResponse
from django.utils.translation import ngettext, override

from accounts.access import StaffRequest
from accounts.models import User
from accounts.roles import Can
from tickets.adapters import live as feed
from tickets.enums import EventKind
from tickets.models import Event, Queue
from tickets.perms import get_ticket_or_404

MOST_TOPICS = 10
MOST_MISSED = 1000
# What makes a list of a queue differ in a way that somebody has to see.
ARRIVES = {
    EventKind.ROUTED,
    EventKind.TRANSFERRED,
    EventKind.REOPENED,
    EventKind.RELEASED,
    EventKind.RETURNED,
    EventKind.RESUMED,
    EventKind.MESSAGE_RECEIVED,
    EventKind.REFERRAL_ANSWERED,
}
# What happens to a ticket without adding to its thread.
SILENT = {
    EventKind.DELIVERED,
    EventKind.ACKNOWLEDGED,
    EventKind.CLOCK_AT_RISK,
    EventKind.CLOCK_BREACHED,
}


@dataclass
class Listening:
    """What one page listens to, and what it was told since it was drawn."""

    topics: list[str]
    # A page may hear of a user's calls without counting their notices.
    of_notices: bool
    language: str
    missed: list[dict[str, str]]
    news: set[str] = field(default_factory=set)

    def hear(self, message: dict[str, Any]) -> bool:
        """Take in a message; true when there is more to tell than before."""
        kind = message.get("kind", "")
        if "notice" in message:
            key = f"notice:{message['notice']}:{len(self.news)}" if self.of_notices else ""
        elif any(topic.startswith("ticket:") for topic in self.topics):
            key = "" if kind in SILENT else f"event:{message.get('event')}"
        else:
            key = f"ticket:{message.get('ticket')}" if kind in ARRIVES else ""
        before = len(self.news)
        self.news |= {key} if key else set()
        return len(self.news) > before

    def told(self) -> str:
        """The count so far as an event, with the words that are spoken."""
        count = len(self.news)
        with override(self.language):
            say = ngettext("%(n)s new item", "%(n)s new items", count) % {"n": count}
        return _event("changed", {"count": count, "say": say})


async def live(request: StaffRequest) -> StreamingHttpResponse:
    """Open the stream of the topics that the page names."""
    listening = await sync_to_async(_listen)(request)
    await sync_to_async(connections.close_all)()
    return StreamingHttpResponse(
        _stream(listening),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache, no-store", "X-Accel-Buffering": "no"},
    )


MAY_LISTEN = (Can.WORK_TICKETS, Can.ANSWER_REFERRALS)
live.requires = MAY_LISTEN  # type: ignore[attr-defined]


def _listen(request: StaffRequest) -> Listening:
    user: Any = request.user
    if not any(user.can(capability) for capability in MAY_LISTEN):
        raise PermissionDenied
    named = request.GET.getlist("topic")[:MOST_TOPICS]
    places = [_place(user, name) for name in named]
    if not places:
        raise Http404
    last = request.headers.get("Last-Event-ID") or request.GET.get("last", "")
    where = [place for _topic, place in places if place is not None]
    return Listening(
        topics=list(dict.fromkeys(topic for topic, _place in places)),
        of_notices="me" in named,
        language=request.GET.get("language", "en")[:2],
        missed=_missed(where, last),
    )


def _place(user: User, name: str) -> tuple[str, Q | None]:
    """A topic that the user may hear, and where its events are; anything else is not there."""
    kind, _colon, value = name.partition(":")
    if kind == "me":
        return f"user:{user.pk}", None
    if kind == "calls" and user.can(Can.TAKE_CALLS):
        return f"user:{user.pk}", None
    if kind == "ticket":
        pk = get_ticket_or_404(user, value).pk
        return f"ticket:{pk}", Q(ticket=pk)
    of_a_queue = kind == "queue" and user.can(Can.WORK_TICKETS)
    queue = Queue.objects.worked_by(user).filter(code=value).first() if of_a_queue else None
    if queue is None:
        raise Http404
    return f"queue:{queue.pk}", Q(ticket__queue=queue.pk, ticket__sensitivity="ordinary")


def _missed(places: list[Q], last: str) -> list[dict[str, str]]:
    """What happened since the page was drawn, or since the stream broke."""
    if not places or not last.isdecimal() or len(last) > 18:
        return []
    where = Q()
    for place in places:
        where |= place
    newer = Event.objects.filter(pk__gt=int(last)).select_related("ticket").order_by("pk")
    return [
        {"event": str(event.pk), "kind": event.kind, "ticket": event.ticket.reference}
        for event in newer.filter(where)[:MOST_MISSED]
    ]


async def _stream(listening: Listening) -> AsyncIterator[str]:
    yield "retry: 2000\n\n" + _event("ping", {})
    for earlier in listening.missed:
        listening.hear(earlier)
    if listening.news:
        yield listening.told()
    async for message in feed.subscribe(listening.topics):
        if message and message.get("kind") == EventKind.SENSITIVITY_CHANGED:
            return  # the browser asks again, and may hear no more
        yield _said(listening, message)


def _said(listening: Listening, message: dict[str, Any] | None) -> str:
    """A message as the page is told of it; nothing when it is no news for it."""
    if message is None:
        return _event("ping", {})
    if message.get("kind") == "resync":
        return _event("refetch", {}) + _event("call", {})
    if "call" in message:
        return _event("call", {})
    return _with_id(message, listening.told()) if listening.hear(message) else ""


def _with_id(message: dict[str, Any], text: str) -> str:
    return f"id: {message['event']}\n{text}" if "event" in message else text


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
