"""Files from outside are judged by their content."""

import io
import struct
import zipfile

import pytest

from tickets.filetypes import (
    DOCX,
    JPEG,
    MAX_SIZE,
    PDF,
    PNG,
    FileRefused,
    Refusal,
    judge,
    with_extension,
)

WORD = ("[Content_Types].xml", "word/document.xml")


def png(width: int = 2, height: int = 2) -> bytes:
    header = b"IHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + b"\0\0\0\0"


def jpeg(width: int = 2, height: int = 2) -> bytes:
    application = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8" + application + frame + b"\xff\xd9"


def archive(*names: str, content: bytes = b"<x/>", **options: object) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name in names:
            made.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\nhello\n%%EOF", PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", PDF),
        (jpeg(), JPEG),
        (png(), PNG),
        (archive(*WORD), DOCX),
    ],
)
def test_what_is_taken(content, kind):
    assert judge(content) == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Refusal.EMPTY),
        (b"%PDF-" + b"0" * MAX_SIZE, Refusal.TOO_BIG),
        (b"MZ\x90\0this is a program", Refusal.TYPE),
        (b"#!/bin/sh\nrm -rf /", Refusal.TYPE),
        (b"<!doctype html><script>alert(1)</script>", Refusal.TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Refusal.TYPE),
        (b"<script>alert(1)</script>%PDF-1.4", Refusal.TYPE),
        (b"GIF89a" + b"\0" * 20, Refusal.TYPE),
        (b"<?php system($_GET['c']); ?>", Refusal.TYPE),
        (b"AddType application/x-httpd-php .jpg", Refusal.TYPE),
        (b"\0" * 4096, Refusal.TYPE),
        (archive("a.txt"), Refusal.TYPE),
        (archive("[Content_Types].xml", "xl/workbook.xml"), Refusal.TYPE),
        (archive(*WORD, "word/vbaProject.bin"), Refusal.TYPE),
        (archive(*WORD)[:-30], Refusal.DAMAGED),
        (b"PK\x03\x04" + b"\0" * 100, Refusal.DAMAGED),
        (b"\x89PNG\r\n\x1a\nshort", Refusal.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), Refusal.TYPE),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Refusal.PROTECTED,
        ),
    ],
)
def test_what_is_refused(content, why):
    with pytest.raises(FileRefused) as refused:
        judge(content)
    assert refused.value.why == why


@pytest.mark.parametrize(
    "bomb",
    [
        png(50_000, 50_000),
        jpeg(60_000, 60_000),
        archive(*WORD, "word/big.xml", content=b"0" * 90_000_000),
        archive(*WORD, *(f"word/{n}.xml" for n in range(3000))),
    ],
    ids=["png pixels", "jpeg pixels", "zip size", "zip entries"],
)
def test_what_grows_when_it_is_opened_is_refused_unopened(bomb):
    assert len(bomb) < MAX_SIZE
    with pytest.raises(FileRefused) as refused:
        judge(bomb)
    assert refused.value.why == Refusal.BOMB


def test_the_directory_of_a_zip_is_bounded_before_it_is_read():
    lying = bytearray(archive(*WORD))
    end = lying.rfind(b"PK\x05\x06")
    lying[end + 12 : end + 16] = struct.pack("<I", 0xFFFFFFFF)
    with pytest.raises(FileRefused) as refused:
        judge(bytes(lying))
    assert refused.value.why == Refusal.BOMB


@pytest.mark.parametrize("size", [*range(2, 40), 2000])
def test_a_cut_jpeg_is_no_trouble(size):
    assert judge(jpeg()[:size].ljust(3, b"\xff")) == JPEG


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("letter.PDF", PDF, "letter.PDF"),
        ("photo.jpeg", JPEG, "photo.jpeg"),
        ("run.exe", PDF, "run.exe.pdf"),
        ("page.html", PNG, "page.html.png"),
        ("scan", DOCX, "scan.docx"),
    ],
)
def test_a_name_ends_as_its_content_is(name, kind, kept):
    assert with_extension(name, kind) == kept
