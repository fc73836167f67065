"""The centre's lines as its operator would have written them down at the provider."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from contactcentre.local.carrier.documents import Verb, read
from contactcentre.local.servers import CHECKOUT

FRESH_SECONDS = 20


@dataclass(frozen=True)
class Line:
    """A number, where its calls go, and the document kept for when the centre does not answer."""

    slug: str
    number: str
    names: dict[str, str]
    voice: str
    status: str
    fallback: str
    document: tuple[Verb, ...]


def lines_of_the_centre() -> list[Line]:
    """Asked by the centre's own command; none where it does not answer."""
    done = subprocess.run(
        [sys.executable, "manage.py", "phone_lines", "--json"],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        return []
    return [
        Line(**{**row, "document": read(row["document"].encode())})
        for row in json.loads(done.stdout)
    ]


class Lines:
    """Remembers the lines for a while: asking for them takes a second or two."""

    def __init__(self, ask: Callable[[], list[Line]] = lines_of_the_centre) -> None:
        self._ask, self._known, self._asked = ask, list[Line](), 0.0
        self._lock = threading.Lock()

    def all(self) -> list[Line]:
        with self._lock:
            if not self._known or time.monotonic() - self._asked > FRESH_SECONDS:
                self._known = self._ask() or self._known
                self._asked = time.monotonic()
            return self._known

    def get(self, slug: str) -> Line | None:
        return next((line for line in self.all() if line.slug == slug), None)
