"""Which files are taken from outside: judged by their content, never by name or declared type."""

import io
import struct
import zipfile
from dataclasses import dataclass
from enum import StrEnum

MAX_SIZE = 10 * 1024 * 1024
MAX_FILES = 5
MAX_PIXELS = 250_000_000
MAX_ENTRIES = 3000
MAX_DIRECTORY = 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024

PDF_START = b"%PDF-"
JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"
ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_DIRECTORY = b"PK\x05\x06"
# Frame headers of JPEG, which hold its size in pixels.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Refusal(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TYPE = "type"
    PROTECTED = "protected"
    DAMAGED = "damaged"
    BOMB = "bomb"


class FileRefused(Exception):
    """The file can't be taken; `why` says the reason."""

    def __init__(self, why: Refusal) -> None:
        self.why = why
        super().__init__(str(why))


@dataclass(frozen=True)
class FileType:
    """A type that is taken, with the name endings that it may have; the first is ours."""

    content_type: str
    extensions: tuple[str, ...]


PDF = FileType("application/pdf", ("pdf",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG = FileType("image/png", ("png",))
DOCX = FileType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)
)
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx"


def judge(content: bytes) -> FileType:
    """Return the type of a file that may be taken; raise FileRefused otherwise."""
    if not content:
        raise FileRefused(Refusal.EMPTY)
    if len(content) > MAX_SIZE:
        raise FileRefused(Refusal.TOO_BIG)
    if content.startswith(JPEG_START):
        return _picture(JPEG, _jpeg_pixels(content))
    if content.startswith(PNG_START):
        return _picture(PNG, _png_pixels(content))
    if content.startswith(ZIP_START):
        return _word_document(content)
    if content.startswith(OLE_START):
        sealed = "EncryptedPackage".encode("utf-16-le") in content
        raise FileRefused(Refusal.PROTECTED if sealed else Refusal.TYPE)
    # Some programs put a byte order mark or white space before the header; nothing else may be.
    if content[:1024].lstrip(b"\xef\xbb\xbf\0\t\n\r\x0c ").startswith(PDF_START):
        return PDF
    raise FileRefused(Refusal.TYPE)


def _picture(kind: FileType, pixels: int) -> FileType:
    if pixels > MAX_PIXELS:
        raise FileRefused(Refusal.BOMB)
    return kind


def _png_pixels(content: bytes) -> int:
    if content[12:16] != b"IHDR" or len(content) < 24:
        raise FileRefused(Refusal.DAMAGED)
    width, height = struct.unpack(">II", content[16:24])
    return width * height


def _jpeg_pixels(content: bytes) -> int:
    """Walk the segments to the frame header; 0 where there is none to be found."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return height * width
        alone = marker == 0xFF or 0xD0 <= marker <= 0xD8
        size = struct.unpack(">H", content[place + 2 : place + 4])[0]
        place += 1 if marker == 0xFF else 2 if alone else 2 + size
    return 0


def _word_document(content: bytes) -> FileType:
    """A zip is a Word document when it holds one; its directory is bounded before it is read."""
    end = content.rfind(END_OF_DIRECTORY)
    if end < 0 or end + 22 > len(content):
        raise FileRefused(Refusal.DAMAGED)
    entries, directory = struct.unpack("<HI", content[end + 10 : end + 16])
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise FileRefused(Refusal.BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused(Refusal.DAMAGED) from error
    return _judge_parts(parts)


def _judge_parts(parts: list[zipfile.ZipInfo]) -> FileType:
    names = {part.filename.lower() for part in parts}
    if len(parts) > MAX_ENTRIES or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise FileRefused(Refusal.BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(Refusal.PROTECTED)
    if not {"[content_types].xml", "word/document.xml"} <= names:
        raise FileRefused(Refusal.TYPE)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused(Refusal.TYPE)
    return DOCX


def with_extension(name: str, kind: FileType) -> str:
    """The name with an ending that its content bears out: run.exe holding a PDF is run.exe.pdf."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return name if ending in kind.extensions else f"{name}.{kind.extensions[0]}"
