"""The processes of the centre and their commands: bin/up and docker-compose.yml run the same."""

from dataclasses import dataclass
from pathlib import Path

PYTHON = "python"
WORKER_OPTIONS = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")


@dataclass(frozen=True)
class Place:
    """Where the doors of one installation are."""

    host: str
    web_port: int
    smtp_port: int
    inbox_port: int
    mail_dir: Path
    carrier_port: int
    # Where other processes of the installation find the web server.
    web_url: str


def processes(place: Place) -> dict[str, tuple[str, ...]]:
    """Name and command of each process, in the order in which they start."""
    return {
        "web": _web(place),
        "worker": _worker("default", processes=2),
        # Ticks and sweeps have a queue and a worker of their own: they must not wait behind
        # a heap of ordinary work.
        "periodic": _worker("periodic", processes=1),
        "beat": _beat(),
        "mail": _mail(place),
        "carrier": _carrier(place),
    }


def manage(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, "manage.py", *arguments)


MIGRATE = manage("migrate", "--noinput")
LOAD_REFERENCE = manage("load_reference")
COMPILE_MESSAGES = manage("compile_messages")
COLLECT_STATIC = manage("collectstatic", "--noinput", "--verbosity", "0")


def _web(place: Place) -> tuple[str, ...]:
    return (
        *(PYTHON, "-m", "uvicorn", "contactcentre.asgi:application"),
        *("--host", place.host, "--port", str(place.web_port)),
        # Open live streams never end by themselves: a stop waits for them this long.
        *("--timeout-graceful-shutdown", "3"),
        # Addresses hold codes, and whom to trust with X-Forwarded-For is our own setting.
        *("--no-access-log", "--no-proxy-headers", "--no-server-header", "--lifespan", "off"),
    )


def _worker(queue: str, *, processes: int) -> tuple[str, ...]:
    return (
        *(PYTHON, "-m", "celery", "--quiet", "--app", "contactcentre", "worker"),
        *("--queues", queue, "--hostname", f"{queue}@%h", "--concurrency", str(processes)),
        *WORKER_OPTIONS,
    )


def _beat() -> tuple[str, ...]:
    # Without a file of last runs: every period is short, and a file can be torn by a kill.
    return (
        *(PYTHON, "-m", "celery", "--quiet", "--app", "contactcentre", "beat"),
        *("--scheduler", "celery.beat.Scheduler", "--pidfile", "", "--loglevel", "INFO"),
    )


def _mail(place: Place) -> tuple[str, ...]:
    return (
        *(PYTHON, "-m", "contactcentre.local.mailcatcher", "--host", place.host),
        *("--smtp-port", str(place.smtp_port), "--http-port", str(place.inbox_port)),
        *("--data", str(place.mail_dir)),
    )


def _carrier(place: Place) -> tuple[str, ...]:
    return (
        *(PYTHON, "-m", "contactcentre.local.carrier", "--host", place.host),
        *("--http-port", str(place.carrier_port), "--centre", place.web_url),
    )
