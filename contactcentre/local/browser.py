"""A Chromium for the browser tests: the machine's own, or installed by its own means."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PACKAGES = ("chromium", "fonts-liberation")


def find() -> Path | None:
    """CC_CHROMIUM if it is set; else what is on PATH, or where macOS keeps programs."""
    named = os.environ.get("CC_CHROMIUM")
    found = (named, *map(shutil.which, NAMES), *MACOS)
    return next((Path(path) for path in found if path and Path(path).is_file()), None)


def find_or_install(say: Callable[[str], None]) -> Path | None:
    """Look for one; as root on Debian or Ubuntu, fetch the distribution's package."""
    browser = find()
    apt = shutil.which("apt-get")
    if browser or not apt or os.geteuid() != 0:
        return browser
    say("No Chromium found: installing the distribution's package ...")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "-qq", "-y", "-o", "DPkg::Lock::Timeout=120", "install"]
    for command in (
        [apt, "-qq", "update"],
        [*install, "--no-install-recommends", *PACKAGES],
    ):
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return find()
