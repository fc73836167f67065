"""Addresses out of a header field in one linear pass: RFC 5322 groups, comments and quotes, and
what people write instead."""

import re
from typing import NamedTuple

from channels.envelopes import charsets, headers

MAX_ADDRESSES = 500
_ADDR = re.compile(r"[^\s@<>(),;:\"\\]{1,254}@[^\s@<>(),;:\"\\]{1,253}\Z")
_QUOTED_LOCAL = re.compile(r'"[^"\r\n]{1,200}"@[^\s@<>(),;:"\\]{1,253}\Z')
_SEPARATORS = ",;"


class Mailbox(NamedTuple):
    address: str
    name: str


def parse(text: str) -> list[Mailbox]:
    """Every mailbox in the field, without groups, comments and routes; the same address once."""
    found: dict[str, Mailbox] = {}
    for item in _Scanner(text[: headers.MAX_VALUE]).items():
        mailbox = item.mailbox()
        if mailbox is not None:
            found.setdefault(mailbox.address.casefold(), mailbox)
        if len(found) >= MAX_ADDRESSES:
            break
    return list(found.values())


def is_address(text: str) -> bool:
    return bool(_ADDR.match(text) or _QUOTED_LOCAL.match(text))


class _Item:
    """What stands between two separators: loose words, an address in angle brackets, comments."""

    def __init__(self) -> None:
        self.loose: list[str] = []
        self.angle: str | None = None
        self.comments: list[str] = []

    def mailbox(self) -> Mailbox | None:
        loose = "".join(self.loose).strip()
        if self.angle is not None:
            address = _bare(self.angle)
            name = _unquoted(loose)
        else:
            address, name = _address_in(loose), ""
        if not is_address(address):
            return None
        name = name or " ".join(self.comments)
        name = charsets.one_line(headers.decode_words(name), 200).strip("\"' ")
        return Mailbox(charsets.one_line(address, 320), "" if name == address else name)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.quotes_close = True

    def items(self) -> list[_Item]:
        items = [_Item()]
        while self.position < len(self.text):
            letter = self.text[self.position]
            if letter in _SEPARATORS:
                items.append(_Item())
                self.position += 1
            elif letter == ":" and items[-1].angle is None and self._opens_group():
                items[-1] = _Item()
                self.position += 1
            else:
                self._token(letter, items[-1])
        return items

    def _opens_group(self) -> bool:
        """A colon ends a group's name unless an address is already being written."""
        return "@" not in self.text[max(0, self.position - 80) : self.position].rpartition(",")[2]

    def _token(self, letter: str, item: _Item) -> None:
        if letter == '"':
            item.loose.append(self._quoted())
        elif letter == "(":
            item.comments.append(self._comment())
        elif letter == "<":
            item.angle = self._until(">")
        else:
            item.loose.append(letter)
            self.position += 1

    def _quoted(self) -> str:
        begins = self.position
        self.position += 1
        while self.quotes_close and self.position < len(self.text):
            letter = self.text[self.position]
            self.position += 2 if letter == "\\" else 1
            if letter == '"':
                return self.text[begins : self.position]
        # A quote that nothing closes is a letter like any other.
        self.quotes_close = False
        self.position = begins + 1
        return '"'

    def _comment(self) -> str:
        depth, begins = 0, self.position
        while self.position < len(self.text):
            letter = self.text[self.position]
            self.position += 2 if letter == "\\" else 1
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth == 0:
                break
        return self.text[begins + 1 : self.position - 1]

    def _until(self, closing: str) -> str:
        begins = self.position + 1
        ends = self.text.find(closing, begins)
        if ends < 0:
            ends = len(self.text)
        self.position = ends + 1
        return self.text[begins:ends]


def _bare(angle: str) -> str:
    """`<@relay,@relay:user@host>` and `<mailto:user@host>` without what precedes the address."""
    text = angle.strip().strip("<>").strip()
    if text.startswith("@") and ":" in text:
        text = text.partition(":")[2]
    return text.removeprefix("mailto:").removeprefix("MAILTO:").replace(" ", "")


def _address_in(loose: str) -> str:
    if is_address(loose):
        return loose
    words = [word.strip("'\"[]") for word in loose.split()]
    return next((word for word in words if is_address(word)), "")


def _unquoted(loose: str) -> str:
    if len(loose) > 1 and loose[0] == loose[-1] == '"':
        loose = loose[1:-1]
    return re.sub(r"\\(.)", r"\1", loose)
