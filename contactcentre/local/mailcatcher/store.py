"""Caught mails as files: one each, complete on the disk before the sender hears "received"."""

import datetime as dt
import json
import os
import re
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SUFFIX = ".mail"
ID_SHAPE = re.compile(r"\d{20}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Caught:
    """A mail with the envelope that it came in."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(int(self.id[:20]) / 1e9, tz=dt.UTC)


class Store:
    """The directory of caught mails, newest first."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def drop_torn(self) -> None:
        """Take away what a kill left half written. Only for who keeps mails, and before the first:
        whoever else opens the directory would take a mail that is being written."""
        for torn in self.directory.glob("*.new"):
            torn.unlink()

    def keep(self, *, sender: str, recipients: list[str], raw: bytes) -> str:
        """Write to the disk, then give the file its name: a name means a whole mail."""
        mail_id = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        envelope = json.dumps({"sender": sender, "recipients": recipients})
        fresh = self.directory / f"{mail_id}.new"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(envelope.encode() + b"\n" + raw)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(fresh.with_suffix(SUFFIX))
        _sync_directory(self.directory)
        return mail_id

    def ids(self) -> list[str]:
        return sorted((path.stem for path in self.directory.glob(f"*{SUFFIX}")), reverse=True)

    def get(self, mail_id: str) -> Caught | None:
        path = self.directory / f"{mail_id}{SUFFIX}"
        if not ID_SHAPE.fullmatch(mail_id) or not path.is_file():
            return None
        return _read(path)


@lru_cache(maxsize=1000)
def _read(path: Path) -> Caught:
    first, _, raw = path.read_bytes().partition(b"\n")
    envelope = json.loads(first)
    return Caught(path.stem, envelope["sender"], tuple(envelope["recipients"]), raw)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
