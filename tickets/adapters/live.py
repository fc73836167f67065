"""Live updates: publish after commit, subscribe from an open page. They carry codes only.

One Redis subscription serves all the streams of a process. What is published while nobody
listens is lost on purpose: a page fetches again when its stream comes back.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import redis
import redis.asyncio
import structlog
from django.conf import settings

from contactcentre.kit.wake import Circuit

PREFIX = "live:"
PING_SECONDS = 20
BACKLOG = 100
circuit = Circuit()
logger = structlog.get_logger(__name__)


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None
    )


def publish(topic: str, message: dict[str, Any]) -> None:
    """Tell the open pages of a topic. Never raises: a lost update costs a reload."""
    if circuit.is_open():
        return
    try:
        _client().publish(PREFIX + topic, json.dumps(message))
    except (redis.RedisError, OSError) as error:
        circuit.fail()
        logger.warning("live_publish_failed", error=type(error).__name__)


class Hub:
    """The streams open in this process (one event loop), by topic."""

    def __init__(self) -> None:
        self.streams: dict[str, set[asyncio.Queue]] = defaultdict(set)
        self.connected = asyncio.Event()
        self._reader: asyncio.Task | None = None

    async def read(self) -> None:
        """Pass on what Redis says; after a break tell every stream to fetch again."""
        while True:
            client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
            try:
                pubsub = client.pubsub()
                await pubsub.psubscribe(PREFIX + "*")
                self.connected.set()
                async for item in pubsub.listen():
                    if item["type"] == "pmessage":
                        topic = item["channel"].decode().removeprefix(PREFIX)
                        self.pass_on(topic, item["data"].decode())
            except (redis.RedisError, OSError):
                self.connected.clear()
                await asyncio.sleep(1)
            finally:
                await client.aclose()
            for topic in list(self.streams):
                self.pass_on(topic, json.dumps({"kind": "resync"}))

    def pass_on(self, topic: str, data: str) -> None:
        listening = {*self.streams.get(topic, ()), *self.streams.get(family(topic), ())}
        for queue in listening:
            if queue.full():
                queue.get_nowait()
                data = json.dumps({"kind": "resync"})
            queue.put_nowait(data)

    def open(self, topics: list[str]) -> asyncio.Queue:
        if self._reader is None or self._reader.done():
            self._reader = asyncio.get_running_loop().create_task(self.read())
        queue: asyncio.Queue = asyncio.Queue(BACKLOG)
        for topic in topics:
            self.streams[topic].add(queue)
        return queue

    def close(self, topics: list[str], queue: asyncio.Queue) -> None:
        for topic in topics:
            self.streams[topic].discard(queue)
            if not self.streams[topic]:
                del self.streams[topic]


def family(topic: str) -> str:
    """The name under which a stream hears all topics of a kind: "queue:*" of "queue:7"."""
    return topic.partition(":")[0] + ":*"


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


async def subscribe(topics: list[str]) -> AsyncIterator[dict[str, Any] | None]:
    """Yield the messages of these topics as they are published; None now and then, as a ping."""
    hub = _hubs.setdefault(asyncio.get_running_loop(), Hub())
    queue = hub.open(topics)
    try:
        while True:
            try:
                yield json.loads(await asyncio.wait_for(queue.get(), PING_SECONDS))
            except TimeoutError:
                yield None
    finally:
        hub.close(topics, queue)
