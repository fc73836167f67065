"""What may not serve the public does not start, and says what to set instead."""

import os
import subprocess
import sys

import pytest

from contactcentre.env import INSECURE_KEY, ROOT, Environment, EnvironmentProblem

GOOD = {
    "CC_ENV": "production",
    "SECRET_KEY": "a text that nobody guesses, of fifty characters...",
    "ALLOWED_HOSTS": "centre.example, www.centre.example",
}


def test_a_good_set_is_taken() -> None:
    found = Environment.read(GOOD)
    assert found.kind == "production"
    assert found.allowed_hosts == ("centre.example", "www.centre.example")
    assert not found.debug


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": INSECURE_KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 31}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "centre.example,*"}, "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses(changed: dict[str, str | None], named: str) -> None:
    given = {name: text for name, text in {**GOOD, **changed}.items() if text is not None}
    with pytest.raises(EnvironmentProblem, match=rf"^(Set|Unset) {named}\b"):
        Environment.read(given)


def test_a_developer_needs_to_set_nothing() -> None:
    assert Environment.read({}).kind == "development"


@pytest.mark.parametrize(
    ("name", "text"),
    [("CC_ENV", "prod"), ("LOG_LEVEL", "LOUD"), ("DEBUG", "maybe"), ("DATABASE_POOL", "few")],
)
def test_a_value_that_means_nothing_is_named(name: str, text: str) -> None:
    with pytest.raises(EnvironmentProblem, match=f"^{name} "):
        Environment.read({name: text})


def test_a_command_says_what_to_set_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "LOG_LEVEL": "LOUD"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.\n"
