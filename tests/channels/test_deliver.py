"""What is queued goes out, once for each row, to one address, over a real SMTP server."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from channels.actions.compose import addressing
from channels.actions.deliver import deliver
from channels.addressing import Kind
from channels.models import StatusCode
from channels.retries import GIVE_UP_AFTER, LEASE
from tests import factories
from tests.channels.sink import Sink, listening
from tickets.actions.reply import reply
from tickets.adapters import files
from tickets.enums import Delivery, EventKind, NoticeKind
from tickets.models import Message, Notice, Ticket

pytestmark = [pytest.mark.usefixtures("centre"), pytest.mark.enable_socket]


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening(settings) as server:
        yield server


def send(message: Message, now: dt.datetime) -> Message:
    deliver(kind=Kind.MESSAGE, pk=message.pk, now=now)
    message.refresh_from_db()
    return message


def receipt_of(ticket: Ticket) -> Message:
    return ticket.messages.get(direction="out", automatic=True)


def answer(
    ticket: Ticket, agent: User, now: dt.datetime, text: str = "Soon.", **more: Any
) -> Message:
    ticket.refresh_from_db()
    version = ticket.thread_version
    return reply(ticket_id=ticket.pk, text=text, thread_version=version, by=agent, now=now, **more)


def test_a_receipt_goes_out_as_a_machines_word(sink: Sink, now: dt.datetime) -> None:
    ticket = factories.ticket(language="fr")
    message = send(receipt_of(ticket), now)
    assert (message.delivery, message.sent_at) == (Delivery.SENT, now)
    (mail,) = sink.taken
    assert (mail.sender, mail.recipients) == ("", [message.to_email])
    assert mail.content["Auto-Submitted"] == "auto-replied"
    assert mail.content["Message-ID"] == f"<{message.message_id}>"
    assert mail.content["Content-Language"] == "fr-CA"
    assert ticket.number in mail.content["Subject"]
    assert ticket.events.filter(kind=EventKind.DELIVERED).count() == 1


def test_a_reply_threads_and_can_be_answered(sink: Sink, agent: User, now: dt.datetime) -> None:
    ticket = factories.ticket(message_id="theirs@example.org")
    receipt = send(receipt_of(ticket), now)
    message = send(answer(ticket, agent, now), now)
    mail = sink.taken[1].content
    assert mail["In-Reply-To"] == "<theirs@example.org>"
    assert mail["References"] == f"<theirs@example.org> <{receipt.message_id}>"
    assert addressing().ticket_of(mail["Reply-To"]) == ticket.reference
    assert addressing().returned(sink.taken[1].sender) == (Kind.MESSAGE, message.pk)
    assert mail["Auto-Submitted"] is None
    assert f"[{ticket.number}]" in mail["Subject"]
    body = mail.get_content()
    assert body.startswith("Soon.")
    assert ticket.number in body


def test_files_go_with_the_reply(sink: Sink, agent: User, now: dt.datetime) -> None:
    ticket = factories.ticket()
    send(receipt_of(ticket), now)
    sha256, size = files.keep(b"%PDF-1.4 x")
    stored = files.StoredFile(sha256, "réponse.pdf", "application/pdf", size)
    send(answer(ticket, agent, now, files=(stored,)), now)
    (attached,) = sink.taken[1].content.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("réponse.pdf", b"%PDF-1.4 x")


def test_a_sent_message_does_not_go_again(sink: Sink, now: dt.datetime) -> None:
    message = receipt_of(factories.ticket())
    send(message, now)
    send(message, now)
    assert len(sink.taken) == 1


def test_patience_is_met_with_patience(sink: Sink, now: dt.datetime) -> None:
    message = receipt_of(factories.ticket())
    sink.on_rcpt = ["451 4.7.1 greylisted, come back"]
    send(message, now)
    assert (message.delivery, message.last_error) == (Delivery.QUEUED, "451 4.7.1")
    assert message.next_attempt_at == now + dt.timedelta(minutes=1)
    send(message, now)
    assert sink.attempts == 1
    send(message, now + dt.timedelta(minutes=1))
    assert (message.delivery, message.attempts, len(sink.taken)) == (Delivery.SENT, 2, 1)


@pytest.mark.parametrize("where", ["on_rcpt", "on_data"])
def test_a_final_no_is_told_to_the_owner(
    where: str, sink: Sink, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket()
    send(receipt_of(ticket), now)
    ticket.assignee, ticket.assigned_at = agent, now
    ticket.save(update_fields=["assignee", "assigned_at"])
    setattr(sink, where, ["550 5.1.1 <someone@example.org> unknown"])
    message = send(answer(ticket, agent, now), now)
    assert (message.delivery, message.last_error) == (Delivery.FAILED, "550 5.1.1")
    event = ticket.events.get(kind=EventKind.DELIVERY_FAILED)
    assert event.data == {"message": message.pk, "code": "550 5.1.1"}
    assert Notice.objects.filter(kind=NoticeKind.DELIVERY_FAILED, user=agent).count() == 1


def test_a_server_that_is_away_costs_time_only(settings: Any, sink: Sink, now: dt.datetime) -> None:
    message, port = receipt_of(factories.ticket()), settings.EMAIL_PORT
    settings.EMAIL_PORT = 1
    send(message, now)
    assert (message.delivery, message.last_error) == (Delivery.QUEUED, "ConnectionRefusedError")
    settings.EMAIL_PORT = port
    send(message, now + dt.timedelta(hours=4))
    assert message.delivery == Delivery.SENT


def test_two_days_of_silence_end_it(settings: Any, now: dt.datetime) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = receipt_of(factories.ticket())
    send(message, now + GIVE_UP_AFTER)
    assert message.delivery == Delivery.FAILED


def test_a_death_while_sending_is_tried_again_under_the_same_id(
    sink: Sink, now: dt.datetime
) -> None:
    message = receipt_of(factories.ticket())
    send(message, now)
    Message.objects.filter(pk=message.pk).update(
        delivery=Delivery.SENDING, next_attempt_at=now + LEASE
    )
    send(message, now + LEASE - dt.timedelta(seconds=1))
    assert len(sink.taken) == 1
    send(message, now + LEASE)
    first, second = sink.taken
    assert first.content["Message-ID"] == second.content["Message-ID"]


def test_the_messages_of_a_ticket_go_in_their_order(
    sink: Sink, agent: User, now: dt.datetime
) -> None:
    ticket = factories.ticket()
    receipt = receipt_of(ticket)
    later = answer(ticket, agent, now)
    send(later, now)
    assert sink.taken == []
    send(receipt, now)
    send(later, now)
    assert [mail.content["Auto-Submitted"] for mail in sink.taken] == ["auto-replied", None]


def test_a_row_that_workers_die_of_is_left_for_a_person(sink: Sink, now: dt.datetime) -> None:
    message = receipt_of(factories.ticket())
    Message.objects.filter(pk=message.pk).update(attempts=100)
    assert send(message, now).delivery == Delivery.FAILED
    assert sink.taken == []


@pytest.mark.parametrize(
    "subject",
    [
        "x\r\nBcc: spy@evil.example",
        "x\nTo: spy@evil.example",
        "x\u2028Bcc: s@evil.example",
        "é" * 300,
    ],
)
def test_no_text_of_a_row_adds_a_header_or_a_recipient(
    subject: str, sink: Sink, now: dt.datetime
) -> None:
    ticket = factories.ticket()
    Message.objects.filter(pk=receipt_of(ticket).pk).update(
        subject=subject, message_id="", body="Body\r\n.\r\nRCPT TO:<spy@evil.example>\r\n"
    )
    message = send(receipt_of(ticket), now)
    (mail,) = sink.taken
    assert mail.recipients == [message.to_email]
    assert mail.content["Bcc"] is None
    assert mail.content.get_all("To") == [message.to_email]


@pytest.mark.parametrize(
    "address", ["a@example.org,b@example.org", "a@example.org\nb@example.org", "a b@example.org"]
)
def test_more_than_one_address_is_refused(address: str, sink: Sink, now: dt.datetime) -> None:
    message = receipt_of(factories.ticket())
    Message.objects.filter(pk=message.pk).update(to_email=address)
    assert send(message, now).delivery == Delivery.FAILED
    assert sink.taken == []


def test_a_duty_inbox_is_told_in_both_languages_and_nothing_personal(
    sink: Sink, now: dt.datetime
) -> None:
    ticket = factories.ticket()
    notice = Notice.objects.create(
        kind=NoticeKind.REFERRAL_SENT,
        ticket=ticket,
        to_email="duty@office.example",
        dedupe_key="x",
        created_at=now,
        delivery=Delivery.QUEUED,
        next_attempt_at=now,
    )
    deliver(kind=Kind.NOTICE, pk=notice.pk, now=now)
    notice.refresh_from_db()
    assert notice.delivery == Delivery.SENT
    mail = sink.taken[0].content
    assert ticket.number in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail["Subject"] + mail.get_content()
    assert ticket.client.name not in text
    assert "/en/" in text
    assert "/fr/" in text


def test_a_code_goes_to_the_address_of_the_enquiry(sink: Sink, now: dt.datetime) -> None:
    ticket = factories.ticket()
    (party,) = ticket.parties.all()
    code = StatusCode.objects.create(
        party=party,
        language="fr",
        created_at=now,
        expires_at=now + dt.timedelta(minutes=10),
        delivery=Delivery.QUEUED,
        next_attempt_at=now,
    )
    deliver(kind=Kind.CODE, pk=code.pk, now=now)
    (mail,) = sink.taken
    assert mail.recipients == [party.email]
    assert code.code() in mail.content.get_content()


def test_a_code_that_is_over_is_not_sent(sink: Sink, now: dt.datetime) -> None:
    ticket = factories.ticket()
    (party,) = ticket.parties.all()
    code = StatusCode.objects.create(
        party=party,
        language="en",
        created_at=now,
        expires_at=now + dt.timedelta(minutes=10),
        delivery=Delivery.QUEUED,
        next_attempt_at=now,
    )
    deliver(kind=Kind.CODE, pk=code.pk, now=now + dt.timedelta(minutes=10))
    assert sink.taken == []


def test_our_mail_read_by_our_own_door_is_ours(sink: Sink, now: dt.datetime) -> None:
    """Two centres wired to each other stop at once: each knows a machine, and itself."""
    from channels import envelopes

    ticket = factories.ticket()
    send(receipt_of(ticket), now)
    found = envelopes.parse(sink.taken[0].raw, envelope_sender=sink.taken[0].sender)
    assert found.is_auto
    assert addressing().is_own_address(found.sender)
    assert addressing().is_own_id(found.message_id or "")
