"""The MIME tree of a message as offsets into its bytes: bounded in depth, width and work, so that
no message costs more memory than itself and one decoded piece."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.envelopes import charsets, headers

MAX_DEPTH = 20
MAX_PARTS = 300
MAX_DELIMITERS = 100_000
CHUNK = 1 << 20

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}\Z")
_NOT_BASE64 = re.sub(rb"[A-Za-z0-9+/=]", b"", bytes(range(256)))
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=\s]*\Z")
_GUESSED = re.compile(rb"\A\s*--([^\r\n]{1,70})\r?\n")


@dataclass(slots=True)
class Part:
    """One entity: its header fields, and where its body lies in the raw bytes."""

    fields: headers.Fields
    start: int
    end: int
    type: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    filename: str = ""
    content_id: str = ""
    encoding: str = ""
    parent: str = ""
    children: list["Part"] = field(default_factory=list)

    @property
    def main(self) -> str:
        return self.type.partition("/")[0]

    def walk(self) -> Iterator["Part"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator["Part"]:
        return (part for part in self.walk() if not part.children)


@dataclass(slots=True)
class _Budget:
    parts: int = MAX_PARTS
    delimiters: int = MAX_DELIMITERS


def read(raw: bytes, start: int = 0, end: int | None = None) -> Part:
    """The tree of the message in `raw[start:end]`."""
    end = len(raw) if end is None else end
    return _entity(raw, start, end, parent="", depth=0, budget=_Budget())


def _entity(raw: bytes, start: int, end: int, *, parent: str, depth: int, budget: _Budget) -> Part:
    closes, body = headers.find_body(raw, start, end)
    fields, stops = headers.parse_fields(raw[start:closes])
    if stops < closes - start:
        body = start + stops
    part = Part(fields, body, end, parent=parent)
    _describe(part)
    if part.main == "multipart":
        _split(raw, part, depth=depth, budget=budget)
    return part


def _describe(part: Part) -> None:
    value, part.params = headers.parse_value(part.fields.text("content-type"))
    default = "message/rfc822" if part.parent == "multipart/digest" else "text/plain"
    part.type = value if _TYPE.match(value) else _mended(value, default)
    part.disposition, extra = headers.parse_value(part.fields.text("content-disposition"))
    part.filename = extra.get("filename") or part.params.get("name", "")
    part.content_id = headers.message_id(part.fields.text("content-id")) or ""
    encoding = part.fields.text("content-transfer-encoding").strip().strip("\"'").lower()
    part.encoding = encoding.partition(";")[0].strip()


def _mended(value: str, default: str) -> str:
    """`text` and `html` say enough; anything unreadable is bytes to keep, not to show."""
    if not value:
        return default
    return {"text": "text/plain", "plain": "text/plain", "html": "text/html"}.get(
        value, "application/octet-stream"
    )


def _split(raw: bytes, part: Part, *, depth: int, budget: _Budget) -> None:
    boundary = _boundary(raw, part)
    regions = _regions(raw, part.start, part.end, boundary, budget) if boundary else []
    if not regions:
        # A multipart without parts: whatever it holds is read as plain text.
        part.type = "text/plain"
        return
    if depth >= MAX_DEPTH:
        part.type = "application/octet-stream"
        part.filename = part.filename or "nested.mime"
        return
    for start, end in regions:
        if budget.parts <= 0:
            rest = Part(headers.Fields([]), start, part.end, type="application/octet-stream")
            rest.filename = "rest.mime"
            part.children.append(rest)
            break
        budget.parts -= 1
        child = _entity(raw, start, end, parent=part.type, depth=depth + 1, budget=budget)
        part.children.append(child)


def _boundary(raw: bytes, part: Part) -> bytes:
    named = part.params.get("boundary", "").rstrip()
    if named:
        encoded = named.encode("utf-8", "replace")
        if raw.find(b"--" + encoded, part.start, part.end) >= 0:
            return encoded
    guessed = _GUESSED.match(raw[part.start : part.start + 2000])
    return guessed[1].rstrip() if guessed else b""


def _regions(
    raw: bytes, start: int, end: int, boundary: bytes, budget: _Budget
) -> list[tuple[int, int]]:
    """Where each body part between delimiter lines begins and ends."""
    regions: list[tuple[int, int]] = []
    opened = -1
    for begins, ends, closing in _delimiters(raw, start, end, boundary, budget):
        if opened >= 0:
            regions.append((opened, _without_newline(raw, opened, begins)))
        opened = -1 if closing else ends
        if closing or len(regions) > MAX_PARTS:
            break
    if 0 <= opened < end:
        regions.append((opened, end))
    return regions


def _delimiters(
    raw: bytes, start: int, end: int, boundary: bytes, budget: _Budget
) -> Iterator[tuple[int, int, bool]]:
    token = b"--" + boundary
    position = start
    while budget.delimiters > 0:
        begins = raw.find(token, position, end)
        if begins < 0:
            return
        budget.delimiters -= 1
        position = begins + len(token)
        if begins > start and raw[begins - 1] not in b"\r\n":
            continue
        newline = raw.find(b"\n", position, min(end, position + 1000))
        line = raw[position : newline if newline >= 0 else min(end, position + 1000)]
        tail = line.strip()
        if tail in (b"", b"--"):
            yield begins, newline + 1 if newline >= 0 else end, tail == b"--"


def _without_newline(raw: bytes, start: int, end: int) -> int:
    """The line break before a delimiter belongs to the delimiter."""
    if end > start and raw[end - 1 : end] == b"\n":
        end -= 1
    if end > start and raw[end - 1 : end] == b"\r":
        end -= 1
    return max(start, end)


def decoded(raw: bytes, part: Part) -> Iterator[bytes]:
    """The part's body with its transfer encoding undone, a piece at a time."""
    if part.encoding in ("base64", "b", "x-base64") and _is_base64(raw, part):
        return _from_base64(raw, part)
    if part.encoding in ("quoted-printable", "q", "quotedprintable"):
        return _from_quoted_printable(raw, part)
    if part.encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _from_uuencode(raw, part)
    return (raw[at : min(at + CHUNK, part.end)] for at in range(part.start, part.end, CHUNK))


def content(raw: bytes, part: Part, limit: int) -> tuple[bytes, bool]:
    """At most `limit` decoded bytes, and whether there were more."""
    pieces, size = [], 0
    for piece in decoded(raw, part):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            return b"".join(pieces)[:limit], True
    return b"".join(pieces), False


def text(raw: bytes, part: Part, limit: int) -> tuple[str, bool]:
    """The part's text in its charset, and whether it was cut at `limit` bytes."""
    data, cut = content(raw, part, limit)
    return charsets.decode(data, part.params.get("charset", "")), cut


def _is_base64(raw: bytes, part: Part) -> bool:
    """Some senders declare base64 and write plain text: the first lines tell."""
    sample = raw[part.start : min(part.end, part.start + 400)]
    lines = [line for line in sample.splitlines() if line.strip()][:4]
    return not lines or any(_BASE64_LINE.match(line) and b" " not in line.strip() for line in lines)


def _from_base64(raw: bytes, part: Part) -> Iterator[bytes]:
    carry = b""
    for at in range(part.start, part.end, CHUNK):
        data = carry + raw[at : min(at + CHUNK, part.end)].translate(None, _NOT_BASE64)
        if data.count(b"=") > 1_000:
            data = data.replace(b"=", b"")
        *whole, last = data.split(b"=")
        for segment in whole:
            yield _quads(segment)
        keep = len(last) % 4
        yield binascii.a2b_base64(last[: len(last) - keep])
        carry = last[len(last) - keep :]
    yield _quads(carry)


def _quads(segment: bytes) -> bytes:
    if len(segment) % 4 == 1:
        segment = segment[:-1]
    return binascii.a2b_base64(segment + b"=" * (-len(segment) % 4))


def _from_quoted_printable(raw: bytes, part: Part) -> Iterator[bytes]:
    at = part.start
    while at < part.end:
        stop = min(at + CHUNK, part.end)
        if stop < part.end:
            newline = raw.rfind(b"\n", at, stop)
            stop = newline + 1 if newline > at else stop
        yield binascii.a2b_qp(raw[at:stop])
        at = stop


def _from_uuencode(raw: bytes, part: Part) -> Iterator[bytes]:
    for line in raw[part.start : part.end].splitlines():
        if not line or line.startswith((b"begin ", b"end", b"`")):
            continue
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                yield binascii.a2b_uu(line[:length])
            except binascii.Error:
                continue
