"""A sealed ticket is not there for others: not by address, list, search, count, feed or draft."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User, ViewLog
from tests import factories
from tickets.actions.index import index_ticket
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import Attachment, Event, Message, Ticket
from tickets.urls import desk as desk_urls

SignIn = Callable[[User], Client]
ON_A_TICKET = [str(entry.name) for entry in desk_urls.one_ticket]


@pytest.fixture
def sealer(centre: None) -> User:
    return factories.user("agent")


@pytest.fixture
def sealed(sealer: User, now: dt.datetime) -> Ticket:
    ticket = factories.ticket(uci="1122334455")
    restrict(
        ticket_id=ticket.pk,
        sensitivity=Sensitivity.PRIVACY_BREACH,
        reason="Another person’s file was sent",
        by=sealer,
        now=now,
    )
    index_ticket(ticket_id=ticket.pk)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def outsider(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


def address(name: str, ticket: Ticket) -> str:
    for extra in ([], [1], ["reply"]):
        with suppress(NoReverseMatch):
            return reverse(f"tickets:{name}", args=[ticket.number, *extra])
    raise AssertionError(name)


@pytest.mark.parametrize("method", ["get", "post"])
def test_absent_and_forbidden_look_the_same(outsider: Client, sealed: Ticket, method: str) -> None:
    absent = Ticket(reference="22222222")
    open_ = getattr(outsider, method)
    for name in ON_A_TICKET:
        got = [open_(address(name, ticket)).status_code for ticket in (sealed, absent)]
        assert set(got) <= {403, 404, 405}, name
        assert got[0] == got[1], name


def searched(client: Client, text: str) -> str:
    return client.post("/en/desk/search/", {"q": text}, follow=True).content.decode()


def test_it_is_in_no_list_no_count_and_no_search(
    outsider: Client, agent: User, sealed: Ticket
) -> None:
    ordinary = factories.ticket(uci="1122334455")
    index_ticket(ticket_id=ordinary.pk)
    pages = [
        "/en/desk/",
        "/en/desk/queues/",
        f"/en/desk/queues/{sealed.queue.code}/",
        f"/en/desk/tickets/{ordinary.number}/",
    ]
    for page in pages:
        assert sealed.number not in outsider.get(page).content.decode(), page
    assert sealed.number not in searched(outsider, "1122334455")
    typed_again = searched(outsider, sealed.number).replace(f'value="{sealed.number}"', "")
    assert sealed.number not in typed_again.replace(f"Search: {sealed.number}", "")
    row = outsider.get("/en/desk/queues/").content.decode().split(f"/{sealed.queue.code}/")[1]
    assert '<td class="numeric">1</td>' in row


def test_who_is_named_counts_and_finds_it(sealer: User, sealed: Ticket, signed_in: SignIn) -> None:
    client = signed_in(sealer)
    assert sealed.number in searched(client, "1122334455")
    row = client.get("/en/desk/queues/").content.decode().split(f"/{sealed.queue.code}/")[1]
    assert '<td class="numeric">1</td>' in row


def test_each_opening_is_logged_before_it_is_shown(
    sealer: User, sealed: Ticket, signed_in: SignIn
) -> None:
    signed_in(sealer).get(f"/en/desk/tickets/{sealed.number}/")
    log = ViewLog.objects.get()
    assert (log.user, log.kind, log.object_id) == (sealer, "ticket", sealed.pk)


def test_an_ordinary_ticket_s_page_writes_nothing(
    outsider: Client, agent: User, centre: None
) -> None:
    ticket = factories.ticket()
    before = Event.objects.count()
    outsider.get(f"/en/desk/tickets/{ticket.number}/")
    assert (ViewLog.objects.count(), Event.objects.count()) == (0, before)


def test_a_file_is_served_with_its_own_ticket_only_and_never_runs(
    outsider: Client, agent: User, sealed: Ticket, now: dt.datetime
) -> None:
    from tickets.adapters.files import keep

    sha256, size = keep(b"<script>alert(1)</script>")
    mine = factories.ticket()
    file = Attachment.objects.create(
        ticket=mine, message=mine.messages.get(direction="in"), name="page.html",
        content_type="text/html", size=size, sha256=sha256, created_at=now,
    )  # fmt: skip
    answer: Any = outsider.get(f"/en/desk/tickets/{mine.number}/files/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    Attachment.objects.filter(pk=file.pk).update(
        ticket=sealed, message=sealed.messages.get(direction="in")
    )
    for number in (mine.number, sealed.number):
        assert outsider.get(f"/en/desk/tickets/{number}/files/{file.pk}/").status_code == 404


NAUGHTY = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"><svg onload=alert(1)>"


def test_what_a_client_writes_is_shown_as_text(outsider: Client, agent: User, centre: None) -> None:
    ticket = factories.ticket(subject=NAUGHTY[:200], body=NAUGHTY, uci="1122334455")
    Message.objects.filter(ticket=ticket, direction="in").update(
        full_text=NAUGHTY + "more", html="<p>hi</p>"
    )
    ticket.client.name = NAUGHTY
    ticket.client.save()
    searched(outsider, "1122334455")
    for page in ("", f"queues/{ticket.queue.code}/", "search/", f"tickets/{ticket.number}/"):
        text = outsider.get(f"/en/desk/{page}").content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<svg onload" not in text


def test_a_formatted_mail_stands_alone_in_a_sandbox(
    outsider: Client, agent: User, centre: None
) -> None:
    ticket = factories.ticket()
    message = ticket.messages.get(direction="in")
    assert (
        outsider.get(
            f"/en/desk/tickets/{ticket.number}/messages/{message.pk}/formatted/"
        ).status_code
        == 404
    )
    Message.objects.filter(pk=message.pk).update(html="<p>Hello</p>")
    answer = outsider.get(f"/en/desk/tickets/{ticket.number}/messages/{message.pk}/formatted/")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "<p>Hello</p>" in answer.content.decode()
