"""Bytes of unknown honesty to text that PostgreSQL and a browser accept; nothing here raises."""

import codecs
import re
import unicodedata
from functools import lru_cache

# What the label says and what senders mean by it (the WHATWG table, shortened).
_ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "x-ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "chinese": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-874": "cp874",
    "tis-620": "cp874",
}
# Codecs that are "text" to Python and a trap in a mail.
_REFUSED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
_ASCII = bytes(range(128))
_JAPANESE = (b"\x1b$B", b"\x1b$@", b"\x1b(J")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LABEL = re.compile(r"[^A-Za-z0-9_.:+-]")
# NUL, other controls but tab and newline, DEL, C1, lone surrogates.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Marks that make a name or subject read in another order than it is written.
BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# No-break spaces stay: French writes them before a colon.
_SPACES = re.compile(r"[^\S\xa0\u202f]+")


@lru_cache(maxsize=256)
def codec_for(label: str) -> str:
    """The Python codec meant by a charset label; empty when unknown or not a text charset."""
    name = _LABEL.sub("", label).lower()
    name = _ALIASES.get(name, name)
    if not name:
        return ""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if not getattr(info, "_is_text_encoding", False) or info.name in _REFUSED:
        return ""
    return info.name


def decode(data: bytes, label: str = "") -> str:
    """Text of `data`, trusting the label only as far as the bytes allow."""
    return clean(_decoded(data, label))


def _decoded(data: bytes, label: str) -> str:
    codec = codec_for(label)
    for bom, name in _BOMS:
        if data.startswith(bom) and (name == "utf-8" or codec in ("", "utf-8", name)):
            codec = name
            break
    if codec in ("", "utf-8", "cp1252") and any(mark in data for mark in _JAPANESE):
        codec = "iso2022_jp_ext"
    for name in _candidates(data, codec):
        try:
            return data.decode(name)
        except (UnicodeError, ValueError, LookupError):
            continue
    return _last_resort(data, codec)


def _candidates(data: bytes, codec: str) -> list[str]:
    # Valid UTF-8 with several multi-byte letters is practically never anything else, whatever
    # the label claims; one or two letters of it could be a short word in a two-byte charset.
    if data.isascii():
        return [codec or "utf-8"]
    if codec.startswith(("utf", "iso2022", "hz")):
        return [codec, "utf-8"]
    two_bytes = codec.startswith(("gb", "big5", "cp9", "euc", "shift"))
    if two_bytes and len(data.translate(None, _ASCII)) < 6:
        return [codec, "utf-8"]
    return ["utf-8", codec or "cp1252"]


def _last_resort(data: bytes, codec: str) -> str:
    if not codec or codec == "utf-8":
        utf8 = data.decode("utf-8", "replace")
        # Cut or slightly damaged UTF-8 keeps its letters; anything else reads as cp1252.
        if utf8.count("\ufffd") * 20 <= sum(1 for c in utf8 if c > "\x7f"):
            return utf8
        return cp1252(data)
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, ValueError, LookupError):
        return cp1252(data)


def cp1252(data: bytes) -> str:
    """Windows-1252; its five undefined bytes become a replacement mark."""
    return data.decode("cp1252", "replace")


def clean(text: str) -> str:
    """Text with plain newlines and nothing that a text column or a screen chokes on."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = _SURROGATE.sub("\ufffd", text)
    text = _UNWANTED.sub("", text).replace("\x85", "\n")
    return text.removeprefix("\ufeff")


def one_line(text: str, limit: int = 998) -> str:
    """A header's text: one line, no control or direction marks, bounded."""
    text = _SPACES.sub(" ", BIDI.sub("", clean(text))).strip()
    return unicodedata.normalize("NFC", text[:limit]).strip()
