"""Which parts of a message are its words, and which are attachments."""

import re
from dataclasses import dataclass, field

from channels.envelopes import charsets, headers, mime, sanitise

MAX_TEXT = 1_000_000

_STUB = re.compile(
    r"(?:html|mime).{0,80}(?:support|view|read|display|capable|afficher|lire|prend)"
    r"|(?:view|read|support|display|afficher|lire).{0,80}(?:html|mime)",
    re.IGNORECASE | re.DOTALL,
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.I)
_QUOTED = re.compile(r"(>*) ?(.*)\Z", re.DOTALL)
_CID = re.compile(r"cid:([^\s\"'<>)]{1,500})", re.IGNORECASE)
# Copies of the same words for clients that we are not.
_IGNORED_ALTERNATIVES = {"text/x-amp-html", "text/watch-html"}
_READABLE = {"text/plain", "text/enriched", "text/html"}


@dataclass(slots=True)
class Block:
    """A stretch of the message: its plain text, its HTML, or both as alternatives."""

    plain: str = ""
    markup: str = ""


@dataclass(slots=True)
class Content:
    blocks: list[Block] = field(default_factory=list)
    files: list[mime.Part] = field(default_factory=list)

    @property
    def markup(self) -> str:
        return "".join(block.markup for block in self.blocks)

    def text(self) -> str:
        pieces = [_words_of(block).strip("\n") for block in self.blocks]
        return "\n\n".join(piece for piece in pieces if piece.strip())[:MAX_TEXT]

    def html(self) -> str:
        if not any(block.markup for block in self.blocks):
            return ""
        pieces = [
            sanitise.sanitise(block.markup) if block.markup else sanitise.escape(block.plain)
            for block in self.blocks
            if block.markup or block.plain.strip()
        ]
        return "\n".join(pieces)

    def inline_ids(self) -> set[str]:
        return set(_CID.findall(self.markup))


def collect(raw: bytes, part: mime.Part) -> Content:
    """The words and the files of a message."""
    content = _collect(raw, part)
    if not content.blocks:
        _promote(raw, content)
    return content


def _collect(raw: bytes, part: mime.Part) -> Content:
    if not part.children:
        return _leaf(raw, part)
    found = [_collect(raw, child) for child in part.children]
    files = [each for content in found for each in content.files]
    if part.type == "multipart/alternative":
        return Content(_alternative(found), files)
    return Content([block for content in found for block in content.blocks], files)


def _alternative(found: list[Content]) -> list[Block]:
    """One block: the first branch that has plain words, the last that has HTML."""
    plains = [_joined(content, "plain") for content in found]
    markups = [_joined(content, "markup") for content in found]
    plain = next((text for text in plains if text.strip()), "")
    markup = next((text for text in reversed(markups) if text.strip()), "")
    return [Block(plain, markup)] if plain or markup else []


def _joined(content: Content, kind: str) -> str:
    return "\n".join(text for block in content.blocks if (text := getattr(block, kind)))


def _leaf(raw: bytes, part: mime.Part) -> Content:
    if part.type in _IGNORED_ALTERNATIVES and part.parent == "multipart/alternative":
        return Content()
    is_file = part.disposition == "attachment" or bool(part.filename)
    if part.type not in _READABLE or is_file:
        return Content(files=[part])
    block, cut = _read(raw, part)
    return Content([block], [part] if cut else [])


def _promote(raw: bytes, content: Content) -> None:
    """A message whose only text has a file name (some scanners and phones do so) is still read."""
    for part in content.files:
        if part.type in _READABLE and part.disposition != "attachment":
            content.blocks.append(_read(raw, part)[0])
            return


def _read(raw: bytes, part: mime.Part) -> tuple[Block, bool]:
    if part.type == "text/html":
        return _read_html(raw, part)
    text, cut = mime.text(raw, part, MAX_TEXT)
    if part.type == "text/enriched":
        return Block(plain=re.sub(r"<[^<>\n]{1,100}>", "", text)), cut
    if part.params.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.params.get("delsp", "").lower() == "yes")
    return Block(plain=text), cut


def _read_html(raw: bytes, part: mime.Part) -> tuple[Block, bool]:
    data, cut = mime.content(raw, part, MAX_TEXT)
    label = part.params.get("charset", "")
    meta = _META_CHARSET.search(data[:4000])
    if meta and label.lower() in ("", "us-ascii", "ascii", "unknown-8bit"):
        label = meta[1].decode("ascii")
    return Block(markup=charsets.decode(data, label)), cut


def _words_of(block: Block) -> str:
    plain = block.plain
    stub = len(plain) < 400 and bool(block.markup) and bool(_STUB.search(plain))
    if plain.strip() and not stub:
        return plain
    return sanitise.to_text(block.markup) or plain


def unflow(text: str, *, delete_space: bool = False) -> str:
    """RFC 3676: lines that end in a space go on in the next line of the same quote depth."""
    out: list[str] = []
    held, held_depth = "", -1
    for line in text.split("\n"):
        depth, words = _depth(line)
        is_signature = words == "-- "
        if held_depth >= 0 and (depth != held_depth or is_signature):
            out.append(_quote(held_depth, held.rstrip()))
            held, held_depth = "", -1
        if words.endswith(" ") and not is_signature:
            held += words[:-1] if delete_space else words
            held_depth = depth
        else:
            out.append(_quote(depth, held + words))
            held, held_depth = "", -1
    if held_depth >= 0:
        out.append(_quote(held_depth, held.rstrip()))
    return "\n".join(out)


def _depth(line: str) -> tuple[int, str]:
    found = _QUOTED.match(line)
    marks, words = (found[1], found[2]) if found else ("", line)
    return len(marks), words


def _quote(depth: int, words: str) -> str:
    return ">" * depth + (" " if depth else "") + words


def nested_subject(raw: bytes, part: mime.Part) -> str:
    """The subject of a message that is attached whole."""
    head, _ = mime.content(raw, part, 64_000)
    return headers.parse_fields(head[: headers.find_body(head, 0, len(head))[0]])[0].decoded(
        "subject", 120
    )
