"""bin/up for real: ready, killed part by part and as a whole, and stopped without a trace."""

import json
import signal
import urllib.request

import psutil
import pytest

from tests.local.conftest import command, marked, wait_until

PARTS = ("carrier", "mail", "beat", "periodic", "worker", "web", "valkey", "postgres")


def part(root, name: str) -> psutil.Process:
    """The leader of that part: its children share its session."""
    words = {
        "web": "uvicorn",
        "worker": "default@%h",
        "periodic": "periodic@%h",
        "beat": "celery.beat.Scheduler",
        "carrier": "contactcentre.local.carrier",
        "mail": "contactcentre.local.mailcatcher",
        "valkey": "valkey-server",
        "postgres": "-D",
    }
    found = [process for process in marked(root) if words[name] in command(process)]
    return min(found, key=lambda process: (process.create_time(), process.pid))


def ready(url: str, *, younger: float) -> bool:
    """Whether a task has gone all the way round within so many seconds."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:
            answer = json.loads(response.read())
    except OSError:
        return False
    return answer["ready"] and max(answer["age"].values()) < younger


@pytest.fixture
def up(run, data):
    def start():
        program = run(
            *("contactcentre.local.up", "--no-demo", "--port", "0"), "--data", str(data.root)
        )
        line = program.wait_for("Ready: http://127.0.0.1:", seconds=240)
        assert line == line.strip()
        return program, line.removeprefix("Ready: ")

    return start


def test_every_part_may_be_killed_and_nothing_is_left_at_the_end(up, data):
    program, url = up()
    # An empty centre offers the first administrator a link.
    program.wait_for("Ctrl-C stops everything.")
    assert [line for line in program.lines if line.startswith(f"{url}/")] != []

    for name in PARTS:
        part(data.root, name).kill()
    for name in PARTS:
        program.wait_for(f"{name} ended (signal SIGKILL); again in")
    wait_until(lambda: ready(url, younger=5), 60)

    program.end(signal.SIGKILL)
    program, url = up()
    program.wait_for("Ctrl-C stops everything.")
    assert program.end(signal.SIGINT) == 0
    assert program.lines[-1] == "Stopped."
    assert marked(data.root) == []
