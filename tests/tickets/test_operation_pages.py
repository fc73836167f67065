"""The supervisor's pages of special operations, without JavaScript."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.tokens import create_token
from accounts.models import Team, User
from channels.models import VoiceLine
from contactcentre.kit import clock
from contactcentre.reference.files import rows
from tests import factories
from tickets.actions.assign import take
from tickets.actions.close_operation import close_operation
from tickets.actions.escalate import escalate
from tickets.actions.reply import reply
from tickets.enums import Channel
from tickets.models import ProcessingOffice, Queue, SpecialOperation
from tickets.queries.operations import report_of

pytestmark = pytest.mark.django_db
ROOM = "/en/supervision/special-operations/"
SignIn = Callable[[User], Client]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def browser(supervisor: User, signed_in: SignIn) -> Client:
    return signed_in(supervisor)


def typed(**changes: Any) -> dict[str, Any]:
    """What has to be typed and nothing more; the rest is as the page offers it."""
    day = clock.now().date() + dt.timedelta(days=20)
    return {
        "name_en": "Lebanon: help to leave",
        "name_fr": "Liban\u00a0: aide au départ",
        "announcement_en": "We help people who want to leave.",
        "announcement_fr": "Nous aidons les gens qui veulent partir.",
        "queue": "new",
        "teams": [Team.objects.order_by("code")[0].code],
        "ends_on_day": day.day,
        "ends_on_month": day.month,
        "ends_on_year": day.year,
        "priority": 2,
        "key": "page-1",
        **changes,
    }


def preview(browser: Client, **changes: Any) -> str:
    """The fingerprint of what a preview showed."""
    answer = browser.post(f"{ROOM}open/", typed(**changes))
    assert answer.status_code == 200, answer.context["form"].errors
    assert not SpecialOperation.objects.exists()
    return answer.context["digest"]


class TestOpening:
    def test_name_text_and_queue_are_enough(self, browser: Client) -> None:
        seen = preview(browser)
        answer = browser.post(f"{ROOM}open/", typed(open=seen))
        made = SpecialOperation.objects.get()
        assert answer["Location"] == f"{ROOM}{made.pk}/"
        assert made.name_fr == "Liban\u00a0: aide au départ"

    def test_the_preview_shows_what_the_public_will_read(self, browser: Client) -> None:
        page = browser.post(f"{ROOM}open/", typed(banner_en="Help!", banner_fr="Aide!"))
        text = page.content.decode()
        assert "Help!" in text
        assert '<dd class="pre" lang="fr">Aide!</dd>' in text

    def test_what_was_changed_after_the_preview_is_shown_again(self, browser: Client) -> None:
        seen = preview(browser)
        again = browser.post(f"{ROOM}open/", typed(open=seen, name_en="Cyprus"))
        assert not SpecialOperation.objects.exists()
        assert again.context["changed"]

    def test_pressed_twice_it_opens_one(self, browser: Client) -> None:
        seen = preview(browser)
        for _press in range(2):
            browser.post(f"{ROOM}open/", typed(open=seen))
        assert SpecialOperation.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("name_fr", {"name_fr": ""}),
            ("banner_fr", {"banner_en": "Only English"}),
            ("words_fr", {"words_en": "Beirut"}),
            ("words_en", {"words_en": "to, Beirut", "words_fr": "Beyrouth"}),
            ("name_en", {"name_en": "{place}: help"}),
            ("teams", {"teams": []}),
            ("phone_number", {"phone_number": "12"}),
            ("ends_on", {"ends_on_year": "2020"}),
        ],
    )
    def test_a_mistake_is_named_at_its_field(
        self, browser: Client, field: str, changes: dict[str, Any]
    ) -> None:
        answer = browser.post(f"{ROOM}open/", typed(**changes))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}

    def test_the_first_free_line_is_taken_unless_another_is_chosen(self, browser: Client) -> None:
        lines = [line.number for line in VoiceLine.objects.filter(kind="crisis")]
        assert len(lines) > 1
        for line in lines:
            offered = browser.get(f"{ROOM}open/").context["form"]["phone_number"]
            assert offered.value() == line
            factories.operation(phone_number=line)
        offered = browser.get(f"{ROOM}open/").context["form"]["phone_number"]
        assert [value for value, _name in offered.field.choices] == [""]

    def test_a_closed_operation_gives_its_line_back(
        self, browser: Client, supervisor: User
    ) -> None:
        line = VoiceLine.objects.filter(kind="crisis")[0].number
        operation = factories.operation(phone_number=line)
        close_operation(operation_id=operation.pk, by=supervisor, now=clock.now())
        offered = browser.get(f"{ROOM}open/").context["form"]["phone_number"]
        assert offered.value() == line

    def test_an_edited_operation_keeps_its_line(self, browser: Client) -> None:
        operation = factories.operation(phone_number="+18005550142")
        offered = browser.get(f"{ROOM}{operation.pk}/edit/").context["form"]["phone_number"]
        assert offered.value() == "+18005550142"
        assert "+18005550142" in dict(offered.field.choices)

    @pytest.mark.parametrize("code", [row["code"] for row in rows("operation_templates")])
    def test_a_template_and_a_place_fill_the_page(self, browser: Client, code: str) -> None:
        page = browser.get(
            f"{ROOM}open/", {"template": code, "place_en": "Lebanon", "place_fr": "Liban"}
        )
        form = page.context["form"]
        offered = {name: form[name].value() or "" for name in form.fields}
        day = offered.pop("ends_on")
        parts = {f"ends_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
        teams = [Team.objects.order_by("code")[0].code]
        answer = browser.post(f"{ROOM}open/", {**offered, **parts, "teams": teams, "key": "t"})
        assert answer.status_code == 200, answer.context["form"].errors
        french = answer.context["told"][1]
        assert french.name.startswith("Liban\u00a0:")
        assert "{" not in f"{answer.context['told']}"


class TestRunning:
    def test_editing_keeps_what_is_not_changed_and_says_so_in_the_history(
        self, browser: Client, supervisor: User
    ) -> None:
        made = factories.operation(by=supervisor, now=clock.now())
        page = browser.get(f"{ROOM}{made.pk}/edit/")
        form = page.context["form"]
        offered = {name: form[name].value() for name in form.fields if form[name].value()}
        answer = browser.post(
            f"{ROOM}{made.pk}/edit/", {**offered, "banner_en": "Leave now", "banner_fr": "Partez"}
        )
        assert answer.status_code == 302, answer.context["form"].errors
        assert "from nothing to Leave now" in browser.get(f"{ROOM}{made.pk}/").content.decode()
        assert set(made.events.latest("pk").data["changed"]) == {"banner_en", "banner_fr"}

    def test_its_end_is_moved_to_the_end_of_a_day_in_the_centre(self, browser: Client) -> None:
        made = factories.operation(now=clock.now())
        day = clock.now().date() + dt.timedelta(days=40)
        parts = {f"ends_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
        browser.post(f"{ROOM}{made.pk}/end/", parts)
        made.refresh_from_db()
        page = browser.get(f"{ROOM}{made.pk}/end/")
        assert page.context["form"]["ends_on"].value() == day
        assert made.ends_at.hour in (4, 5)

    def test_closing_asks_first_and_leaves_a_report(self, browser: Client) -> None:
        made = factories.operation(now=clock.now())
        assert "cannot be undone" in browser.get(f"{ROOM}{made.pk}/close/").content.decode()
        answer = browser.post(f"{ROOM}{made.pk}/close/")
        made.refresh_from_db()
        assert made.closed_at is not None
        assert answer["Location"] == f"{ROOM}{made.pk}/report/"
        assert browser.get(f"{ROOM}{made.pk}/edit/").status_code == 302

    def test_the_list_costs_the_same_for_many(self, browser: Client, supervisor: User) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert browser.get(ROOM).status_code == 200
            return len(caught)

        def one_more_of_each() -> None:
            factories.operation(by=supervisor, now=clock.now())
            closed = factories.operation(by=supervisor, now=clock.now())
            close_operation(operation_id=closed.pk, by=supervisor, now=clock.now())

        one_more_of_each()
        few = queries()
        one_more_of_each()
        one_more_of_each()
        assert queries() == few


class TestReport:
    @pytest.fixture
    def operation(self, supervisor: User, agent: User, now: dt.datetime) -> SpecialOperation:
        """Three enquiries over two days: one answered after an hour, one referred."""
        made = factories.operation(by=supervisor, now=now)
        first = factories.ticket(body="Beirut", country="LB", now=now)
        factories.ticket(body="Beirut", channel=Channel.EMAIL, language="fr", now=now)
        third = factories.ticket(body="Beirut", country="LB", now=now + 24 * HOUR)
        take(ticket_id=first.pk, by=agent, now=now)
        reply(ticket_id=first.pk, text="Yes.", thread_version=0, by=agent, now=now + HOUR)
        escalate(
            ticket_id=third.pk,
            office=ProcessingOffice.objects.order_by("code")[0],
            reason="urgent",
            question="When?",
            by=agent,
            now=now + 24 * HOUR,
        )
        return made

    def test_its_figures_are_counted_from_the_rows(
        self, operation: SpecialOperation, now: dt.datetime
    ) -> None:
        found = report_of(operation)
        today = now.date()
        assert found.channels == ["email", "web"]
        assert found.days == [(today, [1, 1]), (today + dt.timedelta(days=1), [0, 1])]
        assert (found.contacts, found.tickets, found.answered, found.escalated) == (3, 3, 1, 1)
        assert (found.median, found.ninetieth) == (3600, 3600)
        assert found.still_open == 3
        assert found.languages == [("en", 2), ("fr", 1)]
        assert found.countries == [("LB", 2), ("", 1)]

    def test_without_tickets_there_is_no_data_and_no_zero_wait(
        self, browser: Client, supervisor: User
    ) -> None:
        empty = factories.operation(by=supervisor)
        assert "No data" in browser.get(f"{ROOM}{empty.pk}/report/").content.decode()

    @pytest.mark.parametrize(
        ("address", "separator", "words"),
        [
            (f"{ROOM}{{}}/report.csv", ",", ["Day", "E-mail", "Web form", "Total"]),
            (
                "/fr/supervision/operations-speciales/{}/rapport.csv",
                ";",
                ["Jour", "Courriel", "Formulaire Web", "Total"],
            ),
        ],
    )
    def test_its_file_opens_in_a_spreadsheet_of_either_language(
        self,
        operation: SpecialOperation,
        browser: Client,
        address: str,
        separator: str,
        words: list[str],
    ) -> None:
        answer = browser.get(address.format(operation.pk))
        text = answer.content.decode()
        assert text.startswith("\ufeff")
        lines = list(csv.reader(io.StringIO(text[1:]), delimiter=separator))
        assert words in lines
        assert ["2026-11-24", "1", "1", "2"] in lines
        assert re.search(r'filename="[a-z0-9-]+\.csv"', answer["Content-Disposition"])

    def test_the_page_and_the_file_tell_the_same(
        self, operation: SpecialOperation, browser: Client
    ) -> None:
        page = browser.get(f"{ROOM}{operation.pk}/report/")
        file = browser.get(f"{ROOM}{operation.pk}/report.csv").content.decode()
        for figure in page.context["figures"]:
            assert f"{figure['label']}" in file
            assert figure["shown"] in page.content.decode()


def test_the_desk_shows_and_filters_by_the_operation(browser: Client, now: dt.datetime) -> None:
    general = Queue.objects.get(code="status")
    made = factories.operation(queue=general)
    in_it, ordinary = factories.ticket(body="Beirut"), factories.ticket()
    page = browser.get(f"/en/desk/tickets/{in_it.number}/").content.decode()
    assert "badge--operation" in page
    assert "The special operation “Lebanon: help to leave”" in page
    listed = browser.get(f"/en/desk/queues/status/?operation={made.slug_en}").content.decode()
    assert in_it.number in listed
    assert ordinary.number not in listed


def test_programs_read_the_operation_of_a_ticket(supervisor: User, now: dt.datetime) -> None:
    made = factories.operation(by=supervisor, now=now)
    ticket = factories.ticket(body="Beirut")
    _token, secret = create_token(label="x", by=supervisor, now=now)
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get(f"/api/v1/tickets/{ticket.reference}/").json()["operation"] == made.slug_en
