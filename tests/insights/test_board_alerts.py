"""What the board raises, and what its headlines are held against."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from channels.enums import CallOutcome
from channels.models import VoiceLine
from contactcentre.kit import clock
from contactcentre.kit.models import Heartbeat
from insights.actions.sample_board import sample_board
from insights.enums import Group, Source
from insights.gauges import OVERDUE_FROM, TASK_LATE_AFTER
from insights.models import BoardSample, DailyTotal, ForecastMonth, ForecastRun, RolledDay
from insights.queries import shared
from insights.queries.board import read_board
from insights.queries.pace import ARRIVED
from insights.queries.usual import quarter_of, usual_at
from insights.views.alerts import alerts_of
from insights.views.tiles import tiles
from tests import factories
from tests.insights import calls
from tickets.actions.assess import set_priority
from tickets.actions.assign import take
from tickets.actions.escalate import escalate
from tickets.actions.restrict import restrict
from tickets.enums import Priority, Sensitivity
from tickets.models import ProcessingOffice, Referral, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("centre")]
SignIn = Callable[[User], Client]
SEEN = [Sensitivity.ORDINARY.value, Sensitivity.RESTRICTED.value]
BOARD = "/en/supervision/"
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    shared._boards.clear()
    yield
    shared._boards.clear()


def alerts(now: dt.datetime) -> list[str]:
    return [alert.text for alert in alerts_of(read_board(SEEN, now=now))]


def referred(by: User, now: dt.datetime) -> Ticket:
    """An enquiry of which an office should have answered a minute ago."""
    ticket = factories.ticket(now=now)
    take(ticket_id=ticket.pk, by=by, now=now)
    office = ProcessingOffice.objects.order_by("code")[0]
    escalate(ticket_id=ticket.pk, office=office, reason="urgent", question="When?", by=by, now=now)
    Referral.objects.update(due_at=now - dt.timedelta(minutes=1))
    return ticket


class TestAlerts:
    def test_a_quiet_centre_has_none(self, supervisor: User, signed_in: SignIn) -> None:
        now = clock.now()
        factories.ticket(now=now)
        Heartbeat.objects.beat("insights.sweep", now=now)
        assert alerts(now) == []
        assert "Nothing out of the ordinary." in signed_in(supervisor).get(BOARD).content.decode()

    def test_urgent_overdue_and_old_enquiries_and_silent_offices_are_raised(
        self, agent: User, supervisor: User, now: dt.datetime
    ) -> None:
        for _ in range(OVERDUE_FROM):
            factories.ticket(now=now - 60 * DAY)
        urgent = factories.ticket(now=now)
        set_priority(ticket_id=urgent.pk, priority=Priority.URGENT, by=supervisor, now=now)
        referred(agent, now)
        assert alerts(now) == [
            "1 urgent enquiry has no owner",
            "10 enquiries are overdue",
            "The oldest enquiry has waited for an owner for 60\u00a0days",
            "A processing office has not answered on 1 enquiry in time",
        ]

    def test_each_opens_to_its_rows(self, agent: User, supervisor: User, signed_in: SignIn) -> None:
        now = clock.now()
        late = referred(agent, now)
        Heartbeat.objects.beat("tickets.sweep", now=now - 2 * TASK_LATE_AFTER)
        Heartbeat.objects.beat("mp_office.sweep", now=now)
        browser = signed_in(supervisor)
        urls = {alert.text: alert.url for alert in alerts_of(read_board(SEEN, now=now))}
        (enquiries, tasks) = urls.values()
        assert late.number in browser.get(enquiries).content.decode()
        listed = browser.get(tasks).content.decode()
        assert "tickets.sweep" in listed
        assert "mp_office.sweep" not in listed

    def test_every_definition_of_the_board_is_led_to_from_its_figure(
        self, agent: User, supervisor: User, signed_in: SignIn
    ) -> None:
        referred(agent, clock.now())
        page = signed_in(supervisor).get(BOARD).content.decode()
        defined = re.findall(r'id="figure-(\w+)"', page)
        assert len(defined) > 20
        assert set(re.findall(r'href="#figure-(\w+)"', page)) == set(defined)

    def test_a_sealed_file_raises_nothing(
        self, agent: User, supervisor: User, now: dt.datetime
    ) -> None:
        ticket = referred(agent, now)
        breach = Sensitivity.PRIVACY_BREACH
        restrict(ticket_id=ticket.pk, sensitivity=breach, reason="x", by=supervisor, now=now)
        assert alerts(now) == []

    @pytest.mark.parametrize(("high", "raised"), [(None, True), (120, True), (150, False)])
    def test_more_than_the_forecast_of_the_eve_said(
        self, high: int | None, raised: bool, now: dt.datetime
    ) -> None:
        first = dt.date(2026, 11, 1)
        run = ForecastRun.objects.create(
            group=Group.WRITTEN, data_until=first - DAY, made_at=now, days_used=100
        )
        ForecastMonth.objects.create(
            run=run, first=first, last=dt.date(2026, 11, 30), expected=100, high_95=high
        )
        for day, value in ((first - DAY, 1000), (first, 60), (first + DAY, 61)):
            RolledDay.objects.create(date=day, source=Source.COMPUTED, derived_at=now)
            DailyTotal.objects.create(date=day, measure="contacts", channel="web", value=value)
        most = high or 100
        words = f"E-mail and web form: 121 came this month; the forecast said at most {most}"
        assert alerts(now) == ([words] if raised else [])


class TestUsual:
    def sample(self, now: dt.datetime, weeks: dict[int, float], figure: str = "overdue") -> None:
        for week, value in weeks.items():
            date, time = quarter_of(now - week * WEEK)
            BoardSample.objects.create(date=date, time=time, figure=figure, value=value)

    def test_a_quarter_hour_is_kept_once_with_its_headlines(self, now: dt.datetime) -> None:
        calls.call(VoiceLine.objects.order_by("number")[0], CallOutcome.ANSWERED, now=now)
        factories.ticket(now=now - 60 * DAY)
        assert sample_board(now=now + dt.timedelta(minutes=7))
        assert not sample_board(now=now + dt.timedelta(minutes=14))
        assert sample_board(now=now + dt.timedelta(minutes=15))
        kept = BoardSample.objects.filter(time=dt.time(10, 0)).exclude(figure__startswith=ARRIVED)
        assert dict(kept.values_list("figure", "value")) == {
            "calls_waiting": 0, "longest_wait": 0, "phone_level": 1, "call_answer_rate": 1,
            "overdue": 1, "urgent_unowned": 0,
        }  # fmt: skip

    def test_what_was_not_measured_is_not_kept_as_zero(self, now: dt.datetime) -> None:
        sample_board(now=now)
        headlines = BoardSample.objects.exclude(figure__startswith=ARRIVED)
        figures = set(headlines.values_list("figure", flat=True))
        assert figures == {"calls_waiting", "longest_wait", "overdue", "urgent_unowned"}

    def test_the_usual_is_the_median_of_the_same_weekday_and_time(self, now: dt.datetime) -> None:
        self.sample(now, {1: 10, 2: 30, 3: 12, 9: 99})
        self.sample(now + dt.timedelta(minutes=15), dict.fromkeys(range(1, 9), 70.0))
        self.sample(now - DAY, dict.fromkeys(range(1, 9), 80.0))
        assert usual_at(now + dt.timedelta(minutes=14)) == {"overdue": 12}

    def test_the_clock_on_the_wall_counts_across_a_change_of_the_clocks(self) -> None:
        after = dt.datetime(2026, 11, 3, 15, 0, tzinfo=dt.UTC)  # 10 am; two weeks before, 14:00
        for week in (1, 2, 3):
            moment = dt.datetime(2026, 11, 3, 14, 0, tzinfo=dt.UTC) - week * WEEK
            sample_board(now=moment)
        assert usual_at(after)["overdue"] == 0

    def test_old_samples_go(self, now: dt.datetime) -> None:
        self.sample(now, {8: 1, 10: 1})
        sample_board(now=now)
        assert quarter_of(now - 10 * WEEK)[0] not in BoardSample.objects.values_list(
            "date", flat=True
        )
        assert BoardSample.objects.filter(date=quarter_of(now - 8 * WEEK)[0]).exists()

    @pytest.mark.parametrize(
        ("usual", "words"),
        [
            ({}, "Too few weeks to say what is usual"),
            ({1: 1, 2: 1, 3: 2}, "As usual on a Tuesday at this time: 1"),
            ({1: 0, 2: 0, 3: 0}, "Above the usual of a Tuesday at this time: 0"),
            ({1: 20, 2: 21, 3: 22}, "Below the usual of a Tuesday at this time: 21"),
        ],
    )
    def test_a_headline_says_how_it_lies_to_the_usual(
        self, usual: dict[int, float], words: str, now: dt.datetime
    ) -> None:
        self.sample(now, usual)
        for _ in range(2):
            factories.ticket(now=now - 60 * DAY)
        shown = {tile.gauge.code: tile.trend for tile in tiles(read_board(SEEN, now=now))}
        assert shown["overdue"] == words

    def test_shares_and_waits_are_worded_as_such(self, now: dt.datetime) -> None:
        calls.call(VoiceLine.objects.order_by("number")[0], CallOutcome.BLOCKED, now=now)
        self.sample(now, dict.fromkeys(range(1, 4), 0.8), "call_answer_rate")
        self.sample(now, dict.fromkeys(range(1, 4), 600.0), "longest_wait")
        shown = {tile.gauge.code: tile.trend for tile in tiles(read_board(SEEN, now=now))}
        assert shown["call_answer_rate"] == "Below the usual of a Tuesday at this time: 80%"
        assert shown["longest_wait"] == "Below the usual of a Tuesday at this time: 10\u00a0min"

    def test_the_comparison_takes_one_statement_however_much_was_kept(
        self, now: dt.datetime
    ) -> None:
        def statements() -> int:
            with CaptureQueriesContext(connection) as made:
                usual_at(now)
            return len(made)

        few = statements()
        for figure in ("overdue", "calls_waiting"):
            self.sample(now, dict.fromkeys(range(1, 9), 1.0), figure)
        assert statements() == few == 1
