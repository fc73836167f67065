"""Reference numbers of tickets: read aloud, typed by hand, checked by one character.

Eight characters of 31 without look-alikes (no 0 O 1 I L), shown as CC-4F7K-93Q2. The last one is
a weighted sum modulo 31; as 31 is prime and the weights are distinct and not zero, any single
wrong character and any swap of neighbours is caught. A reference is a name, never an authority:
nothing is shown for knowing one.
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
PREFIX = "CC"
IN_TEXT = re.compile(
    rf"(?<![A-Z0-9]){PREFIX}[\s‐-―-]?([{ALPHABET}]{{4}})[\s‐-―-]?([{ALPHABET}]{{4}})(?![A-Z0-9])"
)


def check_character(body: str) -> str:
    """Return the check character of the first seven."""
    total = sum((place + 2) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def new_reference() -> str:
    """Return a random reference in canonical form, from a cryptographic source."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def display(reference: str) -> str:
    """Write the canonical form as people see it."""
    return f"{PREFIX}-{reference[:4]}-{reference[4:]}"


def parse(text: str) -> str | None:
    """Return the canonical form of what was typed, or None when it can't be a reference."""
    folded = unicodedata.normalize("NFKC", text).upper()
    typed = "".join(char for char in folded if char.isalnum())
    if len(typed) == LENGTH + len(PREFIX) and typed.startswith(PREFIX):
        typed = typed[len(PREFIX) :]
    if len(typed) != LENGTH or any(char not in ALPHABET for char in typed):
        return None
    return typed if check_character(typed[:-1]) == typed[-1] else None


def find(text: str) -> list[str]:
    """Return the references written in a text with their prefix, in order, each once."""
    found = ("".join(match.groups()) for match in IN_TEXT.finditer(text.upper()))
    return list(dict.fromkeys(ref for ref in found if check_character(ref[:-1]) == ref[-1]))
