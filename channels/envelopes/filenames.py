"""Names of attachments: what a stranger wrote made safe to show, to save and to send on."""

import re
import unicodedata

MAX_LENGTH = 150
MAX_BYTES = 240

_PATH = re.compile(r"[/\\]")
_RESERVED = re.compile(r'[<>:"|?*\n\t]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
_EXTENSIONS = {
    "application/ms-tnef": "dat",
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/pgp-encrypted": "asc",
    "application/pgp-signature": "asc",
    "application/pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s",
    "application/rtf": "rtf",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/x-pkcs7-signature": "p7s",
    "application/zip": "zip",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "image/webp": "webp",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/global": "eml",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/html": "html",
    "text/plain": "txt",
    "text/rfc822-headers": "txt",
    "text/rtf": "rtf",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
}


def safe(name: str, content_type: str, number: int) -> str:
    """A file name without path, control or direction marks, bounded, never empty."""
    name = _PATH.split(_visible(name).rstrip("/\\ "))[-1]
    name = _RESERVED.sub("_", name).strip(" .")
    if not name:
        return f"attachment-{number}.{extension(content_type)}"
    if _DEVICES.match(name):
        name = "_" + name
    return _bounded(name)


def extension(content_type: str) -> str:
    return _EXTENSIONS.get(content_type, "bin")


def _visible(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    # Format characters (Cf) hold every direction override and zero-width trick.
    return "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def _bounded(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10 or not stem:
        stem, suffix = name, ""
    else:
        suffix = dot + suffix
    stem = stem[: MAX_LENGTH - len(suffix)]
    while len((stem + suffix).encode()) > MAX_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + suffix
