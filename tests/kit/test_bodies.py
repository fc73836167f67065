"""One request can't fill the disk: the bound, its answer, and what stays below it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from contactcentre.bodies import MOST_BYTES, BodyLimit

CHUNK = 1024 * 1024


def ask(sizes: list[int], path: str = "/en/contact/files/") -> tuple[list[int], list[Any], int]:
    """Send chunks of these sizes; return what the page got, what came back, and what was left."""
    got: list[int] = []
    answers: list[Any] = []
    waiting: Iterator[dict[str, Any]] = iter(
        {"type": "http.request", "body": b"x" * size, "more_body": place < len(sizes) - 1}
        for place, size in enumerate(sizes)
    )

    async def page(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            got.append(len(message["body"]))
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        return next(waiting)

    async def send(message: Any) -> None:
        answers.append(message)

    asyncio.run(BodyLimit(page)({"type": "http", "path": path}, receive, send))
    return got, answers, sum(1 for _ in waiting)


def test_five_files_of_ten_megabytes_pass():
    got, answers, _left = ask([CHUNK] * 52)
    assert sum(got) == 52 * CHUNK
    assert answers[0]["status"] == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/contact/files/", "What you sent is too big"),
        ("/fr/communiquer/fichiers/", "Ce que vous avez envoyé est trop volumineux"),
        ("/api/v1/enquiries/", '"status": 413'),
    ],
)
def test_more_is_dropped_to_the_end_and_answered_in_words(path, words):
    got, answers, left = ask([CHUNK] * 200, path)
    assert sum(got) <= MOST_BYTES
    assert left == 0
    assert answers[0]["status"] == 413
    assert words in answers[1]["body"].decode()
