"""load_demo: into an empty centre only, whenever, with accounts that only their owner can read."""

import datetime as dt
import json
import re
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from tests.factories import NOW, loaded_demo
from tickets.enums import State
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 12, 28, 15, 0, tzinfo=dt.UTC),
    ],
    ids=["saturday night", "a holiday after a weekend"],
)
def test_every_state_is_there_whenever_it_is_loaded(now: dt.datetime) -> None:
    loaded_demo(now=now, tickets=20)
    assert set(Ticket.objects.values_list("state", flat=True)) == set(State.values)


def test_the_same_seed_gives_the_same_days() -> None:
    def story(seed: int) -> list[tuple[str, dt.datetime]]:
        point = transaction.savepoint()
        loaded_demo(now=NOW, tickets=5, seed=seed)
        told = list(Event.objects.values_list("kind", "at").order_by("id"))
        transaction.savepoint_rollback(point)
        return told

    assert story(3) == story(3)
    assert story(3) != story(4)


def test_the_accounts_go_into_a_file_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    call_command("load_demo", tickets=2, accounts_file=path, verbosity=0)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    accounts = json.loads(path.read_text("utf-8"))
    assert [set(account) for account in accounts] == [{"role", "email", "password"}] * 17
    assert len({account["password"] for account in accounts}) == 17


def test_it_is_loaded_into_an_empty_centre_only(tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    call_command("load_demo", tickets=1, accounts_file=first, verbosity=0)
    tickets, users = Ticket.objects.count(), User.objects.count()
    call_command("load_demo", "--if-empty", accounts_file=second, verbosity=0)
    with pytest.raises(CommandError):
        call_command("load_demo", accounts_file=second, verbosity=0)
    assert (Ticket.objects.count(), User.objects.count()) == (tickets, users)
    assert not second.exists()


def test_its_progress_is_told_in_lines_where_there_is_no_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo", tickets=4, accounts_file=tmp_path / "accounts.json")
    told = capfd.readouterr().err.split("\n")
    assert all(re.fullmatch(r"  \d0? %|", line) for line in told)
    assert "\r" not in "".join(told)
