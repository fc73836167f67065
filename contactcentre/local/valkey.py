"""A Valkey of our own from the wheel: on loopback, with a password and an append-only file."""

import redis

from contactcentre.local.children import Program
from contactcentre.local.datadir import DataDir, write_private
from contactcentre.local.ports import LOOPBACK
from contactcentre.local.programs import valkey_server


class Valkey:
    """The broker of one data directory."""

    def __init__(self, data: DataDir, *, durable: bool = True) -> None:
        self.data = data
        self.durable = durable
        self.home = data.root / "valkey"

    @property
    def port(self) -> int:
        return self.data.port("valkey")

    def prepare(self) -> Program:
        self.home.mkdir(mode=0o700, exist_ok=True)
        # The password goes by a private file: arguments can be read by every user.
        config = self.home / "valkey.conf"
        lines = {
            "bind": LOOPBACK,
            "port": str(self.port),
            "dir": f'"{self.home}"',
            "requirepass": self.data.secret("valkey"),
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
            "loglevel": "warning",
            # A title would overwrite the environment by which a left-over server is found.
            "set-proc-title": "no",
        }
        write_private(config, "".join(f"{key} {value}\n" for key, value in lines.items()))
        argv = (str(valkey_server()), str(config))
        return Program(name="valkey", argv=argv, is_server=True)

    def url(self) -> str:
        return f"redis://:{self.data.secret('valkey')}@{LOOPBACK}:{self.port}/0"

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
