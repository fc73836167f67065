"""The staffing page: both directions, every half hour of a day, and kind words for bad figures."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from channels.enums import CallOutcome
from channels.models import Disposition, VoiceLine
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from insights.erlang import Demand
from insights.queries.half_hours import handle_seconds, usual_day
from insights.staffing import Centre, Wanted, agents_needed, even_numbers, with_agents
from tests.insights import calls

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
PAGE = "/en/supervision/staffing/"
MONDAY, TUESDAY = 0, 1
OVERLOAD = Centre(Demand(300, 1800, 600), target_s=20, patience_s=180, shrinkage=0.3)


@pytest.fixture
def line(centre: None) -> VoiceLine:
    return VoiceLine.objects.order_by("number")[0]


@pytest.fixture
def page(supervisor: User, signed_in: SignIn) -> Callable[..., Any]:
    client = signed_in(supervisor)
    return lambda path=PAGE, **query: client.get(path, query)


def test_it_begins_with_an_example_that_is_answered(page: Callable[..., Any]) -> None:
    words = page().content.decode()
    assert "on the phone" in words
    assert '<svg class="chart-drawing"' in words
    assert "No data" in words  # of half hours: nobody called yet


def test_a_wanted_answer_rate_gives_agents_and_these_agents_give_that_rate() -> None:
    needed = agents_needed(OVERLOAD, Wanted.ANSWER_RATE, 0.8)
    assert with_agents(OVERLOAD, needed).outcome.answer_rate >= 0.8
    assert with_agents(OVERLOAD, needed - 1).outcome.answer_rate < 0.8


def test_both_directions_are_on_the_page(page: Callable[..., Any]) -> None:
    query = {"calls": 300, "aht": 600, "agents": 40, "share": 80}
    context = page(**query).context
    assert context["needed"].agents == agents_needed(OVERLOAD, Wanted.ANSWER_RATE, 0.8)
    assert context["given"].agents == 40
    assert {context["needed"].agents, 40} <= {row.agents for row in context["rows"]}


def test_below_the_load_erlang_c_cannot_be_calculated(page: Callable[..., Any]) -> None:
    response = page(calls=300, aht=600, agents=40)
    assert response.context["given"].patient is None
    assert "Cannot be calculated" in response.content.decode()


def test_too_few_lines_are_said(page: Callable[..., Any]) -> None:
    words = page(calls=300, aht=600, trunks=50, share=95).content.decode()
    assert "so few telephone lines" in words


def test_no_calls_need_no_agents(page: Callable[..., Any]) -> None:
    assert "No calls need no agents" in page(calls=0).content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"calls": "many"}, "Enter a whole number"),
        ({"share": 100}, "Enter 99 or less"),
        ({"aht": 0}, "Enter 1 or more"),
        ({"patience": ""}, "Fill in “Patience in seconds”"),
        ({"calls": 100_000, "aht": 7200}, "more than 5,000 agents"),
        ({"interval": "7"}, "Select one of the answers"),
    ],
)
def test_a_bad_figure_is_told_what_to_do(
    query: dict[str, Any], words: str, page: Callable[..., Any]
) -> None:
    response = page(**query)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "rows" not in response.context


def test_the_table_goes_in_even_steps_around_what_was_asked() -> None:
    shown = even_numbers(OVERLOAD, 88, 40)
    assert shown[0] < 40
    assert shown[-1] > 88
    assert len(shown) < 25


class TestHalfHours:
    def test_the_last_four_such_days_are_averaged_by_half_hours_of_the_centre(
        self, line: VoiceLine, now: dt.datetime
    ) -> None:
        monday = now - dt.timedelta(days=1)  # at 10:00 in Ottawa
        for week, number in ((0, 3), (1, 1)):
            for _call in range(number):
                at = monday - dt.timedelta(weeks=week)
                calls.call(line, CallOutcome.ABANDONED, now=at)
        calls.call(line, CallOutcome.ANSWERED, now=monday + dt.timedelta(minutes=30))
        day = usual_day(MONDAY, now=now)
        assert day.days == 2
        assert [(half.starts, half.calls) for half in day.half_hours] == [
            (dt.time(10, 0), 2.0),
            (dt.time(10, 30), 0.5),
        ]
        assert day.busiest == day.half_hours[0]

    def test_summer_and_winter_keep_the_hour_on_the_clock(
        self, line: VoiceLine, now: dt.datetime
    ) -> None:
        after_the_change = dt.datetime(2026, 11, 4, 15, 0, tzinfo=dt.UTC)
        before, after = (
            dt.datetime(2026, 10, 27, 14, 0, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 3, 15, 0, tzinfo=dt.UTC),
        )
        for at in (before, after):
            calls.call(line, CallOutcome.ANSWERED, now=at)
        day = usual_day(TUESDAY, now=after_the_change)
        assert [half.starts for half in day.half_hours] == [dt.time(10, 0)]

    @pytest.mark.parametrize(
        ("now", "called"),
        [
            # A Thursday evening after the clocks went back, and the Thursday before that.
            ("2026-11-05T23:30", "2026-10-29T10:00"),
            # A Tuesday just begun after they went forward, and the Tuesday before that.
            ("2026-03-10T00:15", "2026-03-03T10:00"),
        ],
    )
    def test_near_midnight_a_change_of_the_clocks_picks_no_other_weekday(
        self, line: VoiceLine, now: str, called: str
    ) -> None:
        zone = ZoneInfo(settings.CENTRE_TIME_ZONE)
        moment, at = (
            dt.datetime.fromisoformat(text).replace(tzinfo=zone) for text in (now, called)
        )
        for day in (-1, 0, 1):
            for _call in range(2 + day):
                calls.call(line, CallOutcome.ANSWERED, now=at + dt.timedelta(days=day))
        day = usual_day(at.weekday(), now=moment.astimezone(dt.UTC))
        assert [half.calls for half in day.half_hours] == [2.0]

    def test_today_older_weeks_and_calls_for_nobody_do_not_count(
        self, line: VoiceLine, now: dt.datetime
    ) -> None:
        calls.call(line, CallOutcome.ANSWERED, now=now)
        calls.call(line, CallOutcome.ANSWERED, now=now - dt.timedelta(weeks=5))
        calls.call(line, CallOutcome.CONTAINED, now=now - dt.timedelta(weeks=1))
        assert usual_day(TUESDAY, now=now).half_hours == []

    def test_handle_time_is_the_talk_and_the_work_after_it_as_measured(
        self, line: VoiceLine, agent: User, now: dt.datetime
    ) -> None:
        VoiceLine.objects.update(wrap_up_seconds=600)  # what is allowed, and not used up
        assert handle_seconds(now=now) is None
        yesterday = now - dt.timedelta(days=1)
        made = calls.call(line, CallOutcome.ANSWERED, now=yesterday, talked_s=240)
        assert handle_seconds(now=now) == 240
        over = made.ended_at
        assert over is not None
        Disposition.objects.create(
            call=made, agent=agent, result="solved",
            wrap_up_from=over, wrap_up_until=over, ended_at=over + dt.timedelta(seconds=60),
        )  # fmt: skip
        assert handle_seconds(now=now) == 300

    def test_the_page_shows_them_and_offers_the_busiest(
        self, line: VoiceLine, page: Callable[..., Any]
    ) -> None:
        at = clock.now() - dt.timedelta(days=7)
        weekday = today_in(at, settings.CENTRE_TIME_ZONE).weekday()
        if weekday > 4:  # the page knows working days only
            at, weekday = at - dt.timedelta(days=2), weekday - 2
        for _call in range(4):
            calls.call(line, CallOutcome.ANSWERED, now=at)
        response = page(weekday=weekday)
        assert len(response.context["half_hours"]) == 1
        words = "to the end of the work after the call: 120\N{NO-BREAK SPACE}s."
        assert words in response.content.decode()
        assert "calls=4" in response.context["use_url"]
