"""What every file of the project keeps to: no machine, no registry, no open door in a script."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THIS = Path(__file__).relative_to(ROOT).as_posix()
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
# A page of our own, rendered by Django, replaces a list on the page that asked for it.
OWN_MARKUP = {"static/js/upload.js"}
MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|root|home|Users|mnt|workspace)/\w|[A-Z]:\\\\?Users"
    r"|(?:pypi|pythonhosted|npmjs|yarnpkg|jfrog|artifactory|nexus)\.\w|index-url|registry\.\w+\."
)
SECRET = re.compile(
    r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY|AKIA[0-9A-Z]{16}|\bgh[pousr]_\w{30,}"
)
IN_SCRIPTS = {
    "code made of text": re.compile(r"\beval\(|new Function\(|set(?:Timeout|Interval)\(\s*[\"'`]"),
    "markup made of text": re.compile(
        r"\.(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|createContextualFragment"
    ),
    # Browsers carry older zone files than we do, and compute wrong closing hours.
    "zones converted": re.compile(
        r"toLocale(?:Date|Time)?String|Intl\.DateTimeFormat|getTimezoneOffset|timeZone"
    ),
    "an address of another host": re.compile(r"[\"'`](?:https?:)?//\w"),
    "words kept in the browser": re.compile(r"localStorage|sessionStorage|indexedDB"),
    "traces": re.compile(r"console\.|debugger|\balert\("),
}


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    names = done.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and name != THIS and (ROOT / name).is_file()]


def found_in_tracked(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    return found


def test_no_file_knows_the_machine_or_registry_that_it_was_written_with() -> None:
    assert found_in_tracked(MACHINE) == []


def test_no_file_holds_a_key() -> None:
    assert found_in_tracked(SECRET) == []


def test_nothing_that_is_made_is_kept() -> None:
    made = re.compile(r"^(?:staticfiles|data|\.venv)/|/__pycache__/|\.(?:mo|pyc)$")
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert [name for name in names if made.search(name)] == []


@pytest.mark.parametrize("rule", IN_SCRIPTS)
def test_no_script_holds(rule: str) -> None:
    found = []
    for path in SCRIPTS:
        name = path.relative_to(ROOT).as_posix()
        if rule == "markup made of text" and name in OWN_MARKUP:
            continue
        code = re.sub(r"(?m)^\s*//.*$", "", path.read_text(encoding="utf-8"))
        found += [f"{name}: {match[0]}" for match in IN_SCRIPTS[rule].finditer(code)]
    assert found == []


def test_scripts_that_bring_their_own_markup_are_still_there() -> None:
    using = {name for name in OWN_MARKUP if ".innerHTML" in (ROOT / name).read_text()}
    assert using == OWN_MARKUP
