"""The whole centre on one machine: its servers, set-up steps and processes, in order."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import psycopg
import redis

from contactcentre.env import SAVED, Environment
from contactcentre.local import processes, servers
from contactcentre.local.children import Program
from contactcentre.local.datadir import DataDir, DataError, write_private
from contactcentre.local.ports import LOOPBACK
from contactcentre.local.postgres import APP, OWNER
from contactcentre.local.probe import ask
from contactcentre.local.supervisor import StartError, Supervisor, tell

OLDEST_POSTGRES = 16
# Threads of the web server that talk to PostgreSQL at the same time.
WEB_POOL = "16"
# In the shape of the provider's; its secret is made for each installation.
DEMONSTRATION_ACCOUNT = "AC" + "0" * 32


@dataclass
class Options:
    """What was asked for on the command line."""

    port: int
    demo: bool


class Centre:
    """Starts everything; the supervisor keeps it running."""

    def __init__(self, data: DataDir, supervisor: Supervisor, options: Options) -> None:
        self.data, self.supervisor, self.options = data, supervisor, options
        self.url = f"http://{LOOPBACK}:{options.port}"
        self.accounts = data.root / "demo-accounts.json"
        self.own = servers.Servers(data, supervisor)
        self.place = processes.Place(
            host=LOOPBACK,
            web_port=options.port,
            smtp_port=data.choose_port("smtp"),
            inbox_port=data.choose_port("inbox"),
            mail_dir=data.root / "mail",
            carrier_port=data.choose_port("carrier"),
            web_url=self.url,
        )
        self.inbox_url = f"http://{LOOPBACK}:{self.place.inbox_port}"
        self.carrier_url = f"http://{LOOPBACK}:{self.place.carrier_port}"
        self.own_database = "DATABASE_URL" not in os.environ
        self.own_broker = "REDIS_URL" not in os.environ
        self.own_mail = "EMAIL_URL" not in os.environ
        self.own_phone = "PHONE_TOKENS" not in os.environ
        self.env = self._environment(os.environ)

    def start(self) -> None:
        """Everything up to the moment when a task has gone all the way round."""
        with step("Messages, static files and servers"):
            self._begin("messages", processes.COMPILE_MESSAGES)
            self._begin("static", processes.COLLECT_STATIC)
            self._start_servers()
            self._note_settings()
            self.supervisor.finish("messages")
            self.supervisor.finish("static")
        with step("Database"):
            self._once("migrate", processes.MIGRATE)
            self._once("data", processes.LOAD_REFERENCE)
        if self.options.demo:
            self._load_demo()
        with step("Web server, workers, beat, mail catcher and carrier"):
            begun = time.monotonic()
            ours = {"mail": self.own_mail, "carrier": self.own_phone}
            for name, argv in processes.processes(self.place).items():
                if ours.get(name, True):
                    self.supervisor.start(self._program(name, argv))
            self.supervisor.wait_until(
                lambda: self._is_ready(begun), what="The centre", seconds=180
            )

    def _note_settings(self) -> None:
        """So that `manage.py` in another terminal finds this centre (contactcentre/env.py)."""
        names = [setting.metadata["name"] for setting in fields(Environment)]
        lines = [f"{name}={self.env[name]}\n" for name in names if name in self.env]
        write_private(self.data.root / SAVED, "".join(lines))

    def administrator_link(self) -> list[str]:
        """What the command says: the one-time link, or that an administrator exists."""
        return self.supervisor.ask(self._program("link", processes.manage("first_admin_link")))

    def _start_servers(self) -> None:
        if self.own_database:
            self.own.start_postgres()
        else:
            _check_database(self.env["DATABASE_URL"])
        if self.own_broker:
            self.own.start_valkey()
        else:
            _check_broker(self.env["REDIS_URL"])

    def _load_demo(self) -> None:
        # In our own cluster this note is as good as asking, and saves seconds on every start.
        note = self.data.root / "demo.done"
        if note.exists() and self.accounts.exists() and self.own_database:
            return
        with step("Demonstration data"):
            arguments = ("load_demo", "--if-empty", "--accounts-file", str(self.accounts))
            self._once("demo", processes.manage(*arguments))
        note.touch(mode=0o600)

    def _is_ready(self, begun: float) -> bool:
        """Ready, and by heartbeats of the processes just started, not of those before."""
        answer = ask(f"{self.url}/readyz")
        if not answer or not answer.get("ready"):
            return False
        elapsed = time.monotonic() - begun
        return all(age < elapsed for age in answer["age"].values())

    def _environment(self, given: Mapping[str, str]) -> dict[str, str]:
        ours = {
            "CC_ENV": "development",
            "SECRET_KEY": self.data.secret("secret_key"),
            "REDIS_URL": self.own.valkey.url(),
            "BASE_URL": self.url,
            "DATA_DIR": str(self.data.root),
            # Two centres of one checkout would collect into each other's.
            "STATIC_DIR": str(self.data.root / "static"),
            "EMAIL_URL": f"smtp://{LOOPBACK}:{self.place.smtp_port}",
            "PYTHONUNBUFFERED": "1",
            # Root in a container is no surprise, and the worker reads JSON only.
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        }
        if self.own_database:
            ours["DATABASE_URL"] = self.own.postgres.url(APP)
            ours["DATABASE_OWNER_URL"] = self.own.postgres.url(OWNER)
        if self.own_mail:
            ours["CC_MAIL_CATCHER_URL"] = self.inbox_url
        if self.own_phone:
            ours |= {
                "PHONE_ACCOUNT": DEMONSTRATION_ACCOUNT,
                "PHONE_TOKENS": self.data.secret("phone_token"),
                "PHONE_API_URL": self.carrier_url,
            }
        return {**ours, **given, "DJANGO_SETTINGS_MODULE": "contactcentre.settings"}

    def _program(self, name: str, argv: tuple[str, ...]) -> Program:
        env = self.env | {"DATABASE_POOL": WEB_POOL} if name == "web" else self.env
        return Program(name=name, argv=(sys.executable, *argv[1:]), env=env)

    def _begin(self, name: str, argv: tuple[str, ...]) -> None:
        self.supervisor.start(replace(self._program(name, argv), keep=False))

    def _once(self, name: str, argv: tuple[str, ...]) -> None:
        self.supervisor.run_once(self._program(name, argv))


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    tell(f"{title} ...")
    begun = time.monotonic()
    yield
    tell(f"{title}: done in {time.monotonic() - begun:.1f} s")


def _check_database(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            major = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise StartError(f"The server of DATABASE_URL does not answer: {error}") from None
    if major < OLDEST_POSTGRES:
        raise DataError(
            f"DATABASE_URL leads to PostgreSQL {major}; {OLDEST_POSTGRES} or newer is needed."
        )


def _check_broker(url: str) -> None:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=10, socket_timeout=10) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise StartError(f"The server of REDIS_URL does not answer: {error}") from None


def files_of(data: DataDir) -> list[Path]:
    """What --reset would delete."""
    return [path for path in (data.root, data.postgres_home) if path.exists()]
