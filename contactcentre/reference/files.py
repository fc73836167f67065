"""Reads the data files beside it: lists as JSON, texts as one file for each language."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Text:
    """A text in one language: its title is the first line of its file."""

    title: str
    body: str


@dataclass(frozen=True)
class TextPair:
    """A text in both languages."""

    use: str
    code: str
    en: Text
    fr: Text


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The entries of data/NAME.json. Read once: do not change what is returned."""
    return tuple(json.loads((HERE / "data" / f"{name}.json").read_text("utf-8")))


@cache
def texts() -> tuple[TextPair, ...]:
    """Every standard text; the name of its folder is its use."""
    return tuple(_pairs())


def _pairs() -> Iterator[TextPair]:
    for english in sorted((HERE / "texts").glob("*/*.en.txt")):
        french = english.with_name(english.name.removesuffix(".en.txt") + ".fr.txt")
        yield TextPair(
            use=english.parent.name,
            code=english.name.removesuffix(".en.txt"),
            en=_text(english),
            fr=_text(french),
        )


def _text(path: Path) -> Text:
    title, _, body = path.read_text("utf-8").partition("\n")
    return Text(title.strip(), body.strip())
