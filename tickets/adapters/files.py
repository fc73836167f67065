"""Files under their SHA-256, on the disk for good before any row names them."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage


@dataclass(frozen=True)
class StoredFile:
    """A file that is in storage, with what is known of it."""

    sha256: str
    name: str
    content_type: str
    size: int
    inline: bool = False


class DurableStorage(FileSystemStorage):
    """The file system, with the file and its folder synced before `save` returns."""

    def _save(self, name: str, content: File) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        path = Path(self.path(saved))
        for target in (path, path.parent):
            handle = os.open(target, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved


def location(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def keep(content: bytes | Iterable[bytes]) -> tuple[str, int]:
    """Store bytes; return their SHA-256 and size. Storing the same bytes again is a no-op."""
    data = content if isinstance(content, bytes) else b"".join(content)
    sha256 = hashlib.sha256(data).hexdigest()
    if not default_storage.exists(location(sha256)):
        default_storage.save(location(sha256), ContentFile(data))
    return sha256, len(data)


def open_file(sha256: str) -> File:
    """Open a stored file for reading; raises FileNotFoundError when it is gone."""
    return default_storage.open(location(sha256))


Holder = Callable[[set[str]], set[str]]
_holders: list[Holder] = []


def register_holder(holder: Holder) -> None:
    """Let an app say which of some SHA-256s its rows name; unnamed files are swept after a day."""
    _holders.append(holder)


def named(candidates: set[str]) -> set[str]:
    """Return those of the candidates that some row names."""
    return set().union(*(holder(candidates) for holder in _holders))


def stored(folder: str, *, before: dt.datetime) -> set[str]:
    """Return the files of one folder (two hexadecimal digits) stored before a moment."""
    if not default_storage.exists(folder):
        return set()
    names = default_storage.listdir(folder)[1]
    return {
        name
        for name in names
        if default_storage.get_modified_time(f"{folder}/{name}").timestamp() < before.timestamp()
    }


def forget(sha256: str) -> None:
    """Delete a file that no row names."""
    default_storage.delete(location(sha256))
