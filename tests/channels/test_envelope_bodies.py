"""Which words a message says, in which charset, and which files it brings."""

import base64
import hashlib

import pytest

from channels import envelopes
from channels.envelopes import bodies, filenames
from tests.channels import mails


@pytest.mark.parametrize(
    ("data", "label", "read"),
    [
        ("déjà".encode(), "utf-8", "déjà"),
        ("déjà".encode("cp1252"), "utf-8", "déjà"),
        ("déjà".encode(), "iso-8859-1", "déjà"),
        ("déjà".encode("cp1252"), "us-ascii", "déjà"),
        ("l\u2019été".encode("cp1252"), "iso-8859-1", "l\u2019été"),
        ("déjà".encode("cp1252"), "no-such-charset", "déjà"),
        ("déjà".encode(), "zlib", "déjà"),
        ("你好世界".encode("gb18030"), "gb2312", "你好世界"),
        ("你好世界".encode(), "gb2312", "你好世界"),
        ("こんにちは".encode("iso2022_jp"), "iso-2022-jp", "こんにちは"),
        ("こんにちは".encode("cp932"), "shift_jis", "こんにちは"),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("déjà".encode("utf-16"), "", "déjà"),
        ("déjà".encode("cp850"), "cp850", "déjà"),
        (b"a\x00b\x01c", "utf-8", "abc"),
        (b"ok \xed\xa0\x80 \xff", "utf-8", None),
    ],
)
def test_text_is_read_whatever_the_label_claims(data: bytes, label: str, read: str | None) -> None:
    found = envelopes.parse(mails.message(data, content_type=f'text/plain; charset="{label}"')).text
    assert read is None or found == read
    found.encode()
    assert "\x00" not in found


def test_plain_text_is_preferred_to_its_html_copy() -> None:
    raw = mails.multipart(
        [mails.part("Bonjour\n"), mails.part("<p>Bonjour <b>!</b></p>", "text/html")], "alternative"
    )
    found = envelopes.parse(raw)
    assert (found.text, found.html) == ("Bonjour", "<p>Bonjour <b>!</b></p>")
    assert found.attachments == ()


@pytest.mark.parametrize("stub", ["", " \r\n", "Your mail program does not support HTML.\r\n"])
def test_html_is_read_where_plain_text_says_nothing(stub: str) -> None:
    raw = mails.multipart(
        [mails.part(stub), mails.part("<p>Il pleut</p><p>encore</p>", "text/html")], "alternative"
    )
    assert envelopes.parse(raw).text == "Il pleut\n\nencore"


def test_html_alone_becomes_readable_text() -> None:
    markup = (
        "<style>p{color:red}</style><h1>Title</h1><p>One&nbsp;two<br>three &amp; four</p>"
        "<ul><li>a<li>b</ul><table><tr><td>x<td>y</table><a href='https://x.example/d'>my file</a>"
        "<blockquote type=cite>old words</blockquote>"
    )
    found = envelopes.parse(mails.message(markup, content_type="text/html")).text
    assert "color" not in found
    for line in ("Title", "One two", "three & four", "- a", "- b", "x y", "> old words"):
        assert line in found.split("\n")
    assert "my file <https://x.example/d>" in found


def test_words_around_a_file_are_all_kept() -> None:
    raw = mails.multipart(
        [mails.part("before"), mails.attached(mails.PDF, "a.pdf"), mails.part("after")]
    )
    found = envelopes.parse(raw)
    assert found.text == "before\n\nafter"
    assert [each.filename for each in found.attachments] == ["a.pdf"]


def test_files_keep_their_bytes() -> None:
    found = envelopes.parse(mails.multipart([mails.part("x"), mails.attached(mails.PDF, "a.pdf")]))
    (file,) = found.attachments
    assert (file.size, file.type, file.inline) == (len(mails.PDF), "application/pdf", False)
    assert file.sha256 == hashlib.sha256(mails.PDF).hexdigest()


def test_a_text_file_is_a_file_not_words() -> None:
    raw = mails.multipart(
        [
            mails.part("words"),
            mails.attached(b"rows\r\n", "a.csv", "text/csv"),
            mails.attached(b"notes\r\n", "n.txt", "text/plain"),
        ]
    )
    found = envelopes.parse(raw)
    assert (found.text, [each.size for each in found.attachments]) == ("words", [6, 7])


def test_a_forwarded_message_is_kept_whole_under_its_subject() -> None:
    inner = mails.message("inner words", subject="=?utf-8?q?D=C3=A9cision_1/2?=")
    raw = mails.multipart([mails.part("see below"), mails.part(inner, "message/rfc822")])
    found = envelopes.parse(raw)
    (file,) = found.attachments
    assert found.text == "see below"
    assert (file.filename, file.type) == ("Décision 1-2.eml", "message/rfc822")
    assert file.sha256 == hashlib.sha256(inner).hexdigest()


def test_pictures_in_the_page_are_flagged() -> None:
    picture = mails.part(
        base64.encodebytes(mails.PNG),
        "image/png; name=logo.png",
        "Content-Transfer-Encoding: base64",
        "Content-ID: <logo@x>",
        "Content-Disposition: inline; filename=logo.png",
    )
    page = mails.part('<p>Hi <img src="cid:logo@x" alt="Logo"></p>', "text/html")
    found = envelopes.parse(
        mails.multipart(
            [
                mails.nested([page, picture], "related", "r"),
                mails.attached(mails.PNG, "scan.png", "image/png"),
            ]
        )
    )
    assert [(each.filename, each.inline) for each in found.attachments] == [
        ("logo.png", True),
        ("scan.png", False),
    ]


def test_winmail_dat_stays_a_file() -> None:
    raw = mails.multipart(
        [mails.part("x"), mails.attached(b"x\x9f", "winmail.dat", "application/ms-tnef")]
    )
    assert [each.type for each in envelopes.parse(raw).attachments] == ["application/ms-tnef"]


@pytest.mark.parametrize(
    "raw",
    [
        mails.message("--b\r\n\r\nhello\r\n", content_type="multipart/mixed; boundary=b"),
        mails.message("--b\r\n\r\nhello\r\n--b--\r\n", content_type="multipart/mixed"),
        mails.message(
            "--b \r\n\r\nhello\r\n--b-- \r\n", content_type="multipart/mixed; boundary=b"
        ),
        mails.message("hello", content_type="multipart/mixed; boundary=nowhere"),
        mails.message("hello", content_type="text"),
        mails.message("hello", content_type=""),
        mails.message("hello", content_type="text/plain; charset"),
        mails.message("hello", encoding="no-such-encoding"),
        mails.message("hello there, dear centre", encoding="base64").replace(
            b"hello there, dear centre", b"aGVsbG8="
        ),
        mails.message("hel=\r\nlo=", encoding="quoted-printable"),
    ],
)
def test_broken_mime_still_says_its_words(raw: bytes) -> None:
    assert envelopes.parse(raw).text == "hello"


def test_plain_words_declared_base64_are_read_as_they_stand() -> None:
    raw = mails.message("Hello, I wait since May. Why?", encoding="base64")
    assert envelopes.parse(raw).text == "Hello, I wait since May. Why?"


def test_flowed_paragraphs_are_joined_and_signatures_stay() -> None:
    flowed = "one \r\ntwo \r\nthree\r\n> quoted \r\n> more\r\n-- \r\nJo\r\n"
    assert bodies.unflow(flowed.replace("\r\n", "\n")) == "one two three\n> quoted more\n-- \nJo\n"
    raw = mails.message(flowed, content_type="text/plain; charset=utf-8; format=flowed")
    assert envelopes.parse(raw).reply == "one two three"


@pytest.mark.parametrize(
    ("parameter", "read"),
    [
        ('filename="a b.pdf"', "a b.pdf"),
        ("filename=plain.pdf", "plain.pdf"),
        ("filename*=utf-8''r%C3%A9sum%C3%A9.pdf", "résumé.pdf"),
        ("filename*0*=utf-8''r%C3%A9; filename*1=sum; filename*2*=%C3%A9.pdf", "résumé.pdf"),
        ('filename="=?utf-8?q?r=C3=A9sum=C3=A9=2Epdf?="', "résumé.pdf"),
        ('filename="résumé.pdf"', "résumé.pdf"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="C:\\\\temp\\\\evil.pdf"', "evil.pdf"),
        ('filename="a\u202efdp.exe"', "afdp.exe"),
        ("filename*=utf-8''a%00b%0D%0Ac.pdf", "abc.pdf"),
        ('filename="..."', "attachment-1.pdf"),
        ('filename="CON.pdf"', "_CON.pdf"),
        ('filename=".htaccess"', "htaccess"),
    ],
)
def test_file_names_are_readable_and_safe(parameter: str, read: str) -> None:
    body = mails.part(b"x", "application/pdf", f"Content-Disposition: attachment; {parameter}")
    (file,) = envelopes.parse(mails.multipart([body])).attachments
    assert file.filename == read


def test_a_very_long_name_keeps_its_extension() -> None:
    name = filenames.safe("é" * 3000 + ".pdf", "application/pdf", 1)
    assert name.endswith("é.pdf")
    assert len(name.encode()) <= filenames.MAX_BYTES


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"Subject: hello\n\nwords", "no_sender"),
        (b"From: a@example.org\n\n", "empty"),
        (b"From: a@example.org\nSubject: only this\n\n", None),
        (bytes(range(256)) * 4, "no_sender"),
    ],
)
def test_what_cannot_be_a_ticket_says_why(raw: bytes, error: str | None) -> None:
    assert envelopes.parse(raw).error == error
