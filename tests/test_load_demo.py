"""load_demo: into an empty centre only, whenever, with accounts that only their owner can read."""

import csv
import datetime as dt
import io
import itertools
import json
import re
import stat
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from django.test import TestCase

from accounts.models import User
from channels.callers import open_in
from channels.enums import LineKind
from channels.models import Call, Callback, VoiceLine
from contactcentre.demo.past import FILE
from insights.models import DailyTotal
from tests.factories import NOW, loaded_demo
from tickets.enums import State
from tickets.models import CalendarVersion, Event, SpecialOperation, Ticket
from tickets.queries.operations import free_lines

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

    told = story(3)
    assert told == story(3)
    assert told != story(4)


def test_calls_ended_in_several_ways_and_a_caller_waits_to_be_called_back() -> None:
    loaded_demo(now=NOW, tickets=5)
    outcomes = set(Call.objects.values_list("outcome", flat=True))
    assert len(outcomes) >= 3
    assert "callback" in outcomes
    assert Callback.objects.filter(state="waiting", ended_at=None).exists()


def test_the_line_of_each_open_operation_is_in_use_and_the_next_one_gets_another() -> None:
    loaded_demo(now=NOW, tickets=5)
    taken = set(SpecialOperation.objects.active(NOW).values_list("phone_number", flat=True))
    kept = VoiceLine.objects.filter(kind=LineKind.CRISIS, is_active=True)
    numbers = set(kept.values_list("number", flat=True))
    assert taken
    assert taken < numbers
    assert [number for number, _name in free_lines()] == sorted(numbers - taken)


class Loaded(TestCase):
    """By the command, as bin/up does it."""

    path: ClassVar[Path]
    told: ClassVar[str]

    @classmethod
    def setUpTestData(cls) -> None:
        home = tempfile.TemporaryDirectory()
        cls.addClassCleanup(home.cleanup)
        cls.path = Path(home.name) / "accounts.json"
        error = io.StringIO()
        call_command("load_demo", tickets=4, accounts_file=cls.path, stderr=error)
        cls.told = error.getvalue()

    def test_the_accounts_go_into_a_file_that_only_its_owner_can_read(self) -> None:
        assert stat.S_IMODE(self.path.stat().st_mode) == 0o600
        accounts = json.loads(self.path.read_text("utf-8"))
        assert [set(account) for account in accounts] == [{"role", "email", "password"}] * 17
        assert len({account["password"] for account in accounts}) == 17

    def test_it_is_loaded_into_an_empty_centre_only(self) -> None:
        second = self.path.with_name("second.json")
        tickets, users = Ticket.objects.count(), User.objects.count()
        call_command("load_demo", "--if-empty", accounts_file=second, verbosity=0)
        with pytest.raises(CommandError):
            call_command("load_demo", accounts_file=second, verbosity=0)
        assert (Ticket.objects.count(), User.objects.count()) == (tickets, users)
        assert not second.exists()

    def test_its_progress_is_told_in_lines_where_there_is_no_terminal(self) -> None:
        told = self.told.split("\n")
        assert len(told) > 2, "something was told"
        assert all(re.fullmatch(r"  \d0? %|", line) for line in told)
        assert "\r" not in self.told

    def test_lines_to_try_are_open_at_night_on_sundays_and_on_holidays(self) -> None:
        sunday = dt.datetime(2026, 11, 29, 3, 30, tzinfo=dt.UTC)
        christmas = dt.datetime(2026, 12, 25, 18, 0, tzinfo=dt.UTC)
        slugs = ("general-always", "operation-1")
        for slug, moment in itertools.product(slugs, (sunday, christmas)):
            line = VoiceLine.objects.get(slug=slug)
            calendar = CalendarVersion.objects.in_force().get(calendar=line.calendar).rule()
            assert open_in(calendar, ["America/Vancouver"], moment) == {True}

    def test_each_fiscal_year_of_the_past_comes_to_what_the_briefing_says(self) -> None:
        with FILE.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["basis"] != "forecast"]
        assert [row["fiscal_year"] for row in rows] == ["2018", "2019", "2020", "2021"]
        for row in rows:
            year = int(row["fiscal_year"])
            days = DailyTotal.objects.filter(
                date__gte=dt.date(year, 4, 1), date__lt=dt.date(year + 1, 4, 1), measure="contacts"
            )
            sums = dict(days.values_list("channel").annotate(Sum("value")))
            assert sums == {
                "phone": int(row["phone"]),
                "email": int(row["written"]),
                "member": int(row["member"]),
            }
