"""The data directory of one local installation: who holds it, its secrets and its ports."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contactcentre.local.ports import free_port

ROOT_LIBRARY = Path("/var/lib/contactcentre")


class DataError(Exception):
    """The data directory can't be used; the text says why and what to do."""


class DataDir:
    """Everything that one local installation keeps; nobody else may read it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._secrets = self.root / "secrets.json"
        self._ports = self.root / "ports.json"

    def prepare(self) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.root.stat().st_uid
        if owner != os.geteuid():
            raise DataError(
                f"{self.root} belongs to another user (uid {owner}). "
                "Run as that user, or choose another directory with --data."
            )
        self.root.chmod(0o700)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the directory alone; the kernel lets go of it however this process ends."""
        with (self.root / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                holder = file.read().strip() or "?"
                raise DataError(
                    f"Another bin/up (process {holder}) already runs on {self.root}. "
                    "Stop it first, or choose another directory with --data."
                ) from None
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield

    def secret(self, name: str) -> str:
        """A random word that is made once and kept."""
        known = _read(self._secrets)
        if name not in known:
            known[name] = secrets.token_urlsafe(36)
            write_private(self._secrets, json.dumps(known, indent=1))
        return str(known[name])

    def has_secret(self, name: str) -> bool:
        return name in _read(self._secrets)

    def choose_port(self, name: str) -> int:
        """For one who is about to listen: the port of the last time, or another if it is taken."""
        known = _read(self._ports)
        port = free_port(known.get(name))
        if known.get(name) != port:
            write_private(self._ports, json.dumps(known | {name: port}, indent=1))
        return port

    def port(self, name: str) -> int:
        """The port where `name` listens, or listened last."""
        return int(_read(self._ports)[name])

    @property
    def postgres_home(self) -> Path:
        """Where the cluster lies: root can't run PostgreSQL, and nobody can't enter DATA."""
        if os.geteuid() != 0:
            return self.root / "postgres"
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:16]
        return ROOT_LIBRARY / digest

    def note_postgres_home(self) -> None:
        if self.postgres_home.parent != self.root:
            write_private(self.root / "postgres.path", f"{self.postgres_home}\n")

    def empty(self) -> None:
        """Delete all that was kept here but the lock, and the cluster that lies elsewhere."""
        for path in (self.postgres_home, *self.root.iterdir()):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}
