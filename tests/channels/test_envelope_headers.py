"""Header fields of strangers become plain facts."""

import pytest

from channels import envelopes
from channels.envelopes import addresses, headers
from tests.channels import mails


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?B?UsOpcG9uc2U=?=", "Réponse"),
        ("=?iso-8859-1?Q?R=E9ponse_=E0_vous?=", "Réponse à vous"),
        ("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café"),
        ("Re: =?utf-8?b?w6k=?= et =?ISO-8859-1?q?=E8?= fin", "Re: é et è fin"),
        ("=?utf-8?q?un?=\r\n =?utf-8?q?deux?=", "undeux"),
        ("=?x-unknown?q?caf=C3=A9?=", "café"),
        ("=?utf-8?b?UsOpcG9uc2U?=", "Réponse"),
        ("=?utf-8?q?hello", "=?utf-8?q?hello"),
        ("=?utf-8*fr?q?=C3=A9t=C3=A9?=", "été"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?utf-8?q?a=00b=0D=0ABcc:_x@y.example?=", "ab Bcc: x@y.example"),
        ("two\r\n lines", "two lines"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_a_subject_is_one_readable_line(written: str, read: str) -> None:
    assert envelopes.parse(mails.message(subject=written)).subject == read


@pytest.mark.parametrize("raw", ["Délai".encode(), "Délai".encode("cp1252")])
def test_a_raw_eight_bit_subject_is_read(raw: bytes) -> None:
    found = envelopes.parse(b"From: a@example.org\nSubject: " + raw + b"\n\nx")
    assert found.subject == "Délai"


def test_a_raw_eight_bit_subject_is_read_in_the_charset_of_the_body() -> None:
    raw = (
        "From: a@example.org\nSubject: Привет\nContent-Type: text/plain; charset=windows-1251\n\nx"
    )
    assert envelopes.parse(raw.encode("cp1251")).subject == "Привет"


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ("amina@example.org", "amina@example.org", ""),
        ("<amina@example.org>", "amina@example.org", ""),
        ('"Diallo, Amina" <amina@example.org>', "amina@example.org", "Diallo, Amina"),
        ("amina@example.org (Amina Diallo)", "amina@example.org", "Amina Diallo"),
        ("=?utf-8?q?Zo=C3=A9=2C_chef?= <zoe@example.org>", "zoe@example.org", "Zoé, chef"),
        ('"=?utf-8?q?Zo=C3=A9?=" <zoe@example.org>', "zoe@example.org", "Zoé"),
        ('"evil@example.net" <real@example.org>', "real@example.org", "evil@example.net"),
        ("Amina amina@example.org", "amina@example.org", ""),
        ("<@relay.example,@b.example:amina@example.org>", "amina@example.org", ""),
        ("Friends: amina@example.org, b@example.org;", "amina@example.org", ""),
        ('A \\"B\\" <amina@example.org>', "amina@example.org", 'A "B'),
        ("one@example.org, two@example.org", "one@example.org", ""),
        ('"joe smith"@example.org', '"joe smith"@example.org', ""),
        ("((((((((((", "", ""),
        ("not an address", "", ""),
        ("undisclosed-recipients:;", "", ""),
    ],
)
def test_the_sender_is_the_address_that_the_field_really_holds(
    written: str, address: str, name: str
) -> None:
    found = envelopes.parse(mails.message(sender=written))
    assert (found.sender, found.sender_name) == (address, name)


def test_an_encoded_word_never_makes_an_address() -> None:
    found = envelopes.parse(mails.message(sender="=?utf-8?q?a=40evil.example=3E?=@example.org"))
    assert "evil.example" not in found.sender.split("@")[-1]


def test_lists_of_recipients_hold_bare_addresses_once() -> None:
    extra = ["Cc: x@example.org; Y <y@example.org>", "Reply-To: Other <other@example.net>"]
    found = envelopes.parse(mails.message(headers=extra, to="A <a@x.example>, a@X.example"))
    assert found.to == ("a@x.example",)
    assert found.cc == ("x@example.org", "y@example.org")
    assert found.reply_to == ("other@example.net",)


def test_ids_lose_their_brackets() -> None:
    extra = [
        "In-Reply-To: Your message of Monday <a@x.example>",
        "References: <a@x.example>\r\n\t<b@x.example>",
    ]
    found = envelopes.parse(mails.message(headers=extra))
    assert found.message_id == "first@example.org"
    assert found.in_reply_to == "a@x.example"
    assert found.references == ("a@x.example", "b@x.example")


def test_missing_ids_are_null() -> None:
    found = envelopes.parse(mails.message(message_id=None))
    assert (found.message_id, found.in_reply_to, found.references) == (None, None, ())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon, 23 Nov 2026 10:03:00 -0500", "2026-11-23T15:03:00+00:00"),
        ("23 Nov 2026 10:03 GMT", "2026-11-23T10:03:00+00:00"),
        ("2026-11-23T10:03:00Z", "2026-11-23T10:03:00+00:00"),
        ("yesterday", None),
        ("Mon, 99 Nov 99999 10:03:00 -0500", None),
        ("", None),
    ],
)
def test_dates_are_utc_or_null(written: str, read: str | None) -> None:
    found = headers.parse_date(written)
    assert (found.isoformat() if found else None) == read


def test_the_header_block_ends_where_the_body_begins_even_without_a_blank_line() -> None:
    found = envelopes.parse(b"From: a@example.org\nSubject: x\nHello, I have a question\nabout it")
    assert (found.subject, found.text) == ("x", "Hello, I have a question\nabout it")


@pytest.mark.parametrize("start", [b"\r\n\r\n", b"\xef\xbb\xbf", b"From a@b Mon Nov 23 2026\n"])
def test_rubbish_before_the_header_is_looked_over(start: bytes) -> None:
    assert envelopes.parse(start + mails.message()).sender == "amina.diallo@example.org"


def test_old_line_ends_are_read() -> None:
    raw = mails.message().replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    assert envelopes.parse(raw).subject == "My application"


def test_thousands_of_addresses_are_bounded() -> None:
    many = ", ".join(f"u{n}@example.org" for n in range(5000))
    assert len(addresses.parse(many)) == addresses.MAX_ADDRESSES
