"""Signing in to the status page: nothing that is answered tells what exists."""

import datetime as dt
import re
import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels.actions.limit import CODES_BY_ADDRESS, CODES_BY_NETWORK, TRIES_BY_NETWORK
from channels.actions.request_code import Tried, drop_old_codes, request_code, try_code
from channels.models import StatusCode
from channels.tasks import send_code
from contactcentre.kit import clock
from contactcentre.kit.models import Counter
from tests import factories
from tests.channels.sink import Sink, listening
from tests.channels.visitors import Visitor
from tickets import references
from tickets.actions.open import Sender
from tickets.models import Event, Ticket

EMAIL = "minh.tran@example.org"
NOW = factories.NOW


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening(settings) as server:
        yield server


@pytest.fixture
def ticket(centre: None) -> Ticket:
    return factories.ticket(sender=Sender(name="Minh Tran", email=EMAIL))


def wrong_pairs(ticket: Ticket) -> list[tuple[str, str]]:
    """Every way to be wrong: the other half, a number that does not exist, one that cannot."""
    unknown = references.display(references.new_reference())
    return [
        (ticket.number, "somebody.else@example.org"),
        (unknown, EMAIL),
        (unknown, "nobody@example.org"),
        ("CC-AAAA-AAAA", EMAIL),
        ("not a number", EMAIL),
    ]


def plain(page: Any) -> str:
    """A page without what is new in every page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def shape(statement: str) -> tuple[str, str]:
    """Its verb and its table, without what was looked for."""
    table = re.search(r'(?:FROM|INTO) "?(\w+)', statement)
    return statement.split(maxsplit=1)[0], table[1] if table else ""


def ask(ticket: Ticket, **changes: Any) -> StatusCode:
    facts: dict[str, Any] = {"number": ticket.number, "email": EMAIL, "language": "en", "now": NOW}
    return request_code(**{**facts, **changes})


class TestTheSameAnswer:
    def test_right_and_wrong_pairs_see_the_same_pages_of_the_same_size(self, ticket):
        pages = set()
        for number, email in [(ticket.number, EMAIL), *wrong_pairs(ticket)]:
            visitor = Visitor()
            asked = visitor.ask_code(number, email)
            assert (asked.status_code, asked["Location"]) == (302, visitor.url("status_code"))
            shown = visitor.get("status_code")
            tried = visitor.post("status_code", {"code": "abc"})
            assert set(asked.cookies) == {"sessionid"}
            pages.add((plain(shown), len(shown.content), plain(tried), len(tried.content)))
        assert len(pages) == 1
        assert "If these details match an enquiry, we sent you a 6-digit code" in pages.pop()[0]

    def test_the_same_statements_run_for_all(self, ticket):
        found = set()
        for number, email in [(ticket.number, EMAIL), *wrong_pairs(ticket)]:
            with CaptureQueriesContext(connection) as seen:
                ask(ticket, number=number, email=email)
            found.add(tuple(shape(query["sql"]) for query in seen.captured_queries))
        assert len(found) == 1

    def test_the_time_is_the_same(self, ticket):
        def median(email):
            waits = []
            for turn in range(40):
                now = NOW + dt.timedelta(days=turn)
                start = time.perf_counter()
                ask(ticket, email=email, now=now)
                waits.append(time.perf_counter() - start)
            return statistics.median(waits)

        assert abs(median(EMAIL) - median("x@example.org")) < 0.005

    def test_the_five_tries_run_out_alike(self, ticket):
        stories = set()
        for number, email in [(ticket.number, EMAIL), *wrong_pairs(ticket)]:
            visitor = Visitor()
            visitor.ask_code(number, email)
            tries = [visitor.post("status_code", {"code": "abc"}) for _ in range(7)]
            stories.add(tuple(plain(page) for page in tries))
        assert len(stories) == 1
        assert "does not work any more" in stories.pop()[5]

    @pytest.mark.enable_socket
    def test_only_the_right_pair_gets_a_mail(self, ticket, sink: Sink):
        for number, email in wrong_pairs(ticket):
            send_code(ask(ticket, number=number, email=email, now=clock.now()).pk)
        assert sink.taken == []
        code = ask(ticket, now=clock.now())
        send_code(code.pk)
        (mail,) = sink.taken
        assert mail.recipients == [EMAIL]
        digits = code.code()
        assert mail.content["Subject"] == f"Your code is {digits[:3]}\xa0{digits[3:]}"
        assert ticket.number not in mail.content.get_content()

    def test_how_an_address_or_number_is_typed_does_not_matter(self, ticket):
        typed = ticket.number.lower().replace("-", " ")
        assert ask(ticket, number=f" {typed} ", email=f" {EMAIL.upper()} ").party


class TestTheCode:
    def test_six_digits_that_are_kept_nowhere(self, ticket):
        code = ask(ticket)
        assert re.fullmatch(r"\d{6}", code.code())
        row = StatusCode.objects.filter(pk=code.pk).values().get()
        assert code.code() not in str({**row, "created_at": "", "expires_at": ""})
        assert not Event.objects.filter(ticket=ticket, data__icontains=code.code()).exists()

    def test_it_opens_once(self, ticket):
        code = ask(ticket)
        assert try_code(code_id=code.pk, typed=code.code(), now=NOW)[0] is Tried.RIGHT
        assert try_code(code_id=code.pk, typed=code.code(), now=NOW)[0] is Tried.OVER

    @pytest.mark.parametrize("form", ["{0}{1}", "{0} {1}", "{0}-{1}", " {0}\xa0{1} "])
    def test_it_can_be_pasted_as_it_is_written(self, ticket, form):
        code = ask(ticket)
        typed = form.format(code.code()[:3], code.code()[3:])
        assert try_code(code_id=code.pk, typed=typed, now=NOW)[0] is Tried.RIGHT

    def test_it_lives_ten_minutes(self, ticket):
        code = ask(ticket)
        late = NOW + dt.timedelta(minutes=10)
        assert try_code(code_id=code.pk, typed=code.code(), now=late)[0] is Tried.OVER
        soon = late - dt.timedelta(seconds=1)
        assert try_code(code_id=code.pk, typed=code.code(), now=soon)[0] is Tried.RIGHT

    def test_the_sixth_try_fails_even_when_right(self, ticket):
        code = ask(ticket)
        wrong = "000000" if code.code() != "000000" else "111111"
        tries = [try_code(code_id=code.pk, typed=wrong, now=NOW)[0] for _ in range(5)]
        assert tries == [Tried.WRONG] * 4 + [Tried.OVER]
        assert try_code(code_id=code.pk, typed=code.code(), now=NOW)[0] is Tried.OVER

    def test_the_computed_code_of_a_wrong_pair_opens_nothing(self, ticket):
        code = ask(ticket, email="x@example.org")
        assert try_code(code_id=code.pk, typed=code.code(), now=NOW)[0] is Tried.WRONG

    def test_a_code_is_for_the_browser_that_asked(self, ticket):
        Visitor().ask_code(ticket.number, EMAIL)
        other = Visitor()
        code = StatusCode.objects.latest("pk").code()
        assert other.post("status_code", {"code": code})["Location"] == other.url("status")

    def test_old_codes_are_dropped(self, ticket):
        ask(ticket)
        assert drop_old_codes(now=NOW + dt.timedelta(days=1), limit=10) == 0
        assert drop_old_codes(now=NOW + dt.timedelta(days=3), limit=10) == 1


class TestLimits:
    def test_five_codes_a_day_for_one_enquiry_then_silently_none(self, ticket):
        assert all(ask(ticket).party for _ in range(5))
        assert ask(ticket).party is None
        assert ask(ticket, now=NOW + dt.timedelta(hours=25)).party

    def test_a_stranger_cannot_use_them_up(self, ticket):
        for turn in range(20):
            ask(ticket, email=f"stranger{turn}@example.org")
        assert ask(ticket).party

    def test_nor_with_the_clients_own_address_and_numbers_that_are_none(self, ticket):
        for _turn in range(20):
            request_code(number="CC-AAAA-AAAA", email=EMAIL, language="en", now=NOW)
        assert ask(ticket).party

    def test_an_address_gets_ten_a_day_whatever_the_enquiry(self, ticket):
        tickets = [factories.ticket(sender=Sender(name="Minh", email=EMAIL)) for _ in range(3)]
        codes = [ask(tickets[turn % 3]) for turn in range(12)]
        assert [bool(code.party) for code in codes] == [True] * 10 + [False] * 2
        assert CODES_BY_ADDRESS.most == 10

    @pytest.mark.parametrize(
        ("limit", "page", "data"),
        [
            (CODES_BY_NETWORK, "status", {"number": "CC-AAAA-AAAA", "email": EMAIL}),
            (TRIES_BY_NETWORK, "status_code", {"code": "000000"}),
        ],
    )
    def test_a_network_is_told_whatever_exists(self, ticket, limit, page, data):
        visitor = Visitor()
        visitor.ask_code(ticket.number, EMAIL)
        visitor.post(page, data)
        Counter.objects.filter(key__startswith=f"{limit.name}:").update(count=limit.most)
        forged = {"X-Forwarded-For": "198.51.100.9"}
        answer = visitor.client.post(visitor.url(page), data, headers=forged)
        assert answer.status_code == 429

    def test_counters_hold_no_address_or_number(self, ticket):
        Visitor().ask_code(ticket.number, EMAIL)
        keys = " ".join(Counter.objects.values_list("key", flat=True))
        assert EMAIL not in keys
        assert ticket.reference not in keys


def test_what_is_missing_is_said_in_both_languages(centre):
    visitor = Visitor()
    page = visitor.post("status", {"number": "", "email": "minh@"}).content.decode()
    assert page.count("Enter the reference number of your enquiry") == 2
    visitor.language = "fr"
    page = visitor.post("status", {"number": "CC", "email": ""}).content.decode()
    assert page.count("Entrez l’adresse de courriel que vous avez donnée") == 2
