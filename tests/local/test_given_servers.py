"""bin/up on servers that somebody else runs: it uses them, and starts none of these itself."""

import os
import signal
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from contactcentre.local.datadir import DataDir
from tests.local.conftest import command, marked

UP = "contactcentre.local.up"
# The tests' own use the first ones.
BROKER = "/15"


@pytest.fixture
def given() -> Iterator[dict[str, str]]:
    """An empty database beside that of the tests, and a broker's database of its own."""
    server, _slash, name = os.environ["DATABASE_URL"].rpartition("/")
    mine = f"given_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(f"{server}/{name}", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(mine)))
        yield {
            "DATABASE_URL": f"{server}/{mine}",
            "DATABASE_OWNER_URL": f"{server}/{mine}",
            "REDIS_URL": os.environ["REDIS_URL"].removesuffix("/0") + BROKER,
        }
        dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(mine))
        connection.execute(dropped)


def test_they_are_used_and_none_is_started(run, data: DataDir, given: dict[str, str]) -> None:
    program = run(UP, "--no-demo", "--port", "0", "--data", str(data.root), **given)
    program.wait_for("Ready: http://127.0.0.1:", seconds=240)
    commands = [command(process) for process in marked(data.root)]
    assert not [words for words in commands if "valkey-server" in words or "postgres" in words]
    with psycopg.connect(given["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT count(*) FROM kit_heartbeat").fetchone()
        assert row is not None
        assert row[0] > 0, "the workers write into it"
    assert program.end(signal.SIGTERM) == 0
    assert marked(data.root) == []


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_one_that_does_not_answer_is_named(
    run, data: DataDir, given: dict[str, str], name: str
) -> None:
    scheme = given[name].partition("://")[0]
    dead = given | {name: f"{scheme}://127.0.0.1:1/0"}
    program = run(UP, "--no-demo", "--port", "0", "--data", str(data.root), **dead)
    assert program.process.wait(60) == 1
    program.wait_for(f"The server of {name} does not answer")
