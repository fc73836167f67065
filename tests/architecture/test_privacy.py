"""Where a client's words may lie, and where they never do: a whole life, then a search for them."""

import datetime as dt
import io
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.actions.presence import set_presence
from accounts.actions.tokens import create_token
from accounts.enums import PresenceState
from channels.actions.accept_offer import accept_offer
from channels.actions.offer_calls import offer_calls
from channels.tasks import deliver
from channels.tasks import receive as read_mail
from channels.tasks import sweep as sweep_channels
from contactcentre.kit import clock, wake
from tests import factories
from tests.architecture.deeds import office_answer
from tests.channels.callers import Caller
from tests.channels.sink import Sink, listening
from tests.channels.visitors import Visitor, pdf
from tests.mp_office import offices
from tests.mp_office.test_portal import TYPED
from tickets import tasks
from tickets.adapters import live
from tickets.models import Message, ProcessingOffice, Referral, Ticket

SURNAME, EMAIL, PHONE, UCI, BORN = (
    "Qwortleby",
    "zephyrine@qwortle.example",
    "6135550177",
    "9988776655",
    "1961-02-27",
)
WORDS = "xylographical"
MARKS = (SURNAME, "qwortle", "5550177", UCI, "E998877665", BORN, BORN.replace("-", ""), WORDS)
# A Tuesday, 10 am in Ottawa.
OPEN = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)

# Tables that hold what a person said or is. Erasing a person empties these, and no other.
PERSONAL = {
    "people_person": "who it is",
    "people_contactpoint": "their addresses",
    "people_organisation": "a body's own name and addresses",
    "people_consent": "the name signed, names of files",
    "people_clientfile": "client number and date of birth",
    "people_applicationstatus": "application number and where it stands",
    "tickets_ticket": "subject and numbers",
    "tickets_party": "the address used on this ticket",
    "tickets_message": "what was said",
    "tickets_note": "what was noted",
    "tickets_attachment": "names of files",
    "tickets_documenthandover": "application number and what the document is",
    "tickets_draft": "what is being written",
    "tickets_draftfile": "names of files",
    "tickets_ticketsearch": "searchable words of the above",
    "tickets_referral": "question and answer",
    "tickets_referralmessage": "what was said between centre and office",
    "tickets_referraldraft": "what is being written",
    "channels_enquirydraft": "what a client is writing",
    "channels_draftfile": "names of files",
    "channels_inboundmessage": "mails as they came",
    "channels_call": "the calling number",
    "channels_callback": "the number to be called",
    "mp_office_officeenquiry": "for whom an office asks, and what it is writing",
    "mp_office_enquiryfile": "names of files",
    "mp_office_consentrequest": "the address that a link to sign went to",
    "mp_office_officeanswer": "what was answered",
    "mp_office_member": "a Member’s or Senator’s own name",
    "mp_office_office": "an office’s own address",
    # of those who work here
    "accounts_user": "staff",
    "accounts_invitation": "staff",
    "accounts_signinmail": "staff; where a link to sign a consent goes, until it is sent",
    "account_emailaddress": "staff",
    "account_emailconfirmation": "staff",
    "accounts_apitoken": "a label that its user wrote",
    "django_admin_log": "names of reference data",
}


class Watcher(logging.Handler):
    """Everything that is logged, at any level that a centre may be set to."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # The mail server of the test says what it is given; ours is no part of it.
        if record.name != "mail.log":
            self.lines.append(f"{record.name} {record.getMessage()} {record.exc_text or ''}")


@pytest.fixture
def logged() -> Iterator[list[str]]:
    watcher = Watcher()
    logging.root.addHandler(watcher)
    yield watcher.lines
    logging.root.removeHandler(watcher)


@pytest.fixture
def heard() -> Iterator[Callable[[], list[str]]]:
    """Every command that Valkey is given: tasks, live updates, whatever comes to be added."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    commands: list[str] = []
    ours = client.get_connection_kwargs()["db"]
    end = f"end-{threading.get_ident()}"
    ended = threading.Event()

    def listen() -> None:
        with redis.Redis.from_url(settings.REDIS_URL) as other, other.monitor() as monitor:
            started.set()
            for command in monitor.listen():
                if command["db"] != ours:
                    continue
                commands.append(str(command["command"]))
                if end in commands[-1]:
                    ended.set()
                    return

    started = threading.Event()
    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert started.wait(5)
    wake.circuit.reset()
    live.circuit.reset()

    def everything() -> list[str]:
        client.echo(end)
        assert ended.wait(5)
        return commands

    yield everything
    client.close()


class Footprints(Client):
    """A browser that remembers the addresses that it asked for or was sent to."""

    addresses: list[str]

    def request(self, **environ: Any) -> Any:
        answer = super().request(**environ)
        asked = f"{environ.get('PATH_INFO')}?{environ.get('QUERY_STRING', '')}"
        self.addresses += [asked, answer.headers.get("Location", "")]
        return answer


@pytest.fixture
def browser() -> Callable[..., Footprints]:
    Footprints.addresses = []
    return Footprints


def written_in_form(browser: Callable[..., Footprints]) -> tuple[Visitor, Ticket]:
    visitor = Visitor("fr")
    visitor.client = browser()
    ticket = visitor.send_all(
        numbers={"uci": UCI, "application": "E998877665"},
        question={"question": f"Où est ma demande {WORDS}?"},
        files={"files": [pdf(f"{SURNAME}.pdf")]},
        reach={"name": f"Zéphyrine {SURNAME}", "email": EMAIL, "phone": PHONE},
    )
    visitor.post("files", {"files": pdf(f"{SURNAME}.pdf")})
    return visitor, ticket


def worked_at_the_desk(browser: Callable[..., Footprints], ticket: Ticket) -> Client:
    agent = factories.user("supervisor")
    desk = browser()
    desk.force_login(agent, backend="allauth.account.auth_backends.AuthenticationBackend")

    def do(name: str, *more: object, **data: Any) -> None:
        answer = desk.post(reverse(f"tickets:{name}", args=[ticket.number, *more]), data)
        assert answer.status_code in (200, 302), (name, answer.content[-2000:])

    with override("en"):
        do("take")
        do("draft", "reply", text=f"Dear {SURNAME} {WORDS}", thread_version=0)
        do("note", text=f"{SURNAME} phoned from {PHONE}: {WORDS}")
        ticket.refresh_from_db()
        do("reply", text=f"Bonjour {SURNAME} {WORDS}", thread_version=ticket.thread_version)
        do("facts", enquiry_type=ticket.enquiry_type_id, uci=UCI, application_numbers="E998877665")
        office = ProcessingOffice.objects.order_by("code")[0]
        question = f"Is {SURNAME} ({UCI}, {BORN}) {WORDS}?"
        do("escalate", office=office.pk, reason="urgent", urgency="travel", question=question)
        do("restrict", sensitivity="privacy_breach", reason=f"{SURNAME} {WORDS}")
        desk.get(reverse("tickets:ticket", args=[ticket.number]))
    return desk


def answered_by_the_office(browser: Callable[..., Footprints], now: dt.datetime) -> None:
    referral = Referral.objects.latest("pk")
    officer = factories.officer(referral.office)
    office = browser()
    office.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    facts = office_answer(now) | {"last_activity": f"{SURNAME} {WORDS}", "stage": SURNAME}
    for name, data in (
        ("ask", {"question": f"Which {SURNAME}? {WORDS}"}),
        ("draft", facts),
        ("answer", facts),
    ):
        done = office.post(reverse(f"offices:{name}", args=[referral.pk]), data)
        assert done.status_code in (200, 204, 302), (name, done.content[-2000:])


def called_by_a_program(browser: Callable[..., Footprints]) -> None:
    _token, secret = create_token(label="x", by=factories.user("agent"), now=clock.now())
    program = browser(headers={"authorization": f"Bearer {secret}", "idempotency-key": "k" * 20})
    body = {
        "language": "en",
        "subject": WORDS,
        "body": f"{SURNAME} {WORDS}",
        "sender": {"name": SURNAME, "email": EMAIL, "phone": PHONE},
        "uci": UCI,
        "client_date_of_birth": BORN,
    }
    for _ in range(2):
        made = program.post(reverse("api:tickets"), body, content_type="application/json")
        assert made.status_code in (200, 201), made.content
    refused = program.post(
        reverse("api:tickets"), {**body, SURNAME: WORDS}, content_type="application/json"
    )
    assert refused.status_code == 400


def mailed(ticket: Ticket) -> None:
    reply_to = ticket.messages.filter(direction="out").latest("pk")
    for body in (f"Thank you. {SURNAME} {WORDS}", "\xff broken \x00"):
        raw = (
            f"From: {SURNAME} <{EMAIL}>\r\nTo: enquiries@centre.example\r\nSubject: {WORDS}\r\n"
            f"Message-ID: <{len(body)}@qwortle.example>\r\nIn-Reply-To: {reply_to.message_id}\r\n"
            f"\r\n{body}\r\n"
        ).encode("latin-1")
        call_command("receive_email", stdin=io.TextIOWrapper(io.BytesIO(raw)), stdout=io.StringIO())


def phoned() -> None:
    """Two factors that open nothing, then a callback, which an agent takes."""
    agent = factories.user("agent")
    caller = Caller(number=f"+1{PHONE}", now=OPEN).calls()
    caller.keys("1", "1", *[UCI, BORN.replace("-", "")] * 3, "3", "2", "1").hangs_up()
    set_presence(state=PresenceState.READY, by=agent, now=OPEN)
    (offer,) = offer_calls(now=OPEN + dt.timedelta(minutes=5))
    accept_offer(offer_id=offer.pk, by=agent, now=OPEN + dt.timedelta(minutes=5))


def filed_by_an_office(browser: Callable[..., Footprints]) -> None:
    staff = offices.staff(offices.office(), manager=True)
    portal = browser()
    portal.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    with override("en"):
        draft = portal.post(reverse("members:begin")).headers["Location"]
        typed = {
            **TYPED,
            "constituent_name": SURNAME,
            "uci": UCI,
            "question": WORDS,
            "constituent_email": EMAIL,
            "own_reference": WORDS,
        }
        portal.post(f"{draft}save/", typed)
        checked = portal.post(draft, {**typed, "then": "check"}).headers["Location"]
        assert portal.post(checked).status_code == 302
        filed = Ticket.objects.get(channel="member")
        portal.post(reverse("members:search"), {"q": SURNAME})
        for name in ("enquiry", "give_consent"):
            page = portal.get(reverse(f"members:{name}", args=[filed.office_enquiry.pk]))
            assert page.status_code == 200
        written = {"text": WORDS, "key": "k"}
        portal.post(reverse("members:message", args=[filed.office_enquiry.pk]), written)


def asked_on_the_status_page(visitor: Visitor, ticket: Ticket) -> None:
    visitor.sign_in(ticket, EMAIL)
    assert WORDS in visitor.text("status_enquiry")
    visitor.post("status_message", {"message": f"More {WORDS}", "question": f"More {WORDS}"})
    visitor.ask_code(ticket.number, "nobody@qwortle.example")
    visitor.post("status_code", {"code": "000000"})


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening(settings) as server:
        yield server


@pytest.fixture
def life(
    request: pytest.FixtureRequest, transactional_db: None, centre: None, sink: Sink
) -> dict[str, list[str]]:
    """Everything that can happen to an enquiry, committed; what was said along the way."""
    logged, heard, browser = map(request.getfixturevalue, ("logged", "heard", "browser"))
    visitor, ticket = written_in_form(browser)
    tasks.route(ticket.pk)
    tasks.index(ticket.pk)
    worked_at_the_desk(browser, ticket)
    answered_by_the_office(browser, clock.now())
    called_by_a_program(browser)
    filed_by_an_office(browser)
    mailed(ticket)
    read_mail(10**9)
    sink.on_rcpt.append(f"550 5.1.1 <{EMAIL}> is unknown")
    for message in Message.objects.filter(delivery="queued").order_by("pk"):
        deliver(message.pk)
    asked_on_the_status_page(visitor, ticket)
    phoned()
    tasks.sweep()
    sweep_channels()
    assert sink.taken
    return {"logs": logged, "broker": heard(), "addresses": Footprints.addresses}


def marks_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark.lower() in text.lower()]


def all_tables() -> list[str]:
    return sorted({*connection.introspection.table_names(), "cache"})


def rows_with_marks(table: str) -> list[str]:
    """What PostgreSQL writes of the rows; JSON and arrays included."""
    pattern = "|".join(MARKS)
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {quoted} t WHERE t::text ~* %s", [pattern])
        return [f"{table}: {row[0][:300]}" for row in cursor.fetchall()]


def test_a_life_leaves_words_only_where_they_belong(life: dict[str, list[str]]) -> None:
    """Events, decisions, notices, counters, sessions, the cache: ids, codes and times."""
    found = [
        row for table in all_tables() if table not in PERSONAL for row in rows_with_marks(table)
    ]
    assert found == []
    for where in ("tickets_event", "tickets_routingdecision", "tickets_notice", "kit_counter"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {where}")
            assert cursor.fetchone()[0] > 0, where
    for name in (
        "tickets_message",
        "tickets_ticketsearch",
        "channels_inboundmessage",
        "channels_call",
        "channels_callback",
    ):
        assert rows_with_marks(name), f"the marks never reached {name}"
    assert life["broker"]
    assert [line for line in life["broker"] if marks_in(line)] == []
    assert any("tickets.route" in line for line in life["broker"])
    assert [line for line in life["logs"] if marks_in(line)] == []
    assert [address for address in life["addresses"] if marks_in(address)] == []


def test_every_table_is_known() -> None:
    """A new table is either free of a person's words, or it is listed with what it holds."""
    tables = {model._meta.db_table for model in apps.get_models()}
    assert set(PERSONAL) <= tables
