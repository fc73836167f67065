"""Reads the demonstration's words: enquiries and phrases in each language, people, users."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "data"
HEADING = re.compile(r"^=== ", re.MULTILINE)
PART = re.compile(r"^--- (\w+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Situation:
    """One believable enquiry, and what is said about it afterwards."""

    code: str
    language: str
    subject: str
    body: str
    channel: str = ""
    country: str = "CA"
    urgency: str = ""
    role: str = "client"
    file: str = ""
    ask: str = ""
    back: str = ""
    reply: str = ""


@cache
def situations(language: str, about: str = "enquiries") -> tuple[Situation, ...]:
    """The enquiries in a language, or those about an event.

    A block begins with ===, its later parts with ---.
    """
    text = (HERE / f"{about}.{language}.txt").read_text("utf-8")
    return tuple(_situation(block, language) for block in HEADING.split(text)[1:])


def _situation(block: str, language: str) -> Situation:
    heading, subject, rest = block.split("\n", 2)
    code, *facts = heading.split()
    body, *parts = PART.split(rest)
    texts = dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
    given = dict(fact.split("=", 1) for fact in facts)
    return Situation(
        code=code, language=language, subject=subject, body=body.strip(), **given, **texts
    )


@cache
def phrases(language: str) -> dict[str, Any]:
    """What agents, clients and officers say in any case."""
    return json.loads((HERE / f"phrases.{language}.json").read_text("utf-8"))


@cache
def listed(name: str) -> tuple[dict[str, Any], ...]:
    """The entries of people.json or users.json."""
    return tuple(json.loads((HERE / f"{name}.json").read_text("utf-8")))
