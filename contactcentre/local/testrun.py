"""bin/test: servers of its own, then every check; pytest's closing line comes last."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from contactcentre.local.browser import find_or_install
from contactcentre.local.servers import CHECKOUT, environment_for_tests, running
from contactcentre.local.supervisor import tell

QUALITY = {
    "style": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy", "."),
    "import contracts": ("lint-imports",),
    "templates": ("djlint", "templates", "--lint"),
    "migrations": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "messages": ("python", "manage.py", "compile_messages"),
    "translations": ("python", "manage.py", "check_messages"),
}


def main(arguments: list[str]) -> int:
    """With arguments only pytest runs, and gets them."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="contactcentre-test-") as home:
        root = Path(home) / "data"
        # The servers' own lines would come after pytest's closing line.
        with running(root, durable=False, say=lambda line: None) as (_, servers):
            env = {**os.environ, **environment_for_tests(servers)}
            tell(f"PostgreSQL and Valkey: started in {time.monotonic() - begun:.1f} s")
            failed = [] if arguments else _check_quality(env)
            no_browser = _find_browser(env)
            code = _pytest(arguments, env)
        servers.postgres.data.empty()
    return code or int(bool(failed) or (no_browser and _must_be_complete()))


def _check_quality(env: dict[str, str]) -> list[str]:
    failed = [name for name, command in QUALITY.items() if not _passes(name, command, env)]
    if failed:
        tell(f"FAILED before the tests: {', '.join(failed)}")
    return failed


def _passes(name: str, command: tuple[str, ...], env: dict[str, str]) -> bool:
    begun = time.monotonic()
    program, *rest = command
    done = subprocess.run(
        [Path(sys.executable).parent / program, *rest],
        cwd=CHECKOUT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tell(done.stdout.rstrip())
    how = "FAILED" if done.returncode else "passed"
    tell(f"{name}: {how} in {time.monotonic() - begun:.1f} s")
    return done.returncode == 0


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


def _pytest(arguments: list[str], env: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
