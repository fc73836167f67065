"""A Chromium for the browser tests: the machine's own, or installed by its own means."""

import os
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

# The shell without windows takes a quarter less of the processor than a whole browser.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# libatomic1 is for the Node that Playwright brings: a bare machine has none.
WITH_IT = ("fonts-liberation", "libatomic1")


def find() -> Path | None:
    """CC_CHROMIUM if it is set; else what is on PATH, or where macOS keeps programs."""
    named = os.environ.get("CC_CHROMIUM")
    found = (named, *map(shutil.which, NAMES), *MACOS)
    return next((Path(path) for path in found if path and Path(path).is_file()), None)


def driver_runs() -> bool:
    """Whether Playwright's own Node starts on this machine."""
    spec = find_spec("playwright")
    if spec is None or spec.origin is None:
        return False
    node = Path(spec.origin).parent / "driver" / "node"
    done = subprocess.run([node, "--version"], capture_output=True, check=False)
    return done.returncode == 0


def find_or_install(say: Callable[[str], None]) -> Path | None:
    """A browser that tests can drive; as root on Debian or Ubuntu, what lacks is fetched."""
    if (browser := find()) and driver_runs():
        return browser
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say("Chromium or what drives it is missing: installing the distribution's packages ...")
        _install(apt)
    if find() and not driver_runs():
        say("Playwright's Node does not start: it needs libatomic (Debian: libatomic1).")
        return None
    return find()


def _install(apt: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def get(*words: str) -> bool:
        command = [apt, "-qq", "-y", "-o", "DPkg::Lock::Timeout=120", *words]
        done = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        return done.returncode == 0

    install = ("install", "--no-install-recommends", *WITH_IT)
    get("update")
    # Not every distribution has the shell.
    if not get(*install, SHELL):
        get(*install, "chromium")
