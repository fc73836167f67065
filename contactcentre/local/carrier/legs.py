"""One end of a call: its state, what was said, and what its owner or the centre asks of it."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from contactcentre.local.carrier.documents import Verb

OVER = ("completed", "busy", "no-answer", "canceled", "failed")
KEYS = "0123456789*#"


@dataclass(frozen=True)
class Address:
    """An address of the centre to ask what comes next, and what to tell it besides the usual."""

    url: str
    fields: dict[str, str] = field(default_factory=dict)


Next = Address | tuple[Verb, ...]


@dataclass(frozen=True)
class Said:
    """A line of the transcript. `who` is "centre", "other", "me", or "note": then `text` is a code
    of what happened, and `detail` belongs to it.
    """

    who: str
    text: str
    language: str = ""
    detail: str = ""


class HungUp(Exception):
    """This end is over."""


class Redirected(Exception):
    """The centre has another document for this end."""

    def __init__(self, target: Next) -> None:
        super().__init__()
        self.target = target


def new_sid(kind: str) -> str:
    return kind + secrets.token_hex(16)


class Leg:
    """What other threads may ask of an end is noted; the end's own thread acts on it."""

    def __init__(self, *, from_: str, to: str, direction: str, pace: float) -> None:
        self.sid = new_sid("CA")
        self.from_, self.to, self.direction, self.pace = from_, to, direction, pace
        self.status = "queued"
        self.began, self.ended = time.time(), 0.0
        self.is_listening = self.is_held = False
        self.gathers = 0
        self.transcript: list[Said] = []
        self._keys: deque[str] = deque()
        self._target: Next | None = None
        self._wish = ""
        self._answered = False
        self._changed = threading.Condition()

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def rings(self) -> bool:
        return self.status == "ringing" and self.direction != "inbound"

    @property
    def owner(self) -> str:
        """The number of the telephone whose end this is."""
        return self.from_ if self.direction == "inbound" else self.to

    def hear(self, who: str, text: str, language: str = "") -> None:
        self._write(Said(who, text, language))

    def note(self, code: str, detail: str = "") -> None:
        self._write(Said("note", code, detail=detail))

    def _write(self, said: Said) -> None:
        with self._changed:
            self.transcript.append(said)
            self._changed.notify_all()

    def set_status(self, status: str) -> None:
        with self._changed:
            self.status = status
            if self.is_over:
                self.ended, self.is_listening = time.time(), False
            self._changed.notify_all()

    def press(self, key: str) -> bool:
        """Whether the key was heard: nobody listens in mid-sentence outside a Gather."""
        with self._changed:
            heard = self.is_listening and len(key) == 1 and key in KEYS
            if heard:
                self._keys.append(key)
                self._changed.notify_all()
            return heard

    def answer(self) -> None:
        with self._changed:
            self._answered = True
            self._changed.notify_all()

    def hang_up(self, status: str = "completed") -> None:
        with self._changed:
            self._wish = self._wish or status
            self._changed.notify_all()

    def redirect(self, target: Next) -> None:
        with self._changed:
            self._target = target
            self._changed.notify_all()

    def wait_until(self, true: Callable[[], bool], seconds: float) -> bool:
        """For onlookers: wait for something to become true of this end, in real seconds."""
        with self._changed:
            return self._changed.wait_for(true, seconds)

    # What follows is for the end's own thread.

    def rest(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass, or until something is true. Raises HungUp or Redirected."""
        with self._changed:
            happened = self._changed.wait_for(
                lambda: bool(self._wish or self._target is not None or until()),
                seconds / self.pace,
            )
            if self._wish:
                raise HungUp
            if self._target is not None:
                target, self._target = self._target, None
                raise Redirected(target)
            return happened

    def wake(self) -> None:
        """Something outside has changed that this end may wait for."""
        with self._changed:
            self._changed.notify_all()

    def rings_until_answered(self, seconds: float) -> bool:
        return self.rest(seconds, lambda: self._answered)

    def listen(self, *, on: bool) -> None:
        with self._changed:
            self._keys.clear()
            self.is_listening = on
            self.gathers += on
            self._changed.notify_all()

    def has_key(self) -> bool:
        return bool(self._keys)

    def take_key(self) -> str:
        return self._keys.popleft()

    @property
    def last_status(self) -> str:
        """The status of an end that is over: as asked for, or simply completed."""
        return self._wish or "completed"
