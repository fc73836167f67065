"""PostgreSQL and Valkey alone: for tests, and for developers by `python -m`."""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from contactcentre.local.children import stop_left_over
from contactcentre.local.datadir import DataDir, DataError
from contactcentre.local.postgres import APP, OWNER, Postgres
from contactcentre.local.programs import ProgramError
from contactcentre.local.supervisor import StartError, StoppedError, Supervisor, tell
from contactcentre.local.valkey import Valkey

CHECKOUT = Path(__file__).resolve().parents[2]


class Servers:
    """The two servers of one data directory, run by a supervisor."""

    def __init__(self, data: DataDir, supervisor: Supervisor, *, durable: bool = True) -> None:
        self.supervisor = supervisor
        for name in ("postgres", "valkey"):
            data.choose_port(name)
        self.postgres = Postgres(data, durable=durable)
        self.valkey = Valkey(data, durable=durable)

    def start_postgres(self) -> None:
        self.supervisor.start(self.postgres.prepare())
        self.supervisor.wait_until(self.postgres.answers, what="PostgreSQL", seconds=60)
        self.postgres.make_roles()

    def start_valkey(self) -> None:
        self.supervisor.start(self.valkey.prepare())
        self.supervisor.wait_until(self.valkey.answers, what="Valkey", seconds=30)


def environment_for_tests(servers: Servers) -> dict[str, str]:
    """The owner's role everywhere: tests make and drop databases of their own."""
    owner = servers.postgres.url(OWNER)
    return {
        "CC_ENV": "test",
        "SECRET_KEY": servers.postgres.data.secret("secret_key"),
        "DATABASE_URL": owner,
        "DATABASE_OWNER_URL": owner,
        "CC_APP_ROLE": APP,
        "REDIS_URL": servers.valkey.url(),
    }


@contextmanager
def running(
    root: Path, *, durable: bool, say: Callable[[str], None] = tell
) -> Iterator[tuple[Supervisor, Servers]]:
    """Both servers, until the block ends."""
    data = DataDir(root)
    data.prepare()
    with data.held():
        stop_left_over(data.root)
        supervisor = Supervisor(mark=data.root, cwd=CHECKOUT, say=say)
        with supervisor.listening():
            servers = Servers(data, supervisor, durable=durable)
            servers.start_postgres()
            servers.start_valkey()
            yield supervisor, servers


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m contactcentre.local.servers")
    parser.add_argument("--data", type=Path, required=True, help="where their files live")
    parser.add_argument("--env-file", type=Path, help="also write the lines to this file")
    parser.add_argument("--durable", action="store_true", help="wait for the disk")
    chosen = parser.parse_args(arguments)
    try:
        with running(chosen.data, durable=chosen.durable) as (supervisor, servers):
            lines = [
                f"export {name}={shlex.quote(value)}"
                for name, value in environment_for_tests(servers).items()
            ]
            if chosen.env_file:
                chosen.env_file.write_text("\n".join(lines) + "\n")
            for line in lines:
                tell(line)
            supervisor.run()
    except (DataError, ProgramError, StartError) as problem:
        tell(str(problem))
        return 1
    except StoppedError:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
