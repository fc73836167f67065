"""What bin/up refuses before it starts anything, and how it reads its options."""

import os
import socket

import pytest

from contactcentre.local.datadir import DataDir, DataError
from contactcentre.local.ports import PortError, claim_port, free_port
from contactcentre.local.postgres import Postgres
from contactcentre.local.up import accounts_table

UP = "contactcentre.local.up"


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused_with_the_name_of_its_holder(taken, run, data):
    program = run(UP, "--port", str(taken), "--data", str(data.root))
    assert program.process.wait(30) == 2
    said = program.wait_for(f"Port {taken} is taken by process {os.getpid()} (")
    assert "--port" in said
    assert not (data.root / "valkey").exists()


def test_a_reset_that_cannot_start_deletes_nothing(taken, run, data):
    data.prepare()
    kept = data.root / "postgres" / "kept"
    kept.parent.mkdir()
    kept.write_text("a ticket")
    program = run(UP, "--port", str(taken), "--data", str(data.root), "--reset", "--yes")
    assert program.process.wait(30) == 2
    assert kept.read_text() == "a ticket"


def test_a_remembered_port_that_is_taken_now_is_replaced(taken, data):
    assert free_port(taken) != taken
    with pytest.raises(PortError):
        claim_port(taken)
    data.prepare()
    first = data.choose_port("postgres")
    assert data.choose_port("postgres") == data.port("postgres") == first
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", first))
        listener.listen()
        assert data.choose_port("postgres") != first


def test_two_on_one_directory_the_second_is_refused(data, run):
    data.prepare()
    with data.held():
        program = run(UP, "--port", "0", "--data", str(data.root))
        assert program.process.wait(30) == 1
        program.wait_for(f"Another bin/up (process {os.getpid()}) already runs on {data.root}")


def test_reset_deletes_nothing_unless_someone_agrees(data, run):
    data.prepare()
    kept = data.root / "files"
    kept.mkdir()
    program = run(UP, "--port", "0", "--data", str(data.root), "--reset")
    assert program.process.wait(30) == 1
    program.wait_for("Add --yes to agree.")
    assert kept.exists()


def test_emptying_takes_the_cluster_that_lies_elsewhere_too(data):
    data.prepare()
    with data.held():
        data.postgres_home.mkdir(parents=True)
        data.note_postgres_home()
        data.secret("secret_key")
        data.empty()
        assert [path.name for path in data.root.iterdir()] == ["lock"]
        assert not data.postgres_home.exists()


def test_a_cluster_whose_passwords_were_deleted_is_not_waited_for(data):
    data.prepare()
    (data.postgres_home / "cluster").mkdir(parents=True)
    with pytest.raises(DataError, match="Start with --reset"):
        Postgres(data).prepare()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets directories of others")
def test_a_directory_of_another_user_is_refused(tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, -1)
    with pytest.raises(DataError, match="belongs to another user"):
        DataDir(theirs).prepare()


def test_the_accounts_are_shown_in_columns(tmp_path):
    accounts = tmp_path / "accounts.json"
    accounts.write_text('[{"role": "agent", "email": "a@centre.example", "password": "x"}]')
    assert accounts_table(accounts) == [
        "Role   E-mail            Password",
        "agent  a@centre.example  x",
    ]
