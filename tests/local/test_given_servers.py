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


def on_the_server(statement: str, name: str, template: str = "") -> None:
    """Not from within a database that other processes of the tests copy."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template or "template1")}
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(**names))


@pytest.fixture
def given() -> Iterator[dict[str, str]]:
    """A database of its own beside those of the tests, and one of the broker's."""
    name = f"given_{uuid.uuid4().hex[:8]}"
    template = os.environ.get("CC_TEST_TEMPLATE", "")
    on_the_server("CREATE DATABASE {name} TEMPLATE {template}", name, template)
    address = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    yield {
        "DATABASE_URL": address,
        "DATABASE_OWNER_URL": address,
        "REDIS_URL": os.environ["REDIS_URL"].removesuffix("/0") + BROKER,
    }
    on_the_server("DROP DATABASE {name} WITH (FORCE)", name)


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
