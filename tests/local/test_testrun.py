"""bin/test: what failed is named, its output shown, and a missing browser never passes for one."""

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from contactcentre.local import browser, testrun
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


@pytest.fixture
def without_browser(tmp_path, monkeypatch):
    """bin/test on a machine without a browser, whose tests all pass; its checks take no time."""
    nothing = ("python", "-c", "")
    monkeypatch.setattr(testrun, "find_or_install", lambda say: None)
    monkeypatch.setattr(testrun, "MIGRATE", nothing)
    monkeypatch.setattr(testrun, "QUALITY", {"messages": nothing})
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    return lambda: testrun.main(["--version"])


def told_of_browsers(capsys) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if "rowser" in line]


def test_without_a_browser_one_line_says_so_and_the_run_passes(without_browser, capsys):
    assert without_browser() == 0
    (told,) = told_of_browsers(capsys)
    assert told.startswith("Browser tests did not run: no Chromium or Chrome was found.")


@pytest.mark.parametrize("said", ["true", "1"])
def test_a_build_without_a_browser_fails(without_browser, monkeypatch, said):
    monkeypatch.setenv("CI", said)
    assert without_browser() == 1


def test_a_build_with_a_browser_passes(without_browser, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(testrun, "find_or_install", lambda say: tmp_path / "chromium")
    assert without_browser() == 0
    assert told_of_browsers(capsys) == []
