"""A mail becomes a ticket, a message, or something set aside; never lost, never doubled."""

import datetime as dt
import json
import re
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from channels.actions.compose import addressing
from channels.actions.receive_email import receive_email
from channels.actions.store_email import MOST_IN_ROW, raw_of, store_email
from channels.enums import InboundState
from channels.models import InboundMessage
from people.models import ContactPoint
from tests import factories
from tests.channels import mails
from tickets.actions.reply import reply
from tickets.actions.resolve import close, resolve
from tickets.actions.route import route_ticket
from tickets.enums import Delivery, EventKind, State
from tickets.models import Message, Notice, Party, Ticket

pytestmark = pytest.mark.usefixtures("centre")
AMINA = "amina.diallo@example.org"


def receive(raw: bytes, **options: Any) -> dict[str, Any]:
    """What the command prints for a mail on its standard input."""
    out = StringIO()
    stdin = TextIOWrapper(BytesIO(raw))
    call_command("receive_email", stdin=stdin, stdout=out, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def first(**options: Any) -> tuple[dict[str, Any], Ticket]:
    found = receive(mails.message(**options))
    return found, ticket_of(found)


def ticket_of(found: dict[str, Any]) -> Ticket:
    return Ticket.objects.get(reference=found["ticket"][3:].replace("-", ""))


def answered(ticket: Ticket, agent: User, now: dt.datetime, *, wait: bool = False) -> Message:
    """A reply of ours that went out, with its id."""
    route_ticket(ticket_id=ticket.pk, now=now)
    ticket.refresh_from_db()
    sent = reply(
        ticket_id=ticket.pk,
        text="Which number?",
        thread_version=ticket.thread_version,
        by=agent,
        now=now,
        wait_for_client=wait,
    )
    sent.message_id, sent.delivery = addressing().new_message_id(), Delivery.SENT
    sent.next_attempt_at = None
    sent.save(update_fields=["message_id", "delivery", "next_attempt_at"])
    return sent


# -- a new enquiry


def test_a_mail_opens_a_ticket_and_is_acknowledged() -> None:
    found, ticket = first(subject="Où est ma demande", body="Bonjour, où est ma demande?")
    assert (found["action"], found["author"], found["count"]) == ("created", "client", 2)
    assert (ticket.channel, ticket.language, ticket.state) == ("email", "fr", State.NEW)
    assert ticket.client.name == "Amina Diallo"
    receipt = ticket.messages.get(direction="out")
    assert found["ack"] == {"message_id": receipt.message_id, "subject": receipt.subject}
    assert addressing().is_own_id(receipt.message_id)
    assert ticket.number in receipt.subject


def test_the_words_the_history_and_the_files_are_kept() -> None:
    raw = mails.multipart(
        [
            mails.part(
                "Here it is.\n\nOn Mon, Nov 23, 2026 at 10:03 AM E <e@x.example> wrote:\n> q"
            ),
            mails.attached(mails.PDF, "passport.pdf"),
        ]
    )
    ticket = ticket_of(receive(raw))
    message = ticket.messages.get(direction="in")
    assert message.body == "Here it is."
    assert "> q" in message.full_text
    (file,) = message.attachments.all()
    assert (file.name, file.size) == ("passport.pdf", len(mails.PDF))


@pytest.mark.parametrize("size", [10, MOST_IN_ROW + 1])
def test_the_bytes_are_stored_before_they_are_read(size: int, now: dt.datetime) -> None:
    raw = mails.message("x" * size)
    inbound = store_email(raw=raw, mailbox="enquiries", now=now)
    assert inbound.state == InboundState.RECEIVED
    assert raw_of(InboundMessage.objects.get(pk=inbound.pk)) == raw
    assert (inbound.raw is None) == (len(raw) > MOST_IN_ROW)


def test_hostile_characters_go_into_the_database() -> None:
    body = b"a\x00b \xed\xa0\x80 \xff \xe9 c"
    found = receive(mails.message(body, subject="=?utf-8?q?a=00b=ED=A0=80?="))
    ticket = ticket_of(found)
    assert ticket.messages.get(direction="in").body.startswith("ab")


def test_commands_in_headers_are_ignored() -> None:
    _, ticket = first(
        headers=["X-Priority: 1", "X-Owner: agent", "X-Queue: urgent", "Importance: high"]
    )
    assert (ticket.priority, ticket.assignee, ticket.queue.is_default) == (3, None, True)


# -- the same again


def test_the_same_mail_twice_is_one_message() -> None:
    _, ticket = first()
    again = receive(mails.message(headers=["Received: by another.example; later"]))
    assert (again["action"], again["ticket"], again["count"]) == ("duplicate", ticket.number, 2)
    assert again["ack"] is None
    assert Ticket.objects.count() == 1


def test_a_mail_is_read_once_however_often_it_is_asked_for(now: dt.datetime) -> None:
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=now)
    before = receive_email(inbound_id=inbound.pk, now=now)
    after = receive_email(inbound_id=inbound.pk, now=now)
    assert before is not None
    assert after is not None
    assert after.outcome.ticket == before.outcome.ticket
    assert after.outcome.acknowledgement == before.outcome.acknowledgement
    assert Message.objects.count() == 2


def test_another_body_under_the_same_id_is_kept_and_flagged() -> None:
    _, ticket = first(body="one")
    again = receive(mails.message("two"))
    assert (again["action"], again["ticket"], again["count"]) == ("flagged", ticket.number, 3)
    assert ticket.messages.get(flagged=True).body == "two"


def test_mails_without_an_id_are_neither_lost_nor_merged() -> None:
    one = receive(mails.message("Hello?", message_id=None))
    two = receive(mails.message("Hello?", message_id=None, sender="b@example.org"))
    same = receive(mails.message("Hello?", message_id=None))
    assert (one["action"], two["action"], same["action"]) == ("created", "created", "duplicate")
    assert one["ticket"] != two["ticket"]


# -- threading


def test_an_answer_to_the_signed_address_joins_its_ticket(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    address = addressing().reply_address(ticket.reference)
    answered(ticket, agent, now, wait=True)
    found = receive(
        mails.message("1122-3344", message_id="<2@x.example>", to=address, subject="Re:")
    )
    assert (found["action"], found["ticket"], found["ack"]) == ("appended", ticket.number, None)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN


def test_the_envelopes_recipient_counts_too() -> None:
    _, ticket = first()
    address = addressing().reply_address(ticket.reference)
    raw = mails.message("more", message_id="<2@x.example>", subject="x", to="Undisclosed:;")
    assert receive(raw, recipient=address)["ticket"] == ticket.number


@pytest.mark.parametrize("header", ["In-Reply-To: <{}>", "References: <a@b.example> <{}>"])
def test_an_answer_to_our_id_joins_its_ticket(header: str, agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now)
    raw = mails.message(
        "more", message_id="<2@x.example>", subject="x", headers=[header.format(sent.message_id)]
    )
    assert receive(raw)["ticket"] == ticket.number


def test_an_answer_to_the_receipt_joins_its_ticket() -> None:
    found, _ = first()
    raw = mails.message(
        "more", message_id="<2@x.example>", headers=[f"In-Reply-To: <{found['ack']['message_id']}>"]
    )
    assert receive(raw)["action"] == "appended"


def test_a_second_mail_before_we_answered_joins_the_first() -> None:
    _, ticket = first()
    raw = mails.message(
        "more", message_id="<2@x.example>", headers=["References: <first@example.org>"]
    )
    assert receive(raw)["ticket"] == ticket.number


def test_the_reference_in_the_subject_is_enough_for_a_party() -> None:
    _, ticket = first()
    raw = mails.message("more", message_id="<2@x.example>", subject=f"RE: file {ticket.number}")
    assert receive(raw)["action"] == "appended"


def test_a_reference_with_a_wrong_check_character_is_a_new_enquiry() -> None:
    _, ticket = first()
    wrong = ticket.number[:-1] + ("2" if ticket.number[-1] != "2" else "3")
    raw = mails.message("more", message_id="<2@x.example>", subject=f"RE: {wrong}")
    assert receive(raw)["action"] == "created"


def test_another_address_of_the_same_person_is_a_party(now: dt.datetime) -> None:
    _, ticket = first()
    ContactPoint.objects.create(person=ticket.client, kind="email", value="amina@work.example")
    raw = mails.message(
        "more", message_id="<2@x.example>", sender="Amina@Work.example", subject=ticket.number
    )
    assert receive(raw)["action"] == "appended"


def test_a_closed_ticket_gets_a_successor(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    answered(ticket, agent, now)
    resolve_and_close(ticket, agent, now)
    raw = mails.message("again", message_id="<2@x.example>", subject=f"Re: {ticket.number}")
    again = receive(raw)
    assert again["action"] == "created"
    assert ticket_of(again).continues == ticket
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def resolve_and_close(ticket: Ticket, agent: User, now: dt.datetime) -> None:
    from tickets.models import OutcomeCode

    ticket.refresh_from_db()
    outcome = OutcomeCode.objects.order_by("id").first()
    assert outcome is not None
    resolve(ticket_id=ticket.pk, outcome=outcome, by=agent, now=now)
    close(ticket_id=ticket.pk, now=now + dt.timedelta(days=15))


# -- strangers and forgers


def strangers(ticket: Ticket, sent: Message) -> list[bytes]:
    common: dict[str, Any] = {"sender": "Mallory <mallory@evil.example>", "body": "let me see"}
    return [
        mails.message(message_id="<s1@e.example>", subject=f"Re: {ticket.number}", **common),
        mails.message(
            message_id="<s2@e.example>", headers=[f"In-Reply-To: <{sent.message_id}>"], **common
        ),
        mails.message(
            message_id="<s3@e.example>", to=addressing().reply_address(ticket.reference), **common
        ),
        mails.message(
            message_id="<s4@e.example>", headers=["References: <first@example.org>"], **common
        ),
    ]


def test_a_stranger_never_joins_as_the_client(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now, wait=True)
    for raw in strangers(ticket, sent):
        found = receive(raw)
        assert (found["action"], found["author"], found["ack"]) == ("flagged", "system", None)
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING_CLIENT
    assert ticket.messages.filter(flagged=True).count() == 4
    assert not Party.objects.filter(email="mallory@evil.example").exists()
    assert not Message.objects.filter(to_email="mallory@evil.example").exists()


def test_an_agents_address_proves_nothing(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now)
    raw = mails.message(
        "Tell the client: refused.",
        sender=agent.email,
        message_id="<a@x.example>",
        subject=f"Re: {ticket.number}",
        headers=[f"In-Reply-To: <{sent.message_id}>"],
    )
    found = receive(raw)
    assert (found["action"], found["author"]) == ("flagged", "system")
    assert Message.objects.filter(author="agent").count() == 1


def test_a_mail_that_its_own_domain_calls_forged_is_flagged() -> None:
    _, ticket = first()
    raw = mails.message(
        "change my address",
        message_id="<2@x.example>",
        subject=ticket.number,
        headers=["Authentication-Results: mx.centre.example; dmarc=fail header.from=example.org"],
    )
    assert receive(raw)["action"] == "flagged"


def test_the_answer_goes_to_the_address_that_is_shown() -> None:
    _, ticket = first(headers=["Reply-To: other@evil.example"])
    assert {message.to_email for message in ticket.messages.filter(direction="out")} == {AMINA}


# -- machines


def test_a_vacation_note_moves_nothing(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now, wait=True)
    raw = mails.message(
        "Away until Monday",
        message_id="<v@x.example>",
        subject="Automatic reply: x",
        headers=["Auto-Submitted: auto-replied", f"In-Reply-To: <{sent.message_id}>"],
    )
    found = receive(raw)
    assert (found["action"], found["ticket"], found["ack"]) == ("auto", ticket.number, None)
    assert found["author"] == "system"
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING_CLIENT


def test_a_vacation_note_leaves_a_closed_ticket_closed(agent: User, now: dt.datetime) -> None:
    found, ticket = first()
    answered(ticket, agent, now)
    resolve_and_close(ticket, agent, now)
    raw = mails.message(
        "Absent",
        message_id="<v@x.example>",
        subject="Réponse automatique : x",
        headers=[f"In-Reply-To: <{found['ack']['message_id']}>"],
    )
    assert receive(raw)["action"] == "auto"
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert Ticket.objects.count() == 1


def test_a_newsletter_opens_nothing_and_stays_to_be_seen() -> None:
    found = receive(mails.message(headers=["List-Id: <news.example.org>"]))
    assert (found["action"], found["ticket"]) == ("auto", None)
    assert InboundMessage.objects.for_a_person().count() == 1


def test_our_own_mail_coming_back_is_ignored() -> None:
    found, _ = first()
    ours = addressing()
    for raw in (
        mails.message("receipt", sender=f"Centre <{ours.plain}>", message_id="<r@x.example>"),
        mails.message("receipt", message_id=f"<{found['ack']['message_id']}>"),
    ):
        assert receive(raw)["action"] == "ignored"
    assert Ticket.objects.count() == 1


def test_forty_mails_of_a_robot_get_ten_acknowledgements() -> None:
    found = [
        receive(mails.message(f"ping {n}", message_id=f"<{n}@robot.example>")) for n in range(40)
    ]
    assert sum(answer["ack"] is not None for answer in found) == 10
    assert all(answer["action"] == "created" for answer in found)


# -- bounces


def bounce_of(sent: Message, status: str = "5.1.1", action: str = "failed") -> bytes:
    original = f"Message-ID: <{sent.message_id}>\r\n"
    return mails.report(status, action, original=original, diagnostic="smtp; no")


def test_a_bounce_marks_the_message_and_the_address_and_tells_the_owner(
    agent: User, now: dt.datetime
) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now)
    found = receive(bounce_of(sent))
    assert (found["action"], found["ticket"], found["ack"]) == ("bounce", ticket.number, None)
    sent.refresh_from_db()
    assert (sent.delivery, sent.last_error) == (Delivery.BOUNCED, "5.1.1")
    assert ContactPoint.objects.get(value=AMINA).bounced_at is not None
    assert ticket.events.filter(kind=EventKind.DELIVERY_FAILED).count() == 1
    assert Ticket.objects.count() == 1


def test_a_full_mailbox_does_not_condemn_the_address(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now)
    receive(bounce_of(sent, "4.2.2"))
    assert ContactPoint.objects.get(value=AMINA).bounced_at is None
    sent.refresh_from_db()
    assert sent.delivery == Delivery.BOUNCED


def test_a_delay_is_not_a_failure(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now)
    assert receive(bounce_of(sent, "4.4.1", "delayed"))["action"] == "bounce"
    sent.refresh_from_db()
    assert sent.delivery == Delivery.SENT


def test_the_return_path_alone_names_the_message(agent: User, now: dt.datetime) -> None:
    from channels.addressing import Kind

    _, ticket = first()
    sent = answered(ticket, agent, now)
    raw = mails.message(
        "I could not deliver your message. User unknown.",
        sender="MAILER-DAEMON@x.example",
        subject="failure notice",
        headers=["Return-Path: <>"],
        message_id="<b@x.example>",
    )
    found = receive(raw, recipient=addressing().return_path(Kind.MESSAGE, sent.pk))
    assert (found["action"], found["ticket"]) == ("bounce", ticket.number)


def test_a_bounce_without_a_proof_of_ours_marks_nothing(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    sent = answered(ticket, agent, now)
    sent.message_id = "guess@centre.example"
    sent.save(update_fields=["message_id"])
    found = receive(bounce_of(sent))
    assert (found["action"], found["ticket"]) == ("bounce", None)
    sent.refresh_from_db()
    assert sent.delivery == Delivery.SENT


def test_a_bounce_is_noted_once(agent: User, now: dt.datetime) -> None:
    _, ticket = first()
    ticket.assignee, ticket.assigned_at = agent, now
    ticket.save(update_fields=["assignee", "assigned_at"])
    sent = answered(ticket, agent, now)
    receive(bounce_of(sent))
    receive(bounce_of(sent).replace(b"first@example.org", b"second@example.org"))
    assert ticket.events.filter(kind=EventKind.DELIVERY_FAILED).count() == 1
    assert Notice.objects.filter(kind="delivery_failed", user=agent).count() == 1


# -- what can't be read


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        (b"Subject: no sender\n\nwords", "no_sender"),
        (b"From: a@example.org\n\n", "empty"),
        (b"", "empty"),
    ],
)
def test_what_cannot_be_a_ticket_is_kept_for_a_person(raw: bytes, doubt: str) -> None:
    found = receive(raw)
    assert (found["action"], found["ticket"], found["error"]) == ("flagged", None, doubt)
    (kept,) = InboundMessage.objects.for_a_person()
    assert (kept.state, kept.doubt) == (InboundState.QUARANTINED, doubt)


def test_a_mail_that_kills_its_readers_is_parked(now: dt.datetime) -> None:
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=now)
    InboundMessage.objects.filter(pk=inbound.pk).update(attempts=3, next_attempt_at=now)
    receive_email(inbound_id=inbound.pk, now=now)
    inbound.refresh_from_db()
    assert inbound.state == InboundState.QUARANTINED
    assert raw_of(inbound) == mails.message()


def test_the_quarantine_can_be_read_again(now: dt.datetime) -> None:
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=now)
    InboundMessage.objects.filter(pk=inbound.pk).update(attempts=3, next_attempt_at=now)
    receive_email(inbound_id=inbound.pk, now=now)
    out = StringIO()
    call_command("reparse_email", str(inbound.pk), stdout=out)
    assert re.match(rf"{inbound.pk}: created", out.getvalue())
    assert Ticket.objects.count() == 1


def test_what_was_left_unread_is_found(now: dt.datetime) -> None:
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=now)
    assert not InboundMessage.objects.unread(now).exists()
    assert InboundMessage.objects.unread(now + dt.timedelta(minutes=1)).get() == inbound


def test_a_client_of_the_form_answers_by_mail() -> None:
    ticket = factories.ticket()
    (party,) = ticket.parties.all()
    raw = mails.message("more", sender=party.email, subject=f"Re: {ticket.number}")
    assert receive(raw)["action"] == "appended"
