"""Ports of the loopback address: which are free, and who holds one that is not."""

import contextlib
import errno
import socket

import psutil

LOOPBACK = "127.0.0.1"


class PortError(Exception):
    """The port that was asked for can't be had; the text says why."""


def free_port(wanted: int | None = None) -> int:
    """`wanted` if it can be had, else any free port."""
    with contextlib.suppress(PortError):
        if wanted:
            return claim_port(wanted)
    return claim_port(0)


def claim_port(port: int) -> int:
    """The port itself (for 0, a free one), or PortError with the reason."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise PortError(_why(port, error)) from None
        return int(probe.getsockname()[1])


def _why(port: int, error: OSError) -> str:
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than yours. Choose one above 1023 with --port."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by {_holder(port)}. Choose another one with --port."
    return f"Port {port} can't be used: {error.strerror}."


def _holder(port: int) -> str:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            for connection in process.net_connections(kind="tcp"):
                listens = connection.status == psutil.CONN_LISTEN
                if listens and connection.laddr.port == port:
                    command = " ".join(process.cmdline()[:4]) or process.name()
                    return f"process {process.pid} ({command})"
    return "another program (of another user, perhaps)"
