"""bin/test: what failed is named, its output shown, and a missing browser never passes for one."""

import os
import sys
import time
from pathlib import Path

import pytest

from contactcentre.local import browser
from contactcentre.local.datadir import DataDir
from contactcentre.local.jobs import run_all, run_shown
from contactcentre.local.supervisor import Supervisor
from contactcentre.local.testrun import PREFIX, YOUNG_SECONDS, clear_abandoned


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    return Supervisor(mark=tmp_path, cwd=tmp_path)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_every_check_runs_and_those_that_failed_are_named(supervisor, capsys):
    commands = {
        "style": python("print('line 3 is too long'); raise SystemExit(1)"),
        "types": python("print('fine')"),
        "templates": python("raise SystemExit(2)"),
    }
    assert sorted(run_all(commands, os.environ, supervisor)) == ["style", "templates"]
    said = capsys.readouterr().out
    assert "line 3 is too long" in said
    assert "fine" not in said
    assert "types: passed in" in said


def test_the_exit_code_of_the_tests_is_ours(supervisor):
    assert run_shown(python("raise SystemExit(5)"), os.environ, supervisor) == 5


def test_what_a_killed_run_left_is_removed_and_what_runs_is_let_be(tmp_path):
    abandoned, running = (DataDir(tmp_path / f"{PREFIX}{name}" / "data") for name in ("a", "b"))
    for data in (abandoned, running):
        data.prepare()
        data.postgres_home.mkdir(parents=True)
    now = time.time()
    clear_abandoned(tmp_path, now=now)
    assert abandoned.root.exists()
    with running.held():
        clear_abandoned(tmp_path, now=now + YOUNG_SECONDS + 1)
        assert [path.name for path in tmp_path.iterdir()] == [f"{PREFIX}b"]
        assert not abandoned.postgres_home.exists()
        assert running.postgres_home.exists()
        running.empty()


def test_the_browser_that_is_named_is_taken(tmp_path, monkeypatch):
    named = tmp_path / "my-chromium"
    named.touch()
    monkeypatch.setenv("CC_CHROMIUM", str(named))
    assert browser.find() == named


def test_one_without_windows_is_taken_first(tmp_path, monkeypatch):
    monkeypatch.delenv("CC_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(mode=0o755)
    assert browser.find() == tmp_path / "chromium-headless-shell"


def test_none_is_found_where_there_is_none(tmp_path, monkeypatch):
    monkeypatch.delenv("CC_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MACOS", ())
    assert browser.find() is None
