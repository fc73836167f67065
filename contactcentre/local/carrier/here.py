"""What this process runs: one exchange, and the lines it knows of."""

from contactcentre.local.carrier.exchange import Exchange
from contactcentre.local.carrier.lines import Lines

_running: list[tuple[Exchange, Lines]] = []


def run(exchange: Exchange, lines: Lines) -> None:
    """Name them, before any page is asked for."""
    _running[:] = [(exchange, lines)]


def exchange() -> Exchange:
    return _running[0][0]


def lines() -> Lines:
    return _running[0][1]
