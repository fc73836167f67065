"""Opens a CSV file whoever saved it: UTF-8 or Windows-1252, with commas, semicolons or tabs.

Read as a stream, twice: once for its encoding and length, once for its rows.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

CHUNK = 1 << 20
DELIMITERS = ",;\t"


class Unreadable(Exception):
    """A file that is no table with the columns that are needed; the words say what is wrong."""


@dataclass(frozen=True)
class Line:
    """A row by the names of its columns, and the line of the file on which it ends."""

    number: int
    row: dict[str, str]
    ragged: bool


class ExtractFile:
    """A CSV file with a line of column names. Raises Unreadable when a required one is missing."""

    def __init__(self, path: Path, *, required: tuple[str, ...], known: tuple[str, ...]) -> None:
        self._path = path
        self._encoding, self.length = _survey(path)
        with self._open() as file:
            first = file.readline()
        self._delimiter = max(DELIMITERS, key=first.count)
        self._columns = self._names(first)
        missing = [name for name in required if name not in self._columns]
        if missing:
            raise Unreadable(f"no column {', '.join(missing)}")
        doubled = {name for name in known if self._columns.count(name) > 1}
        if doubled:
            raise Unreadable(f"more than one column {', '.join(sorted(doubled))}")
        self.ignored = [name for name in self._columns if name and name not in known]

    def _names(self, first: str) -> list[str]:
        try:
            return [_plain(name) for name in next(csv.reader([first], **self._shape), [])]
        except csv.Error as error:
            raise Unreadable(f"line 1: {error}") from error

    def lines(self) -> Iterator[Line]:
        """Every row that is not empty, after the line of names."""
        with self._open() as file:
            reader = csv.reader(file, **self._shape)
            next(reader)
            try:
                for cells in reader:
                    if any(cell.strip() for cell in cells):
                        yield self._line(reader.line_num, cells)
            except csv.Error as error:
                raise Unreadable(f"line {reader.line_num}: {error}") from error

    def _line(self, number: int, cells: list[str]) -> Line:
        spare = cells[len(self._columns) :]
        ragged = len(cells) < len(self._columns) or any(cell.strip() for cell in spare)
        return Line(number, dict(zip(self._columns, cells, strict=False)), ragged)

    @property
    def _shape(self) -> dict[str, Any]:
        # Strict: a quotation mark that nobody closed would swallow the rest of the file.
        return {"delimiter": self._delimiter, "strict": True}

    def _open(self) -> TextIO:
        return self._path.open(encoding=self._encoding, newline="", errors="replace")


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _survey(path: Path) -> tuple[str, int]:
    """The encoding, and how many lines there are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, lines = "utf-8-sig", 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            lines += chunk.count(b"\n")
            if encoding == "utf-8-sig" and not _decodes(decoder, chunk):
                encoding = "cp1252"
    return encoding, lines


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
