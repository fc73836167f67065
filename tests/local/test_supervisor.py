"""Children are told apart, brought back when they die, and stopped in order."""

import signal
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from contactcentre.local.children import Program, stop_left_over
from contactcentre.local.supervisor import StartError, Supervisor
from tests.local.conftest import wait_until

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
WITH_GRANDCHILD = (
    "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'input()' , 'grand'],"
    "stdin=subprocess.PIPE); print(p.pid, flush=True); p.wait()"
)
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(60)"
)


def program(name: str, code: str, **more: Any) -> Program:
    return Program(name=name, argv=(sys.executable, "-c", code), **more)


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, lines: list[str]):
    supervisor = Supervisor(mark=tmp_path, cwd=tmp_path, say=lines.append)
    with supervisor.listening():
        yield supervisor


def shows(supervisor: Supervisor, lines: list[str], text: str) -> None:
    supervisor.wait_until(lambda: any(text in line for line in lines), what=text, seconds=20)


def test_each_line_begins_with_its_process(supervisor, lines):
    supervisor.start(program("web", "print('one\\ntwo', end=''); import time; time.sleep(0.2)"))
    shows(supervisor, lines, "one")
    shows(supervisor, lines, "two")
    assert lines[:2] == ["web      | one", "web      | two"]


def test_a_child_that_is_killed_comes_back_and_a_line_says_so(supervisor, lines):
    supervisor.start(program("worker", SLEEP))
    shows(supervisor, lines, "up")
    first = supervisor.children["worker"].process.pid
    supervisor.children["worker"].process.send_signal(signal.SIGKILL)
    shows(supervisor, lines, "worker ended (signal SIGKILL); again in 0.5 s")
    supervisor.wait_until(lambda: lines.count("worker   | up") == 2, what="second", seconds=20)
    assert supervisor.children["worker"].process.pid != first


def test_one_that_goes_on_failing_is_given_longer_pauses(supervisor, lines):
    supervisor.start(program("beat", "raise SystemExit(3)"))
    shows(supervisor, lines, "beat ended (exit 3); again in 0.5 s")
    shows(supervisor, lines, "beat ended (exit 3); again in 1.0 s")


def test_a_step_that_fails_stops_the_start(supervisor, lines):
    with pytest.raises(StartError, match="migrate failed"):
        supervisor.run_once(program("migrate", "print('no'); raise SystemExit(1)"))
    assert lines == ["migrate  | no"]


def test_servers_are_stopped_after_those_who_use_them(supervisor, lines):
    says = (
        "import os, signal, time;"
        "bye = lambda *_: (os.write(1, b'bye\\n'), os._exit(0));"
        "signal.signal(signal.SIGTERM, bye); os.write(1, b'up\\n'); time.sleep(60)"
    )
    supervisor.start(program("postgres", says, is_server=True))
    supervisor.start(program("web", says))
    supervisor.wait_until(lambda: len(lines) == 2, what="both", seconds=20)
    supervisor.stop()
    assert lines[2:] == ["web      | bye", "postgres | bye"]


def test_one_that_does_not_stop_is_killed_with_its_own_children(supervisor, lines):
    supervisor.start(program("parent", WITH_GRANDCHILD))
    supervisor.wait_until(lambda: bool(lines), what="grandchild", seconds=20)
    grandchild = psutil.Process(int(lines[0].split()[-1]))
    supervisor.start(program("stubborn", STUBBORN, patience=0.3))
    shows(supervisor, lines, "up")
    supervisor.stop()
    wait_until(lambda: not grandchild.is_running() or grandchild.status() == "zombie")
    assert any("stubborn did not stop in time and was killed" in line for line in lines)


def test_what_a_killed_supervisor_left_is_found_by_its_mark(supervisor, lines, tmp_path):
    supervisor.start(program("worker", SLEEP))
    shows(supervisor, lines, "up")
    child = supervisor.children.pop("worker")
    assert stop_left_over(tmp_path / "another") == 0
    begun = time.monotonic()
    assert stop_left_over(tmp_path) == 1
    assert time.monotonic() - begun < 4
    assert child.process.wait(5) is not None
    child.output.close()
