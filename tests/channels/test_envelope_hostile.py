"""No message raises, runs, loads, or costs more than its size."""

import json
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels import envelopes
from channels.envelopes import mime, quoting, sanitise
from tests.channels import mails

ROOT = Path(__file__).resolve().parents[2]
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1"
    " onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action=https://evil.example><input name=q><button>go</button></form>",
    "<base href=https://evil.example><link rel=stylesheet href=https://evil.example/a.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<p style='background:url(https://evil.example/p.gif)'>x</p>",
    "<style>@import 'https://evil.example/a.css';</style>",
    "<img src=https://evil.example/pixel.gif width=1 height=1>",
    "<img srcset='https://evil.example/pixel.gif 2x'>",
    "<picture><source srcset=https://evil.example/p.png></picture>",
    "<video poster=https://evil.example/p.png src=https://evil.example/v.mp4></video>",
    "<audio src=https://evil.example/a.mp3 autoplay></audio>",
    "<table background=https://evil.example/p.gif><tr><td background=https://evil.example>x</table>",
    "<body onload=alert(1) background=https://evil.example/p.gif>",
    "<input type=image src=https://evil.example/p.gif>",
    "<p id=getElementById name=body class=js-danger data-hx-get=/desk>x</p>",
    "<div hx-get='/desk' hx-trigger=load>x</div>",
    "<?xml-stylesheet href='https://evil.example'?><!DOCTYPE html [<!ENTITY x SYSTEM 'file:///'>]>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<template><img src=x onerror=alert(1)></template>",
    "<xmp><script>alert(1)</script></xmp><plaintext><img src=x onerror=alert(1)>",
]
_LOADS = re.compile(
    r"<[^>]*\s(?:src|srcset|style|background|poster|data|action|on\w+|id|name|class|hx-\S+|data-\S+)"
    r"\s*=",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"<\s*/?(?:script|style|iframe|object|embed|form|input|button|svg|math|link|meta|base|video"
    r"|audio|source|picture|textarea|template|body|xmp|plaintext)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_page_runs_or_loads(payload: str) -> None:
    shown = envelopes.parse(mails.message(payload, content_type="text/html")).html
    assert not _ACTIVE.search(shown)
    assert not _LOADS.search(shown)
    assert "javascript:" not in shown.lower()
    assert "data:" not in shown.lower()


def test_links_survive_and_tell_nobody() -> None:
    shown = sanitise.sanitise("<a href='https://example.org/x' onclick=x()>x</a>")
    assert 'href="https://example.org/x"' in shown
    assert 'rel="noopener noreferrer nofollow"' in shown


def test_plain_text_beside_html_is_escaped() -> None:
    raw = mails.multipart([mails.part("<b>not bold</b>"), mails.part("<i>x</i>", "text/html")])
    assert "&lt;b&gt;not bold" in envelopes.parse(raw).html


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 200_000,
        "<b><div>" * 40_000,
        "&" * 1_000_000,
        "<" * 1_000_000,
        "<a " + " ".join(f"x{n}" for n in range(90_000)) + ">",
        "<table><a>" * 40_000,
        "<!--" * 200_000,
    ],
)
def test_pages_made_to_hurt_are_quick(markup: str) -> None:
    began = time.monotonic()
    envelopes.parse(mails.message(markup, content_type="text/html"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "On 1:00 2020 a@b wrote\n:\n" * 50_000,
        "From: x\n" * 50_000,
        "Sent from my " + "a " * 50_000,
        "-- \n" * 100_000,
        ("*" * 400 + ":\n") * 5_000,
        "> \n" * 200_000,
        ("On 2020 " + "wrote " * 70 + "x:\n") * 2_000,
        "x" * 1_000_000,
    ],
)
def test_texts_made_to_hurt_are_quick(text: str) -> None:
    began = time.monotonic()
    assert quoting.written_now(text)
    assert time.monotonic() - began < 5


def test_a_deep_message_ends_in_a_file_that_holds_the_rest() -> None:
    levels = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(3000)
    )
    raw = b"From: a@example.org\r\n" + levels.encode() + b"\r\ninnermost"
    (rest,) = envelopes.parse(raw).attachments
    assert rest.filename == "nested.mime"
    assert b"innermost" in b"".join(rest.chunks(raw))


def test_a_wide_message_ends_in_a_file_that_holds_the_rest() -> None:
    one = b"--w\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    raw = mails.message(one * 50_000, content_type="multipart/mixed; boundary=w")
    found = envelopes.parse(raw).attachments
    assert len(found) == mime.MAX_PARTS + 1
    assert found[-1].filename == "rest.mime"


def test_a_text_beyond_reason_is_cut_and_kept_as_a_file() -> None:
    found = envelopes.parse(mails.message("word " * 1_000_000))
    assert len(found.text) <= 1_000_000
    assert [each.size for each in found.attachments] == [5_000_000]


def test_too_large_a_message_still_says_who_wrote() -> None:
    found = envelopes.parse(mails.message(b"x" * (envelopes.MAX_BYTES + 1)))
    assert (found.error, found.sender) == ("too_large", "amina.diallo@example.org")


def test_a_huge_message_is_read_within_256_megabytes() -> None:
    """Forty megabytes of attachment, read by a process that may hold no more."""
    script = textwrap.dedent(
        """
        import base64, resource, sys
        from channels import envelopes
        body = base64.encodebytes(b"x" * 30_000_000)
        head = (b"From: a@example.org\\nContent-Type: application/pdf; name=a.pdf\\n"
                b"Content-Transfer-Encoding: base64\\n\\n")
        raw = head + body
        del body
        resource.setrlimit(resource.RLIMIT_AS, (256_000_000, 256_000_000))
        sys.exit(envelopes.parse(raw).attachments[0].size != 30_000_000)
        """
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=30, check=False)
    assert ran.returncode == 0


_CHUNKS = st.sampled_from(
    [
        b"From: ",
        b"Content-Type: multipart/mixed; boundary=x\n",
        b"--x\n",
        b"--x--\n",
        b"\n",
        b"\n\n",
        b"Subject: =?utf-8?b?",
        b"?=",
        b"=?gb2312?q?=ff=fe?=",
        b"; name*0*=utf-7''%00",
        b"a@b.example",
        b"<",
        b">",
        b'"',
        b"(",
        b"Content-Type: text/html\n\n",
        b"<blockquote type=cite>",
        b"<table>",
        b"Content-Transfer-Encoding: base64\n",
        b"quoted-printable",
        b"=ZZ=",
        b"\x00",
        b"\xed\xa0\x80",
        b"message/rfc822",
        b"message/delivery-status",
        b"Status: 5.",
        b"> ",
        b"-- \n",
        b" wrote:\n",
        b"References: ",
        b"Date: ",
        b"charset=utf-16",
        b"\xff\xfe",
        b"\r",
        b"Return-Path: <>\n",
    ]
)


def _holds(raw: bytes) -> None:
    found = envelopes.parse(raw)
    written = json.dumps(found.as_json(), ensure_ascii=False)
    written.encode()
    assert "\\u0000" not in written
    assert found.reply.strip() or not found.text.strip()
    for attachment in found.attachments:
        assert attachment.filename
        assert not set(attachment.filename) & set("/\\\x00\r\n")
        assert sum(len(piece) for piece in attachment.chunks(raw)) >= 0


@given(st.lists(st.one_of(_CHUNKS, st.binary(max_size=20)), max_size=40))
@settings(max_examples=300)
def test_no_sequence_of_pieces_raises(pieces: list[bytes]) -> None:
    _holds(b"".join(pieces))


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150)
def test_no_text_raises(body: str, subject: str, sender: str) -> None:
    _holds(
        mails.message(
            body.encode("utf-8", "surrogatepass"),
            subject=subject.encode("utf-8", "replace").decode(),
            sender=sender.encode("utf-8", "replace").decode(),
        )
    )


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
@settings(max_examples=150)
def test_no_damage_to_a_good_message_raises(at: int, damage: bytes) -> None:
    raw = mails.report()
    _holds(raw[: at % len(raw)] + damage + raw[at % len(raw) + len(damage) :])
