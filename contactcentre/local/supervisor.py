"""Keeps child processes running, passes their lines on, and stops them in order."""

import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from contactcentre.local.children import Child, Program

SETTLED_SECONDS = 30.0
LONGEST_PAUSE = 30.0
ASK_EVERY = 0.25


class StoppedError(Exception):
    """Someone asked us to stop while we were waiting."""


class StartError(Exception):
    """A part did not come up; the text names it."""


class Supervisor:
    """One thread, one loop: the kernel's "parent died" signal follows the thread that forked."""

    def __init__(
        self,
        *,
        mark: Path,
        cwd: Path,
        say: Callable[[str], None] = print,
        width: int = 8,
    ) -> None:
        self.mark, self.cwd, self.say, self.width = mark, cwd, say, width
        self.children: dict[str, Child] = {}
        self.stopping = False
        self._falls: dict[str, int] = {}
        self._again: dict[str, tuple[float, Program]] = {}
        self._answers: dict[str, list[str]] = {}

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Ctrl-C and TERM ask for a stop; a second one is not needed and changes nothing."""
        asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._asked) for number in asked}
        try:
            yield
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, program: Program) -> None:
        self.children[program.name] = Child(program, mark=self.mark, cwd=self.cwd)

    def run_once(self, program: Program) -> None:
        """Run a step to its end while the others' lines go on being read."""
        self.start(replace(program, keep=False))
        self.finish(program.name)

    def finish(self, name: str) -> None:
        """Wait for a step that was started with `keep=False`."""
        child = self.children[name]
        while child.code is None:
            self.turn()
        self._let_go(child)
        if child.code:
            raise StartError(f"{name} failed ({_how(child.code)}); see its lines above.")

    def ask(self, program: Program) -> list[str]:
        """The lines that a step answers; they are shown only if it fails."""
        said = self._answers[program.name] = []
        try:
            self.run_once(program)
        except StartError:
            for line in said:
                self._line(program.name, line)
            raise
        finally:
            del self._answers[program.name]
        return said

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise StartError(f"{what} was not ready after {seconds:.0f} seconds.")
            again = time.monotonic() + ASK_EVERY
            while (left := again - time.monotonic()) > 0:
                self.turn(left)

    def run(self) -> None:
        """Watch until someone asks to stop."""
        while not self.stopping:
            self._turn(0.5)

    def turn(self, seconds: float = 0.1) -> None:
        self._turn(seconds)
        if self.stopping:
            raise StoppedError

    def stop(self) -> None:
        """First those who use the servers, all at once; then the servers."""
        self.stopping = True
        self._again.clear()
        for servers in (False, True):
            leaving = [
                child
                for child in reversed(self.children.values())
                if child.program.is_server == servers
            ]
            for child in leaving:
                child.ask_to_stop()
            for child in leaving:
                self._see_off(child)

    def _see_off(self, child: Child) -> None:
        name = child.program.name
        end = time.monotonic() + child.program.patience
        while child.code is None and time.monotonic() < end:
            self._read(0.05)
        if child.code is None:
            self._line("local", f"{name} did not stop in time and was killed")
        child.end()
        self._let_go(child)

    def _turn(self, seconds: float) -> None:
        self._read(seconds)
        for child in list(self.children.values()):
            if child.code is not None and child.program.keep:
                self._has_died(child)
        for name, (due, program) in list(self._again.items()):
            if time.monotonic() >= due and not self.stopping:
                del self._again[name]
                self.start(program)

    def _has_died(self, child: Child) -> None:
        name = child.program.name
        child.end()
        self._let_go(child)
        settled = time.monotonic() - child.started > SETTLED_SECONDS
        falls = 0 if settled else self._falls.get(name, 0)
        self._falls[name] = falls + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2**falls)
        if not self.stopping:
            self._again[name] = (time.monotonic() + pause, child.program)
            self._line("local", f"{name} ended ({_how(child.code)}); again in {pause:.1f} s")

    def _read(self, seconds: float) -> None:
        # The pipe of a dead child is always "ready": watching it would spin.
        alive = [child for child in self.children.values() if child.code is None]
        if not alive:
            time.sleep(min(seconds, 0.05))
            return
        with selectors.DefaultSelector() as selector:
            for child in alive:
                selector.register(child.output, selectors.EVENT_READ, child)
            for key, _ in selector.select(seconds):
                self._pass_on(key.data)

    def _pass_on(self, child: Child) -> None:
        name = child.program.name
        for line in child.lines():
            if name in self._answers:
                self._answers[name].append(line)
            else:
                self._line(name, line)

    def _let_go(self, child: Child) -> None:
        self._pass_on(child)
        child.output.close()
        del self.children[child.program.name]

    def _line(self, name: str, text: str) -> None:
        self.say(f"{name:<{self.width}} | {text}")

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit {code}"


def tell(line: str) -> None:
    """Print at once; a reader that has gone away must not take the servers with it."""
    try:
        print(line, flush=True)
    except (BrokenPipeError, OSError):
        sys.stdout = open(os.devnull, "w")
