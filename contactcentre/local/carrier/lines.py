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
FIRST_SECONDS = 30


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
    return [] if done.returncode else read_lines(done.stdout)


def read_lines(text: str | bytes) -> list[Line]:
    """What `manage.py phone_lines --json` printed."""
    return [Line(**{**row, "document": read(row["document"].encode())}) for row in json.loads(text)]


class Lines:
    """Remembers the lines: asking for them takes seconds, so that nobody waits but the first."""

    def __init__(self, ask: Callable[[], list[Line]] = lines_of_the_centre) -> None:
        self._ask, self._known = ask, list[Line]()
        self._asked = float("-inf")
        self._lock = threading.Lock()
        self._first = threading.Event()

    def all(self) -> list[Line]:
        """All that are known; they are asked for again behind the back of whoever asks here."""
        with self._lock:
            if time.monotonic() - self._asked > FRESH_SECONDS:
                self._asked = time.monotonic()
                threading.Thread(target=self._refresh, daemon=True).start()
        self._first.wait(FIRST_SECONDS)
        return self._known

    def get(self, slug: str) -> Line | None:
        return next((line for line in self.all() if line.slug == slug), None)

    def _refresh(self) -> None:
        # Where the centre is away its lines are the same: that is when they are needed most.
        self._known = self._ask() or self._known
        self._first.set()
