"""Header fields: found in raw bytes, unfolded, decoded (RFC 2047, RFC 2231), never trusted."""

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from channels.envelopes import charsets

MAX_BLOCK = 1_000_000
MAX_FIELDS = 2_000
MAX_VALUE = 50_000
MAX_PARAMETER = 2_000
MAX_IDS = 100

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_BLANK = re.compile(rb"\r?\n\r?\n")
_WORD_OPENS = re.compile(r"=\?([^?*\s=]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_ID = re.compile(r"<([^<>]{1,998})>")
_PARAM = re.compile(
    r";\s*+([^\s=;\"]++)\s*+=\s*+(?:\"((?:[^\"\\]|\\.)*+)(?:\"|\\?\Z)|([^;\"]*+))",
    re.DOTALL,
)
_SEGMENT = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*)?\Z")


class Fields:
    """The header fields of one part, in order, names in lower case. `charset` is believed for
    raw 8-bit values that are not UTF-8: senders write them in the charset of their body."""

    __slots__ = ("charset", "items")

    def __init__(self, items: list[tuple[str, bytes]]) -> None:
        self.items = items
        self.charset = ""

    def raw(self, name: str) -> bytes:
        return next((value for key, value in self.items if key == name), b"")

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.items)

    def text(self, name: str) -> str:
        """The field's first value as text, encoded words left as they stand."""
        return self._as_text(self.raw(name))

    def texts(self, name: str) -> list[str]:
        return [self._as_text(value) for key, value in self.items if key == name]

    def _as_text(self, value: bytes) -> str:
        return charsets.decode(value, "" if value.isascii() else self.charset)

    def decoded(self, name: str, limit: int = 998) -> str:
        """The field's first value for a reader: encoded words decoded, one line."""
        return charsets.one_line(decode_words(self.text(name)), limit)


def find_body(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block at `start` ends, and where the body begins."""
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return start, start + (1 if raw[start : start + 1] == b"\n" else 2)
    limit = min(end, start + MAX_BLOCK)
    found = _BLANK.search(raw, start, limit)
    if found is None:
        return (limit, limit) if limit < end else (end, end)
    return found.start(), found.end()


def parse_fields(block: bytes) -> tuple[Fields, int]:
    """The fields of a header block, and where the body begins that no blank line announced
    (else the block's length)."""
    items: list[tuple[str, bytes]] = []
    for line, begins in _unfolded(block):
        found = _FIELD.match(line)
        if found:
            items.append((found[1].decode("ascii").lower(), found[2].strip()[:MAX_VALUE]))
        elif not _is_noise(line) and not _looks_like_fields(block, begins + len(line)):
            return Fields(items), begins
        if len(items) >= MAX_FIELDS:
            break
    return Fields(items), len(block)


def _unfolded(block: bytes) -> Iterator[tuple[bytes, int]]:
    begins, position = 0, 0
    pieces: list[bytes] = []
    for line in block.splitlines(keepends=True):
        if pieces and line[:1] in b" \t":
            pieces.append(line)
        else:
            if pieces:
                yield b"".join(pieces), begins
            pieces, begins = [line], position
        position += len(line)
    if pieces:
        yield b"".join(pieces), begins


def _is_noise(line: bytes) -> bool:
    return not line.strip() or line.startswith((b"From ", b">From "))


def _looks_like_fields(block: bytes, offset: int) -> bool:
    return bool(_FIELD.match(block[offset : offset + 300].lstrip()))


def decode_words(text: str) -> str:
    """Encoded words decoded; neighbours in one charset are joined before decoding, because
    senders cut letters in two."""
    text = text[:MAX_VALUE]
    out: list[str] = []
    held, label, position = b"", "", 0
    for begins, ends, charset, data in _words(text):
        between = text[position:begins]
        joined = position > 0 and not between.strip()
        if joined and charset == label:
            held += data
        else:
            out += [charsets.decode(held, label), "" if joined else between]
            held, label = data, charset
        position = ends
    out += [charsets.decode(held, label), text[position:]]
    return "".join(out)


def _words(text: str) -> Iterator[tuple[int, int, str, bytes]]:
    position = 0
    while found := _WORD_OPENS.search(text, position):
        closes = text.find("?=", found.end())
        if closes < 0:
            return
        payload = text[found.end() : closes]
        yield found.start(), closes + 2, found[1].lower(), _word_bytes(found[2], payload)
        position = closes + 2


def _word_bytes(kind: str, payload: str) -> bytes:
    if kind in "bB":
        return _base64_word(payload)
    raw = payload.replace("_", " ").encode("utf-8", "surrogateescape")
    return _HEX.sub(lambda found: bytes.fromhex(found[1].decode("ascii")), raw)


def _base64_word(payload: str) -> bytes:
    letters = _NOT_BASE64.sub("", payload)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return payload.encode("utf-8", "replace")


def parse_value(text: str) -> tuple[str, dict[str, str]]:
    """A structured field (Content-Type and the like): its value in lower case, its parameters."""
    head, _, _ = text.partition(";")
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAM.finditer(text[:MAX_VALUE]):
        quoted = found[2] is not None
        value = re.sub(r"\\(.)", r"\1", found[2]) if quoted else (found[3] or "").strip()
        segment = _SEGMENT.match(found[1].lower())
        if segment:
            order = int(segment[2]) if segment[2] else 0
            pieces.setdefault(segment[1], []).append((order, bool(segment[3]), value))
    return head.strip().lower(), {name: _joined(found) for name, found in pieces.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """One parameter out of its RFC 2231 pieces; the extended form wins over a plain one."""
    extended = [piece for piece in pieces if piece[1]]
    if not extended:
        ordered = sorted(pieces, key=lambda piece: piece[0])
        text = "".join(p[2] for p in ordered) if ordered[-1][0] else ordered[0][2]
        return charsets.clean(decode_words(text[:MAX_PARAMETER]))
    chosen = sorted(extended if len({p[0] for p in pieces}) == 1 else pieces, key=lambda p: p[0])
    charset, data = "", b""
    first = chosen[0]
    if first[1] and first[2].count("'") >= 2:
        charset, _, rest = first[2].split("'", 2)
        chosen[0] = (first[0], True, rest)
    for _, is_extended, value in chosen:
        data += unquote_to_bytes(value) if is_extended else value.encode("utf-8", "replace")
    return charsets.decode(data, charset)


def message_ids(text: str) -> list[str]:
    """Every message id in a field, without angle brackets, in order, each once."""
    found = [re.sub(r"\s", "", piece) for piece in _ID.findall(text)]
    if not found:
        found = [piece for piece in text.split() if "@" in piece and piece.strip("@")]
    unique = list(dict.fromkeys(charsets.one_line(piece) for piece in found if piece))
    return unique if len(unique) <= MAX_IDS else unique[:1] + unique[-(MAX_IDS - 1) :]


def message_id(text: str) -> str | None:
    found = message_ids(text)
    if found:
        return found[0]
    bare = charsets.one_line(text.strip(" <>\t\r\n"))
    return bare.split(" ")[0] or None if bare else None


def parse_date(text: str) -> datetime | None:
    """The Date field in UTC, or None where it is not a date."""
    text = charsets.one_line(text, 200)
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = read(text)
            if found.tzinfo is None:
                found = found.replace(tzinfo=UTC)
            found = found.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
            continue
        return found if 1970 <= found.year <= 9000 else None
    return None
