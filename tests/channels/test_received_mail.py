"""Mails on no ticket are seen by those who may, and become tickets or leave the list."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from channels.actions.receive_email import receive_email
from channels.actions.store_email import store_email
from channels.models import InboundMessage
from tests.channels import mails
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("centre")
LIST = "/en/desk/received-mail/"
SignIn = Callable[[User], Client]


def arrived(raw: bytes, now: dt.datetime) -> InboundMessage:
    inbound = store_email(raw=raw, mailbox="enquiries", now=now)
    receive_email(inbound_id=inbound.pk, now=now)
    inbound.refresh_from_db()
    return inbound


@pytest.fixture
def newsletter(now: dt.datetime) -> InboundMessage:
    return arrived(
        mails.message(
            "<script>x</script> A question among news", headers=["List-Id: <n.example.org>"]
        ),
        now,
    )


@pytest.fixture
def broken(now: dt.datetime) -> InboundMessage:
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=now)
    InboundMessage.objects.filter(pk=inbound.pk).update(attempts=3, next_attempt_at=now)
    receive_email(inbound_id=inbound.pk, now=now)
    inbound.refresh_from_db()
    return inbound


def test_the_list_and_the_mail_are_shown_to_a_supervisor(
    supervisor: User, signed_in: SignIn, newsletter: InboundMessage
) -> None:
    page = signed_in(supervisor)
    assert "amina.diallo@example.org" in page.get(LIST).content.decode()
    shown = page.get(f"{LIST}{newsletter.pk}/").content.decode()
    assert "A question among news" in shown
    assert "<script>x" not in shown


def test_an_administrator_is_offered_nothing_of_the_desk_with_them(
    administrator: User, signed_in: SignIn
) -> None:
    text = signed_in(administrator).get(LIST).content.decode()
    assert "desk-search" not in text
    assert 'href="/en/desk/"' not in text


def test_an_agent_does_not_see_them(
    agent: User, signed_in: SignIn, newsletter: InboundMessage
) -> None:
    page = signed_in(agent)
    assert page.get(LIST).status_code == 403
    assert page.get(f"{LIST}{newsletter.pk}/").status_code == 403
    assert page.get(f"{LIST}{newsletter.pk}/original/").status_code == 403


def test_a_ticket_is_opened_from_a_mail_once_and_without_an_automatic_answer(
    supervisor: User, signed_in: SignIn, newsletter: InboundMessage
) -> None:
    page = signed_in(supervisor)
    assert page.post(f"{LIST}{newsletter.pk}/ticket/").status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.messages.count() == 1
    assert page.post(f"{LIST}{newsletter.pk}/ticket/").status_code == 404
    assert not InboundMessage.objects.for_a_person().exists()


def test_a_mail_without_a_sender_opens_nothing(
    supervisor: User, signed_in: SignIn, now: dt.datetime
) -> None:
    inbound = arrived(b"Subject: x\n\nwords", now)
    page = signed_in(supervisor)
    page.post(f"{LIST}{inbound.pk}/ticket/")
    assert Ticket.objects.count() == 0
    assert "No ticket can be opened" in page.get(LIST).content.decode()


def test_a_mail_leaves_the_list_and_stays(
    supervisor: User, signed_in: SignIn, newsletter: InboundMessage
) -> None:
    signed_in(supervisor).post(f"{LIST}{newsletter.pk}/seen/")
    newsletter.refresh_from_db()
    assert newsletter.seen_by == supervisor
    assert not InboundMessage.objects.for_a_person().exists()


def test_the_quarantine_is_read_again(
    supervisor: User, signed_in: SignIn, broken: InboundMessage
) -> None:
    signed_in(supervisor).post(f"{LIST}{broken.pk}/again/")
    assert Ticket.objects.count() == 1


def test_the_original_is_only_to_be_kept(
    supervisor: User, signed_in: SignIn, broken: InboundMessage
) -> None:
    answer = signed_in(supervisor).get(f"{LIST}{broken.pk}/original/")
    assert answer.content == mails.message()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
