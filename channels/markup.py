"""The simple markup of public pages: ## headings, - lists, paragraphs, [words](address)."""

import re
from dataclasses import dataclass, field

LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https?://|mailto:|/(?!/))[^()\s]+)\)")


@dataclass(frozen=True)
class Span:
    """Some words, and where they lead, if anywhere."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a list; a list has `items`, the others have `spans`."""

    kind: str
    spans: list[Span] = field(default_factory=list)
    items: list[list[Span]] = field(default_factory=list)


def parse(text: str) -> list[Block]:
    """Read a text into blocks. Nothing in it is HTML: it is escaped where it is drawn."""
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        blocks += _part(part.strip().split("\n"))
    return blocks


def _part(lines: list[str]) -> list[Block]:
    """A part between blank lines: leading headings, then list items or one paragraph."""
    blocks: list[Block] = []
    while lines and lines[0].startswith("## "):
        blocks.append(Block("heading", spans(lines.pop(0)[3:])))
    words = [line for line in lines if not line.startswith("- ")]
    items = [spans(line[2:]) for line in lines if line.startswith("- ")]
    if words and any(words):
        blocks.append(Block("paragraph", spans(" ".join(words))))
    if items:
        blocks.append(Block("list", items=items))
    return blocks


def spans(line: str) -> list[Span]:
    """Split a line at its links."""
    found: list[Span] = []
    place = 0
    for match in LINK.finditer(line):
        if match.start() > place:
            found.append(Span(line[place : match.start()]))
        found.append(Span(match[1], match[2]))
        place = match.end()
    if place < len(line):
        found.append(Span(line[place:]))
    return found
