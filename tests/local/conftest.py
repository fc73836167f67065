"""Data directories and whole `python -m` runs that leave nothing behind."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from contactcentre.local.children import MARK, stop_left_over
from contactcentre.local.datadir import DataDir
from contactcentre.local.postgres import OWNER
from contactcentre.local.servers import CHECKOUT, running

OWN_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "CC_LOCAL_DATA")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[DataDir]:
    """An empty data directory; as root its cluster lies elsewhere and is removed too."""
    directory = DataDir(tmp_path / "data")
    yield directory
    stop_left_over(directory.root)
    if directory.root.exists():
        directory.empty()


def bring_tables(data: DataDir) -> None:
    """A cluster with the migrated tables of bin/test, in a second instead of many.

    Without bin/test nothing is done: whoever starts on the directory migrates for itself.
    """
    dump = os.environ.get("CC_TEST_DUMP")
    if not dump:
        return
    with running(data.root, durable=True, say=lambda line: None) as (_, servers):
        address = servers.postgres.url(OWNER)
        words = ("--quiet", "--set", "ON_ERROR_STOP=1", "--output", os.devnull, "--file", dump)
        subprocess.run([servers.postgres.client("psql"), *words, address], check=True)


class Run:
    """A program of ours as an operator starts it, and what it has printed so far."""

    def __init__(self, module: str, *arguments: str, **more: str) -> None:
        env = {key: value for key, value in os.environ.items() if key not in OWN_SERVERS} | more
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=CHECKOUT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(line.rstrip("\n") for line in iter(self._next, ""))

    def _next(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, text: str, *, times: int = 1, seconds: float = 90) -> str:
        """The last line that holds `text`, once there are so many."""

        def found() -> list[str]:
            return [line for line in self.lines if text in line]

        wait_until(lambda: len(found()) >= times or self.process.poll() is not None, seconds)
        assert len(found()) >= times, self.output
        return found()[-1]

    def end(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal, and wait: its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sent)
        code = self.process.wait(60)
        self._reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def marked(root: Path) -> list[psutil.Process]:
    """The running processes of this installation, PostgreSQL's own children left out."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == str(root) and lives(process):
                found.append(process)
    return found


def command(process: psutil.Process) -> str:
    """Its arguments; nothing for one that has just ended."""
    with contextlib.suppress(psutil.Error, OSError):
        return " ".join(process.cmdline())
    return ""


@pytest.fixture
def run() -> Iterator[Callable[..., Run]]:
    started: list[Run] = []

    def start(module: str, *arguments: str, **more: str) -> Run:
        started.append(Run(module, *arguments, **more))
        return started[-1]

    yield start
    for program in started:
        if program.process.stdout and not program.process.stdout.closed:
            program.end(signal.SIGKILL)
