"""Three composers that can't be confused, and no word typed into them is ever lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from tests import factories
from tickets.actions.assign import take
from tickets.actions.escalate import escalate
from tickets.actions.receive import receive_message
from tickets.actions.resolve import resolve
from tickets.enums import State
from tickets.models import (
    Draft,
    DraftFile,
    Message,
    Note,
    OutcomeCode,
    ProcessingOffice,
    ReferralMessage,
    Ticket,
)

SignIn = Callable[[User], Client]
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def desk(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


@pytest.fixture
def ticket(agent: User) -> Ticket:
    return factories.ticket()


def of(ticket: Ticket, rest: str = "") -> str:
    return f"/en/desk/tickets/{ticket.number}/{rest}"


def send(client: Client, ticket: Ticket, text: str, **changes: Any) -> Any:
    ticket.refresh_from_db()
    facts: dict[str, Any] = {"text": text, "thread_version": ticket.thread_version, **changes}
    return client.post(of(ticket, "reply/"), facts)


def sent(ticket: Ticket) -> list[str]:
    return [message.body for message in Message.objects.filter(ticket=ticket, author="agent")]


def client_writes(ticket: Ticket, now: dt.datetime) -> None:
    enquiry = factories.enquiry(body="I found my receipt.")
    receive_message(ticket_id=ticket.pk, enquiry=enquiry, person=ticket.client, now=now)


def test_a_reply_goes_to_the_client_and_its_draft_is_gone(desk: Client, ticket: Ticket) -> None:
    desk.post(of(ticket, "drafts/reply/"), {"text": "Dear"})
    response = send(desk, ticket, "Your file is complete.")
    assert response["Location"] == of(ticket)
    assert sent(ticket) == ["Your file is complete."]
    assert not Draft.objects.exists()


def test_a_reply_may_wait_for_the_client(desk: Client, ticket: Ticket) -> None:
    send(desk, ticket, "Which visa?", wait="on")
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING_CLIENT


def test_nobody_answers_blind(desk: Client, ticket: Ticket, now: dt.datetime) -> None:
    client_writes(ticket, now)
    response = send(desk, ticket, "Please send your receipt.", thread_version=0)
    text = response.content.decode()
    assert response.status_code == 409
    assert "1 new item since you started. Read it, then send" in text
    assert "I found my receipt." in text
    assert "Please send your receipt.</textarea>" in text
    assert sent(ticket) == []
    assert Draft.objects.get().body == "Please send your receipt."


def test_what_was_refused_can_be_sent_once_it_was_read(
    desk: Client, ticket: Ticket, now: dt.datetime
) -> None:
    client_writes(ticket, now)
    refused = send(desk, ticket, "Thank you.", thread_version=0)
    version = refused.context["reply"]["thread_version"].value()
    send(desk, ticket, "Thank you.", thread_version=version)
    assert sent(ticket) == ["Thank you."]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Write your reply"),
        ("By {date}, says {name}.", "Fill in or remove {date}, {name}"),
    ],
)
def test_what_is_not_finished_is_not_sent(
    desk: Client, ticket: Ticket, text: str, problem: str
) -> None:
    response = send(desk, ticket, text)
    assert response.status_code == 422
    assert problem in response.content.decode()
    assert sent(ticket) == []


def test_a_note_never_leaves(desk: Client, ticket: Ticket) -> None:
    desk.post(of(ticket, "note/"), {"text": "Seems forged.", "to_email": "client@example.org"})
    assert Note.objects.get().body == "Seems forged."
    assert sent(ticket) == []


def test_an_empty_note_is_asked_for_and_only_there(desk: Client, ticket: Ticket) -> None:
    response = desk.post(of(ticket, "note/"), {"text": " "})
    assert response.status_code == 422
    assert "#note_text" in response.content.decode()


def test_a_word_to_the_office_goes_to_an_open_referral_of_this_ticket_only(
    desk: Client, agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    office = ProcessingOffice.objects.filter(active=True)[0]
    facts: dict[str, Any] = {
        "office": office,
        "reason": "other",
        "question": "When?",
        "by": agent,
        "now": now,
    }
    ours = escalate(ticket_id=ticket.pk, **facts)
    foreign = escalate(ticket_id=factories.ticket().pk, **facts)
    for referral in (foreign, ours):
        desk.post(of(ticket, "office/"), {"referral": referral.pk, "text": "The spouse."})
    assert [message.referral for message in ReferralMessage.objects.all()] == [ours]


def test_drafts_are_kept_for_each_kind_and_come_back(desk: Client, ticket: Ticket) -> None:
    for kind in ("reply", "note", "office"):
        answer = desk.post(of(ticket, f"drafts/{kind}/"), {"text": f"a {kind}"})
        assert "saved" in answer.json()
    assert Draft.objects.count() == 3
    text = desk.get(of(ticket)).content.decode()
    assert "a reply</textarea>" in text
    assert "a note</textarea>" in text


def test_an_unknown_kind_of_draft_is_not_there(desk: Client, ticket: Ticket) -> None:
    assert desk.post(of(ticket, "drafts/poem/"), {"text": "x"}).status_code == 404


def test_a_colleague_s_draft_stays_theirs(desk: Client, ticket: Ticket, signed_in: SignIn) -> None:
    desk.post(of(ticket, "drafts/reply/"), {"text": "a secret"})
    colleague = signed_in(factories.user("agent"))
    assert "a secret" not in colleague.get(of(ticket)).content.decode()


def test_files_go_up_at_once_wait_with_the_draft_and_leave_with_the_reply(
    desk: Client, ticket: Ticket
) -> None:
    answer = desk.post(of(ticket, "draft-files/"), {"uploads": SimpleUploadedFile("form.pdf", PDF)})
    assert "form.pdf" in answer.content.decode()
    assert "form.pdf" in desk.get(of(ticket)).content.decode()
    send(desk, ticket, "The form is attached.")
    message = Message.objects.get(ticket=ticket, author="agent")
    assert [item.name for item in message.attachments.all()] == ["form.pdf"]
    assert not DraftFile.objects.exists()


def test_a_file_of_a_wrong_kind_is_refused_with_its_name_and_the_text_is_kept(
    desk: Client, ticket: Ticket
) -> None:
    file = SimpleUploadedFile("run.pdf", b"MZ\x90\x00")
    response = send(desk, ticket, "See the file.", uploads=file)
    text = response.content.decode()
    assert response.status_code == 422
    assert "“run.pdf” must be a PDF, JPG, PNG or DOCX file" in text
    assert "See the file.</textarea>" in text


def test_a_file_can_be_taken_off_again_without_javascript(desk: Client, ticket: Ticket) -> None:
    desk.post(of(ticket, "draft-files/"), {"uploads": SimpleUploadedFile("form.pdf", PDF)})
    file = DraftFile.objects.get()
    desk.post(of(ticket, f"draft-files/{file.pk}/remove/"), {"text": "Dear"})
    assert not DraftFile.objects.exists()
    assert Draft.objects.get().body == "Dear"


def test_nobody_takes_a_file_off_another_s_draft(
    desk: Client, ticket: Ticket, signed_in: SignIn
) -> None:
    desk.post(of(ticket, "draft-files/"), {"uploads": SimpleUploadedFile("form.pdf", PDF)})
    file = DraftFile.objects.get()
    colleague = signed_in(factories.user("agent"))
    colleague.post(of(ticket, f"draft-files/{file.pk}/remove/"))
    assert DraftFile.objects.count() == 1


def test_a_template_comes_in_the_client_s_language_with_what_is_known(desk: Client) -> None:
    ticket = factories.ticket(language="fr")
    text = desk.get(of(ticket, "texts/need_document/")).content.decode()
    assert text.startswith("Bonjour Minh Tran")
    assert "{document}" in text


def test_a_template_is_added_behind_the_text_without_javascript(
    desk: Client, ticket: Ticket
) -> None:
    desk.post(of(ticket, "texts/need_document/insert/"), {"text": "Good morning."})
    assert Draft.objects.get().body.startswith("Good morning.\n\nHello")


def test_send_and_next_opens_the_next_enquiry(desk: Client, ticket: Ticket) -> None:
    other = factories.ticket()
    response = send(desk, ticket, "Done.", then="next")
    assert response["Location"] in (of(ticket), of(other))


def test_the_recipient_and_what_they_may_be_told_stand_above_the_text(
    desk: Client, agent: User
) -> None:
    from tickets.actions.open import Sender
    from tickets.enums import PartyRole

    sender = Sender(name="A Friend", email="friend@example.org", role=PartyRole.CORRESPONDENT)
    ticket = factories.ticket(sender=sender, client_name="Minh Tran")
    text = desk.get(of(ticket)).content.decode()
    assert "To <b>A Friend</b> (Correspondent), friend@example.org" in text
    assert "General information only" in text


def test_an_office_is_offered_only_while_one_can_be_asked(
    desk: Client, agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    link = f'href="{of(ticket, "refer/")}"'
    assert link in desk.get(of(ticket)).content.decode()
    take(ticket_id=ticket.pk, by=agent, now=now)
    outcome = OutcomeCode.objects.filter(discards=False)[0]
    resolve(ticket_id=ticket.pk, outcome=outcome, by=agent, now=now)
    assert link not in desk.get(of(ticket)).content.decode()
