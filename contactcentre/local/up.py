"""bin/up: reads the command line, holds the data directory, starts the centre, says so."""

import argparse
import contextlib
import json
import os
import resource
import sys
from pathlib import Path

from contactcentre.local.centre import Centre, Options, files_of
from contactcentre.local.children import stop_left_over
from contactcentre.local.datadir import DataDir, DataError
from contactcentre.local.ports import PortError, claim_port
from contactcentre.local.programs import ProgramError
from contactcentre.local.servers import CHECKOUT
from contactcentre.local.supervisor import StartError, StoppedError, Supervisor, tell

USAGE_ERROR = 2
OPEN_FILES = 8192


def main(arguments: list[str]) -> int:
    chosen = _parse(arguments)
    data = DataDir(_from_caller(chosen.data))
    try:
        data.prepare()
        with data.held():
            return _run(chosen, data)
    except PortError as problem:
        tell(str(problem))
        return USAGE_ERROR
    except (DataError, ProgramError, StartError) as problem:
        tell(str(problem))
        return 1


def _run(chosen: argparse.Namespace, data: DataDir) -> int:
    left = stop_left_over(data.root)
    if left:
        tell(f"Stopped {left} processes that an earlier run had left behind.")
    # Before anything is deleted: who can't start keeps what there is.
    options = Options(port=claim_port(chosen.port), demo=not chosen.no_demo)
    if chosen.reset:
        if not (chosen.yes or _agreed(data)):
            tell("Nothing was deleted.")
            return 1
        data.empty()
    _allow_many_connections()
    supervisor = Supervisor(mark=data.root, cwd=CHECKOUT, say=tell)
    with supervisor.listening():
        try:
            centre = Centre(data, supervisor, options)
            centre.start()
            _welcome(centre)
            supervisor.run()
        except StoppedError:
            pass
        tell("Stopping ...")
    tell("Stopped.")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/up",
        description="Run the whole centre on this machine, with demonstration data.",
        epilog="DATABASE_URL and REDIS_URL replace the servers that it would start.",
    )
    parser.add_argument("--port", type=int, default=8000, help="of the web server; 0: any free")
    parser.add_argument("--data", type=Path, default=CHECKOUT / "data", help="where it keeps all")
    parser.add_argument("--no-demo", action="store_true", help="begin with an empty centre")
    parser.add_argument("--reset", action="store_true", help="delete what it kept, then start")
    parser.add_argument("--yes", action="store_true", help="do not ask before --reset deletes")
    return parser.parse_args(arguments)


def _from_caller(path: Path) -> Path:
    return Path(os.environ.get("CC_CALLER_DIR", "")) / path


def _agreed(data: DataDir) -> bool:
    doomed = " and ".join(str(path) for path in files_of(data))
    if not sys.stdin.isatty():
        tell(f"--reset would delete {doomed}. Add --yes to agree.")
        return False
    return input(f"Delete everything in {doomed}? Type yes: ").strip().lower() == "yes"


def _allow_many_connections() -> None:
    """Each open page holds a live stream, and macOS allows 256 files at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _welcome(centre: Centre) -> None:
    tell("")
    tell(f"Ready: {centre.url}")
    if centre.own_mail:
        tell(f"Mail catcher: {centre.inbox_url}")
    if centre.own_phone:
        tell(f"Demonstration carrier: {centre.carrier_url}")
    if not centre.options.demo:
        _offer_link(centre)
    elif centre.accounts.exists():
        for line in accounts_table(centre.accounts):
            tell(line)
    tell("Ctrl-C stops everything.")
    tell("")


def _offer_link(centre: Centre) -> None:
    """There is none when there is an administrator: its own lines say so."""
    with contextlib.suppress(StartError):
        link = centre.administrator_link()
        tell("This link makes the first administrator, once, within 24 hours:")
        for line in link:
            tell(line)


def accounts_table(path: Path) -> list[str]:
    """The demonstration accounts in columns."""
    head = {"role": "Role", "email": "E-mail", "password": "Password"}
    rows = [head, *json.loads(path.read_text("utf-8"))]
    widths = {key: max(len(row[key]) for row in rows) for key in head}
    return ["  ".join(f"{row[key]:<{widths[key]}}" for key in head).rstrip() for row in rows]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
