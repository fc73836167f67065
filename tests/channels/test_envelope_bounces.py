"""What servers and machines say is told from what people say."""

import pytest

from channels import envelopes
from tests.channels import mails

QMAIL = (
    "Hi. This is the qmail-send program at mx.example.org.\n"
    "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
    "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
    "<gone@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
    "--- Below this line is a copy of the message.\n\n"
    "Return-Path: <enquiries@centre.example>\nMessage-ID: <ours.7@centre.example>\n"
)
EXIM = (
    "This message was created automatically by mail delivery software.\n\n"
    "A message that you sent could not be delivered to one or more of its\n"
    "recipients. This is a permanent error. The following address(es) failed:\n\n"
    "  gone@example.org\n    host mx.example.org [192.0.2.25]\n"
    "    SMTP error from remote mail server after RCPT TO:<gone@example.org>:\n"
    "    550 5.1.1 <gone@example.org>: Recipient address rejected: User unknown\n"
)
EXCHANGE_FR = (
    "Échec de la remise pour ces destinataires ou groupes :\n\ngone@example.org\n"
    "Votre message n\u2019a pas pu être remis. L\u2019adresse est introuvable.\n"
    "Informations de diagnostic : 550 5.1.10 RESOLVER.ADR.RecipientNotFound\n"
)
SENDMAIL = (
    "   ----- The following addresses had permanent fatal errors -----\n<gone@example.org>\n\n"
    "   ----- Transcript of session follows -----\n550 <gone@example.org>... User unknown\n"
)
LETTERS = [
    (QMAIL, "MAILER-DAEMON@mx.example.org", "failure notice", "5.1.1"),
    (EXIM, "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed", "5.1.1"),
    (EXCHANGE_FR, "postmaster@example.org", "Non remis : votre demande", "5.1.10"),
    (SENDMAIL, "MAILER-DAEMON@example.org", "Returned mail: User unknown", "5.0.0"),
    ("The mailbox is full.\ngone@example.org", "postmaster@x.example", "Undeliverable: x", "5.2.2"),
]


@pytest.mark.parametrize(
    ("status", "action", "hard"),
    [
        ("5.1.1", "failed", True),
        ("5.7.1", "failed", True),
        ("4.2.2", "failed", False),
        ("4.4.7", "delayed", False),
    ],
)
def test_a_report_says_what_became_of_the_message(status: str, action: str, hard: bool) -> None:
    found = envelopes.parse(mails.report(status, action, diagnostic="smtp; no")).as_json()
    assert (found["is_bounce"], found["bounce_status"], found["bounce_hard"]) == (
        True,
        status,
        hard,
    )
    assert found["is_auto"]


def test_a_report_names_our_message_the_address_and_the_reason() -> None:
    bounce = envelopes.parse(mails.report()).bounce
    assert bounce is not None
    assert bounce.original_id == "ours.1@centre.example"
    assert bounce.recipient == "amina.diallo@example.org"
    assert bounce.reason == "550 5.1.1 No such user"


def test_the_better_code_beside_a_bare_one_is_taken() -> None:
    assert envelopes.parse(mails.report("5.0.0")).as_json()["bounce_status"] == "5.1.1"


def test_a_delay_is_told_from_a_failure() -> None:
    bounce = envelopes.parse(mails.report("4.4.1", "delayed")).bounce
    assert bounce is not None
    assert bounce.delayed


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_receipt_of_delivery_is_no_bounce(action: str) -> None:
    found = envelopes.parse(mails.report("2.0.0", action, letter="Delivered.\r\n"))
    assert found.bounce is None
    assert found.is_auto


@pytest.mark.parametrize(("letter", "sender", "subject", "status"), LETTERS)
def test_a_letter_without_a_report_is_a_bounce_too(
    letter: str, sender: str, subject: str, status: str
) -> None:
    raw = mails.message(letter, sender=sender, subject=subject, headers=["Return-Path: <>"])
    found = envelopes.parse(raw)
    assert found.bounce is not None
    assert (found.bounce.status, found.bounce.hard) == (status, True)
    assert found.bounce.recipient == "gone@example.org"


def test_a_letter_names_our_message() -> None:
    raw = mails.message(QMAIL, sender="MAILER-DAEMON@x.example", subject="failure notice")
    bounce = envelopes.parse(raw).bounce
    assert bounce is not None
    assert bounce.original_id == "ours.7@centre.example"


def test_failed_recipients_in_a_header_are_enough() -> None:
    raw = mails.message("?", headers=["X-Failed-Recipients: gone@example.org"])
    assert envelopes.parse(raw).bounce is not None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("My delivery", "The parcel with my passport could not be delivered. What now?"),
        ("Re: Undelivered Mail Returned to Sender", "I got this from you. Why?\n> user unknown"),
        ("Fwd: failure notice", "Your server says 550 5.1.1 user unknown."),
        ("Problem", "Your site says my e-mail address is rejected and mailbox full."),
    ],
)
def test_a_person_who_writes_about_failures_is_a_person(subject: str, text: str) -> None:
    found = envelopes.parse(mails.message(text, subject=subject))
    assert (found.bounce, found.is_auto) == (None, False)


def test_a_bounce_that_a_client_forwards_is_a_clients_message() -> None:
    raw = mails.multipart(
        [mails.part("Please look at this."), mails.part(mails.report(), "message/rfc822")]
    )
    assert envelopes.parse(raw).bounce is None


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; type=vacation",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: auto_reply",
        "Precedence: list",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-Autoreply: yes",
        "X-Autorespond: away",
        "X-Vacation: yes",
        "List-Id: <news.example.org>",
        "List-Unsubscribe: <https://example.org/u>",
        "Return-Path: <>",
    ],
)
def test_machines_announce_themselves(header: str) -> None:
    assert envelopes.parse(mails.message(headers=[header])).is_auto


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Precedence: normal",
        "X-Auto-Response-Suppress: DR, RN",
        "Return-Path: <amina.diallo@example.org>",
        "X-Priority: 1",
    ],
)
def test_people_are_not_taken_for_machines(header: str) -> None:
    assert not envelopes.parse(mails.message(headers=[header])).is_auto


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: your file",
        "Auto-Reply: x",
        "AutoReply: x",
        "Out of Office: x",
        "Out of the office",
        "Re: Out of office AutoReply: x",
        "Vacation response",
        "I am out of the office",
        "Réponse automatique : votre dossier",
        "Réponse automatique\u00a0: x",
        "=?utf-8?q?R=C3=A9ponse_automatique_=3A_x?=",
        "Absence du bureau",
        "Absent du bureau : retour le 3 décembre",
        "Message d'absence",
        "Avis d\u2019absence : x",
        "Je suis absente du 23 au 27",
        "Hors bureau",
    ],
)
def test_absence_notes_are_known_by_their_subject_in_both_languages(subject: str) -> None:
    assert envelopes.parse(mails.message(subject=subject)).is_auto


@pytest.mark.parametrize(
    "subject",
    [
        "Question about your automatic reply",
        "Out of office hours question",
        "Absence de réponse",
        "Automatique ou manuel?",
        "Office closed",
        "Leave to remain",
    ],
)
def test_words_alone_make_no_absence(subject: str) -> None:
    assert not envelopes.parse(mails.message(subject=subject)).is_auto


def test_the_null_sender_of_the_envelope_counts() -> None:
    assert envelopes.parse(mails.message(), envelope_sender="").is_auto
    raw = mails.message(headers=["Return-Path: <>"])
    assert not envelopes.parse(raw, envelope_sender="amina.diallo@example.org").is_auto


def test_a_read_receipt_is_automatic() -> None:
    raw = mails.multipart(
        [mails.part("Read."), mails.part("x: y", "message/disposition-notification")],
        'report; report-type="disposition-notification"',
    )
    found = envelopes.parse(raw)
    assert (found.is_auto, found.bounce) == (True, None)
