"""PostgreSQL and Valkey from the wheels: loopback, passwords, and nothing lost by a kill."""

import signal
import stat
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from contactcentre.local.postgres import APP, OWNER, Postgres
from contactcentre.local.valkey import Valkey
from tests.local.conftest import lives, marked, wait_until

SERVERS = "contactcentre.local.servers"


def named(root: Path, name: str) -> psutil.Process:
    return next(process for process in marked(root) if process.name().startswith(name))


@pytest.fixture
def started(run, data):
    def start():
        program = run(SERVERS, "--data", str(data.root), "--durable")
        program.wait_for("export REDIS_URL")
        return program

    return start


@pytest.fixture
def connect(data):
    def connection(role: str = APP) -> psycopg.Connection:
        return psycopg.connect(Postgres(data).url(role), connect_timeout=5, autocommit=True)

    return connection


@pytest.fixture
def broker(data):
    clients = []

    def client() -> redis.Redis:
        clients.append(redis.Redis.from_url(Valkey(data).url(), socket_timeout=2))
        return clients[-1]

    yield client
    for opened in clients:
        opened.close()


def commit_a_thousand_rows(connect) -> None:
    with connect(OWNER) as owner:
        owner.execute(f"CREATE TABLE kept (n int); GRANT ALL ON kept TO {APP}")
    with connect() as app:
        app.execute("INSERT INTO kept SELECT generate_series(1, 1000)")


def rows(connect) -> int:
    with connect() as app:
        return app.execute("SELECT count(*) FROM kept").fetchone()[0]


def test_a_killed_postgresql_comes_back_with_all_that_was_committed(started, data, connect):
    program = started()
    commit_a_thousand_rows(connect)
    named(data.root, "postgres").kill()
    program.wait_for("postgres ended (signal SIGKILL); again in")
    wait_until(lambda: answers(connect))
    assert rows(connect) == 1000


def test_a_killed_valkey_comes_back_with_its_keys(started, data, broker):
    program = started()
    client = broker()
    client.set("kept", "yes")
    # It writes to the disk every second, but a kill of the process loses nothing written.
    named(data.root, "valkey").kill()
    program.wait_for("valkey ended (signal SIGKILL); again in")
    wait_until(lambda: reachable(client))
    assert client.get("kept") == b"yes"


def test_a_killed_supervisor_leaves_nothing_and_the_next_goes_on(started, run, data, connect):
    program = started()
    commit_a_thousand_rows(connect)
    processes = marked(data.root)
    program.end(signal.SIGKILL)
    again = started()
    assert len(processes) >= 2
    assert not any(map(lives, processes))
    assert rows(connect) == 1000

    refused = run(SERVERS, "--data", str(data.root))
    assert refused.process.wait(20) == 1
    refused.wait_for(f"(process {again.process.pid}) already runs on {data.root}")

    assert again.end(signal.SIGTERM) == 0
    assert marked(data.root) == []


def answers(connect) -> bool:
    try:
        with connect():
            return True
    except psycopg.OperationalError:
        return False


def reachable(broker: redis.Redis) -> bool:
    try:
        return broker.ping()
    except redis.RedisError:
        return False


def test_they_are_private(started, data, connect):
    started()
    assert stat.S_IMODE(data.root.stat().st_mode) == 0o700
    for name in ("secrets.json", "ports.json", "valkey/valkey.conf"):
        assert stat.S_IMODE((data.root / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(Postgres(data).cluster.stat().st_mode) == 0o700

    listening = {
        connection.laddr.ip
        for process in marked(data.root)
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    arguments = " ".join(word for process in marked(data.root) for word in process.cmdline())
    assert data.secret("valkey") not in arguments

    with connect() as app:
        rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s"
        assert app.execute(rights, [APP]).fetchone() == (False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (n int)")
    without = Valkey(data).url().replace(data.secret("valkey"), "wrong")
    with pytest.raises(redis.AuthenticationError), redis.Redis.from_url(without) as stranger:
        stranger.ping()


def test_a_refused_statement_leaves_its_words_out_of_the_log(started, connect):
    program = started()
    with connect() as app, pytest.raises(psycopg.errors.InvalidTextRepresentation):
        app.execute("SELECT 1 WHERE 'marie@client.example'::int = 1")
    program.end()
    assert "ERROR:" in program.output
    assert "SELECT 1" not in program.output
