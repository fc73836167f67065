"""bin/test: servers of its own, then every check; pytest's closing line comes last."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from contactcentre.local.browser import find_or_install
from contactcentre.local.children import stop_left_over
from contactcentre.local.datadir import DataDir, DataError
from contactcentre.local.jobs import in_venv, run_all, run_shown
from contactcentre.local.postgres import DATABASE, OWNER
from contactcentre.local.programs import ProgramError
from contactcentre.local.servers import Servers, environment_for_tests, running
from contactcentre.local.supervisor import StartError, StoppedError, Supervisor, tell

STOPPED = 130
PREFIX = "contactcentre-test-"
# Side by side, a group of tests at a time (tests/conftest.py), in the order of collection; one
# more than there are processors, as some wait for whole centres to start or to come back.
ALL = ("-n", str(min(4, os.cpu_count() or 1) + 1), "--no-loadscope-reorder")
# A run this young may not hold its directory yet.
YOUNG_SECONDS = 60

# From nothing, as an operator's would be; what the tests need of databases is copied from it.
MIGRATE = ("python", "manage.py", "migrate", "--noinput", "--verbosity", "0")
QUALITY = {
    "style": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "import contracts": ("lint-imports",),
    "templates": ("djlint", "templates", "--lint"),
    "migrations": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "messages": ("python", "manage.py", "compile_messages"),
    "translations": ("python", "manage.py", "check_messages"),
}


def main(arguments: list[str]) -> int:
    """With arguments only pytest runs, and gets them."""
    try:
        clear_abandoned(Path(tempfile.gettempdir()), now=time.time())
        with tempfile.TemporaryDirectory(prefix=PREFIX) as home:
            data = DataDir(Path(home) / "data")
            try:
                return _run(arguments, data.root)
            finally:
                data.empty()
    except StoppedError:
        return STOPPED
    except (DataError, ProgramError, StartError) as problem:
        tell(str(problem))
        return 1


def clear_abandoned(parent: Path, *, now: float) -> None:
    """Remove what a run that was killed left: its servers, its directory, its cluster."""
    for home in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, DataError):
            if now - home.stat().st_mtime < YOUNG_SECONDS:
                continue
            data = DataDir(home / "data")
            data.prepare()
            with data.held():
                stop_left_over(data.root)
                data.empty()
            shutil.rmtree(home)


def _run(arguments: list[str], root: Path) -> int:
    begun = time.monotonic()
    # The servers' own lines would come after pytest's closing line.
    with running(root, durable=False, say=lambda line: None) as (supervisor, servers):
        env = {**os.environ, **environment_for_tests(servers)}
        tell(f"PostgreSQL and Valkey: started in {time.monotonic() - begun:.1f} s")
        # Chosen tests need the French as much as all of them do.
        checks = {"messages": QUALITY["messages"]} if arguments else QUALITY
        failed = _check_quality({"database": MIGRATE, **checks}, env, supervisor)
        if "database" not in failed:
            env |= _copies_of(servers, root)
        no_browser = _find_browser(env)
        code = run_shown([sys.executable, "-m", "pytest", *(arguments or ALL)], env, supervisor)
    return code or int(bool(failed) or (no_browser and _must_be_complete()))


def _check_quality(
    checks: Mapping[str, tuple[str, ...]], env: dict[str, str], supervisor: Supervisor
) -> list[str]:
    commands = {name: in_venv(sys.executable, command) for name, command in checks.items()}
    failed = run_all(commands, env, supervisor)
    if failed:
        tell(f"FAILED before the tests: {', '.join(failed)}")
    return failed


def _copies_of(servers: Servers, root: Path) -> dict[str, str]:
    """The migrated database as a template for those beside it, as a dump for other clusters."""
    dump = root / "migrated.sql"
    subprocess.run(
        [
            servers.postgres.client("pg_dump"),
            *("--no-comments", "--file", dump, servers.postgres.url(OWNER)),
        ],
        check=True,
    )
    return {"CC_TEST_TEMPLATE": DATABASE, "CC_TEST_DUMP": str(dump)}


def _find_browser(env: dict[str, str]) -> bool:
    """True when there is none: then its tests skip themselves."""
    browser = find_or_install(tell)
    if browser:
        env["CC_CHROMIUM"] = str(browser)
        return False
    tell("Browser tests did not run: no Chromium or Chrome was found. Install one, then repeat.")
    return True


def _must_be_complete() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
