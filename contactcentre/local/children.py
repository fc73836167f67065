"""One child process: how it is started, watched, stopped, and found again if we are killed."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

# Every child carries this in its environment, and so do its own children: a mark that
# survives our being killed, without the race of writing a pid to a file after the start.
MARK = "CC_LOCAL_DATA"
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """What to run and how to end it."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    is_server: bool = False
    keep: bool = True


class Child:
    """A running program in a session of its own: a Ctrl-C on the terminal reaches only us."""

    def __init__(self, program: Program, *, mark: Path, cwd: Path) -> None:
        self.program = program
        self.started = time.monotonic()
        dies_with_us = _dies_with_parent(program.stop_signal)
        self.process = subprocess.Popen(
            program.argv,
            cwd="/" if program.user is not None else cwd,
            env={**program.env, MARK: str(mark)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_us,  # noqa: PLW1509 - the supervisor has one thread
            user=program.user,
            group=None if program.user is None else pwd.getpwuid(program.user).pw_gid,
            extra_groups=None if program.user is None else [],
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout
        os.set_blocking(self.output.fileno(), False)
        self._rest = b""

    @property
    def code(self) -> int | None:
        """None while it runs. Asking also buries it: a zombie keeps PostgreSQL's lock file."""
        return self.process.poll()

    def lines(self) -> Iterable[str]:
        """The complete lines written since the last call, and the rest once it has ended."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.output.fileno(), 65536):
                self._rest += chunk
                if self.code is None:
                    break
        *whole, self._rest = self._rest.split(b"\n")
        if self.code is not None and self._rest:
            whole, self._rest = [*whole, self._rest], b""
        return [line.decode("utf-8", "replace") for line in whole]

    def ask_to_stop(self) -> None:
        if self.code is None:
            self.process.send_signal(self.program.stop_signal)

    def end(self) -> None:
        """Kill what is left of its process group, grandchildren included."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop_left_over(mark: Path, *, patience: float = 5.0) -> int:
    """End the children of an earlier supervisor that was killed; how many there were."""
    own = _own_line()
    found = [
        process
        for process in psutil.process_iter()
        if process.pid not in own and _is_marked(process, mark)
    ]
    for process in found:
        is_postgres = _name(process).startswith("postgres")
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT if is_postgres else signal.SIGTERM)
    for process in _still_there(found, patience):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _still_there(found, patience)
    return len(found)


def _still_there(processes: list[psutil.Process], patience: float) -> list[psutil.Process]:
    """Those that have not ended in time. A zombie has: its new parent may never bury it."""
    end = time.monotonic() + patience
    while left := [process for process in processes if _lives(process)]:
        if time.monotonic() > end:
            break
        time.sleep(0.05)
    return left


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE and process.is_running())
    except psutil.Error:
        return False


def _is_marked(process: psutil.Process, mark: Path) -> bool:
    try:
        return bool(process.environ().get(MARK) == str(mark))
    except (psutil.Error, OSError):
        return False


def _own_line() -> set[int]:
    me = psutil.Process()
    return {me.pid, *(parent.pid for parent in me.parents())}


def _name(process: psutil.Process) -> str:
    try:
        return str(process.name())
    except psutil.Error:
        return ""


def _dies_with_parent(sent: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel ends the child when we are killed; elsewhere the next start does."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
