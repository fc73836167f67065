"""The desk's pages as an agent gets them: each opens, shows what it must, and writes nothing."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import override

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import Presence, User
from tests import factories
from tickets.actions.assign import take
from tickets.actions.draft import save_draft
from tickets.actions.escalate import escalate
from tickets.actions.note import add_note
from tickets.actions.referrals import Answer, answer, ask_centre
from tickets.actions.reply import reply
from tickets.enums import DraftKind, MayTell, NoticeKind
from tickets.models import Notice, ProcessingOffice, Ticket
from tickets.templatetags.desk import place

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


@pytest.fixture
def ticket(agent: User) -> Ticket:
    return factories.ticket(uci="1122334455", application_numbers=("W123456789",))


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def of(ticket: Ticket, rest: str = "") -> str:
    return f"/en/desk/tickets/{ticket.number}/{rest}"


@pytest.mark.parametrize("address", ["/en/desk/", "/en/desk/queues/", "/en/desk/search/"])
def test_the_desk_opens_with_nothing_to_do(desk: Client, address: str) -> None:
    assert "<h1>" in page(desk, address)


def test_my_work_shows_what_is_mine_what_waits_and_what_i_was_writing(
    desk: Client, agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    waiting, other = factories.ticket(), factories.ticket()
    for mine in (ticket, waiting):
        take(ticket_id=mine.pk, by=agent, now=now)
    reply(ticket_id=waiting.pk, text="Which visa?", thread_version=0, by=agent, now=now,
          wait_for_client=True)  # fmt: skip
    save_draft(
        ticket=ticket, kind=DraftKind.REPLY, text="Dear", thread_version=0, by=agent, now=now
    )
    text = page(desk, "/en/desk/")
    assert ticket.number in text.split("Waiting for somebody else")[0]
    assert waiting.number in text.split("Waiting for somebody else")[1]
    assert ticket.number in text.split("Drafts, not sent")[1]
    assert other.number not in text


def test_notices_are_shown_until_they_are_read(
    desk: Client, agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    notice = Notice.objects.create(
        kind=NoticeKind.CLIENT_WROTE, ticket=ticket, user=agent, dedupe_key="x", created_at=now
    )
    assert "The client wrote" in page(desk, "/en/desk/")
    desk.post("/en/desk/notices/read/", {"notice": [notice.pk]})
    assert "The client wrote" not in page(desk, "/en/desk/")


def test_nobody_reads_another_s_notices(desk: Client, ticket: Ticket, now: dt.datetime) -> None:
    notice = Notice.objects.create(
        kind=NoticeKind.CLIENT_WROTE,
        ticket=ticket,
        user=factories.user("agent"),
        dedupe_key="x",
        created_at=now,
    )
    desk.post("/en/desk/notices/read/", {"notice": [notice.pk]})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_ticket_shows_its_thread_people_clocks_and_reason(
    desk: Client, agent: User, ticket: Ticket, now: dt.datetime
) -> None:
    add_note(ticket_id=ticket.pk, text="The medical is in.", by=agent, now=now)
    text = page(desk, of(ticket))
    for shown in (
        ticket.number,
        "I applied in March and have heard nothing since.",
        "The medical is in.",
        "11-2233-4455",
        "W123456789",
        "May be told everything about this file.",
        "First response",
        "Why it is here",
    ):
        assert shown in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Quebec, Canada"), ("fr", "Québec, Canada")],
)
def test_where_the_client_is_stands_there_by_name(language: str, words: str) -> None:
    with override(language):
        assert place(Ticket(country="CA", province="QC")) == words
        assert place(Ticket()) == ""


def test_other_enquiries_of_the_client_number_stand_beside_it(desk: Client, ticket: Ticket) -> None:
    other = factories.ticket(uci="1122334455")
    assert of(other) in page(desk, of(ticket))


def test_a_referral_s_words_and_answer_stand_in_the_thread(
    desk: Client, agent: User, officer: User, ticket: Ticket, now: dt.datetime
) -> None:
    office = ProcessingOffice.objects.filter(officers=officer)[0]
    referral = escalate(ticket_id=ticket.pk, office=office, reason="urgent", by=agent, now=now,
                        question="Can it be issued by Friday?")  # fmt: skip
    ask_centre(referral_id=referral.pk, question="Which passport?", by=officer, now=now)
    facts = Answer("Medical", "Nothing", "Fee paid", now.date(), MayTell.YES)
    answer(referral_id=referral.pk, facts=facts, by=officer, now=now)
    text = page(desk, of(ticket))
    for shown in ("Can it be issued by Friday?", "Which passport?", "Fee paid"):
        assert shown in text


def test_the_thread_alone_brings_the_version_that_a_reply_must_name(
    desk: Client, ticket: Ticket
) -> None:
    text = page(desk, of(ticket, "thread/?seen=0"))
    assert "<h1>" in text
    assert 'id="reply_thread_version"' in text
    assert "<!doctype" not in text


def test_the_history_names_every_event(desk: Client, ticket: Ticket) -> None:
    text = page(desk, of(ticket, "history/"))
    assert "Enquiry received" in text
    assert "Routed" in text


@pytest.mark.parametrize(
    "deed",
    "take release transfer refer priority urgency facts sensitivity resolve close-without-answer "
    "wait stop-waiting withdraw-referral".split(),
)
def test_every_deed_has_a_page_that_asks(desk: Client, ticket: Ticket, deed: str) -> None:
    assert ticket.number in page(desk, of(ticket, f"{deed}/"))


def test_what_is_read_in_french_is_in_french(desk: Client, ticket: Ticket) -> None:
    for address in ("/fr/poste/", "/fr/poste/files/", f"/fr/poste/billets/{ticket.number}/"):
        assert '<html lang="fr">' in page(desk, address)


def test_a_reference_opens_its_ticket_however_it_is_typed(desk: Client, ticket: Ticket) -> None:
    assert desk.get(f"/en/desk/tickets/{ticket.reference.lower()}/").status_code == 200


def test_presence_is_set_and_the_page_comes_back(desk: Client, agent: User) -> None:
    response = desk.post("/en/desk/presence/", {"state": "meal", "back": "/en/desk/queues/"})
    assert response["Location"] == "/en/desk/queues/"
    assert Presence.objects.get(user=agent).state == PresenceState.MEAL


def test_presence_leads_nowhere_else(desk: Client) -> None:
    response = desk.post("/en/desk/presence/", {"state": "ready", "back": "//evil.example/"})
    assert response["Location"] == "/en/desk/"


def test_an_open_page_gives_signs_of_life_and_colleagues_see_who_reads(
    desk: Client, agent: User, ticket: Ticket, signed_in: SignIn, now: dt.datetime
) -> None:
    set_presence(state=PresenceState.READY, by=agent, now=now - dt.timedelta(days=30))
    assert desk.post("/en/desk/heartbeat/", {"ticket": ticket.number}).status_code == 200
    colleague = signed_in(factories.user("agent"))
    text = colleague.post("/en/desk/heartbeat/", {"ticket": ticket.number}).content.decode()
    assert f"{agent} is reading" in text
    assert Presence.objects.get(user=agent).seen_at > now - dt.timedelta(days=30)


def test_the_team_page_returns_what_an_absent_person_holds(
    supervisor: User, agent: User, ticket: Ticket, signed_in: SignIn, now: dt.datetime
) -> None:
    take(ticket_id=ticket.pk, by=agent, now=now)
    client = signed_in(supervisor)
    assert str(agent) in page(client, "/en/desk/team/")
    asked = page(client, f"/en/desk/team/{agent.pk}/return/")
    assert "1 enquiry goes back to its queue" in asked
    client.post(f"/en/desk/team/{agent.pk}/return/")
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_a_clients_language_is_named_in_the_language_of_the_page(
    agent: User, signed_in: SignIn
) -> None:
    ticket = factories.ticket(language="en")
    page = signed_in(agent)
    for address in (f"/fr/poste/files/{ticket.queue.code}/", f"/fr/poste/billets/{ticket.number}/"):
        text = page.get(address).content.decode()
        assert "Anglais" in text
