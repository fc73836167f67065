"""A PostgreSQL of our own from the wheel: made once, on loopback, with passwords."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from contactcentre.local.children import Program
from contactcentre.local.datadir import DataDir, DataError
from contactcentre.local.ports import LOOPBACK
from contactcentre.local.programs import postgres_bin

SUPERUSER, OWNER, APP = "postgres", "cc_owner", "cc_app"
DATABASE = "contactcentre"
SUPERUSER_KEY = "postgres_superuser"
SETTINGS = {
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A refused statement holds what a client wrote, and its detail the key that clashed:
    # neither may reach a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "",
}
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Postgres:
    """The cluster of one data directory."""

    def __init__(self, data: DataDir, *, durable: bool = True) -> None:
        self.data = data
        self.durable = durable
        self.user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
        self.home = data.postgres_home
        self.cluster = self.home / "cluster"

    @property
    def port(self) -> int:
        return self.data.port("postgres")

    def prepare(self) -> Program:
        """Make the cluster if there is none yet, and say how to run it."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o755 if self.user else 0o700)
        self.data.note_postgres_home()
        if self.cluster.exists() and not self.data.has_secret(SUPERUSER_KEY):
            raise DataError(
                f"{self.cluster} belongs to a data directory that was deleted with its passwords. "
                "Start with --reset to delete it too."
            )
        programs = postgres_bin(home=self.home, user=self.user)
        if not self.cluster.exists():
            self._make_cluster(programs / "initdb")
        self._check_version(programs)
        self._forget_stranger()
        settings = SETTINGS if self.durable else SETTINGS | UNSAFE_BUT_FAST
        options = [word for pair in settings.items() for word in ("-c", "=".join(pair))]
        return Program(
            name="postgres",
            argv=(
                str(programs / "postgres"),
                *(
                    "-D",
                    str(self.cluster),
                    "-h",
                    LOOPBACK,
                    "-p",
                    str(self.port),
                    "-k",
                    "",
                ),
                *options,
            ),
            user=self.user,
            stop_signal=signal.SIGINT,
            patience=30.0,
            is_server=True,
        )

    def url(self, role: str = APP) -> str:
        password = self.data.secret(f"postgres_{role}")
        return f"postgres://{role}:{password}@{LOOPBACK}:{self.port}/{DATABASE}"

    def client(self, program: str) -> Path:
        """`psql` or `pg_dump` of the same version, for whoever has a role's address."""
        return postgres_bin(home=self.home, user=None) / program

    def answers(self) -> bool:
        try:
            with self._as_superuser():
                return True
        except psycopg.OperationalError:
            return False

    def make_roles(self) -> None:
        """The owner migrates, the app role serves: neither is a superuser."""
        with self._as_superuser() as connection:
            for role, rights in ((APP, "NOCREATEDB"), (OWNER, "CREATEDB")):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if known.fetchone() else "CREATE"
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN NOSUPERUSER {} PASSWORD {}").format(
                        sql.SQL(verb),
                        sql.Identifier(role),
                        sql.SQL(rights),
                        sql.Literal(self.data.secret(f"postgres_{role}")),
                    )
                )
            # The owner can act as the app role: tests prove with it what the app may not do.
            connection.execute(f"GRANT {APP} TO {OWNER}")
            if not self.durable:
                # Tests put their tables back as they were (tests/database/).
                connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not known.fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    @contextlib.contextmanager
    def _as_superuser(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=SUPERUSER,
            password=self.data.secret(SUPERUSER_KEY),
            dbname="postgres",
            connect_timeout=2,
            autocommit=True,
        ) as connection:
            yield connection

    def _make_cluster(self, initdb: Path) -> None:
        fresh = self.home / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        # The server's libc on macOS may know no C.UTF-8; PostgreSQL's own provider always does.
        libc = "C" if sys.platform == "darwin" else "C.UTF-8"
        with tempfile.NamedTemporaryFile("w", dir=self.home, prefix="pw") as password:
            password.write(self.data.secret(SUPERUSER_KEY))
            password.flush()
            if self.user is not None:
                for path in (fresh, Path(password.name)):
                    shutil.chown(path, self.user)
            done = subprocess.run(
                [
                    *(initdb, "-D", fresh, "-U", SUPERUSER, "-E", "UTF8"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *(f"--locale={libc}", "--auth=scram-sha-256"),
                    *(f"--pwfile={password.name}", "--no-instructions"),
                    *(() if self.durable else ("--no-sync",)),
                ],
                user=self.user,
                extra_groups=None if self.user is None else [],
                cwd="/",
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
            )
        if done.returncode:
            raise DataError(f"PostgreSQL could not make its files: {done.stderr.decode()}")
        fresh.rename(self.cluster)

    def _check_version(self, programs: Path) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        says = subprocess.run(
            [programs / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[-1]
        if says.split(".")[0] != made_by:
            raise DataError(
                f"{self.cluster} was made by PostgreSQL {made_by}, but {says} is installed. "
                "Export it with the old version, or begin anew with --reset."
            )

    def _forget_stranger(self) -> None:
        """After a crash of the machine the noted process id may belong to any other program."""
        note = self.cluster / "postmaster.pid"
        if not note.exists():
            return
        with contextlib.suppress(psutil.Error, ValueError, IndexError):
            noted = int(note.read_text().splitlines()[0])
            if not psutil.Process(noted).name().startswith("postgres"):
                note.unlink()
