"""Forecasts are kept as they were made, and what came is held against them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from insights.actions.make_forecast import forecast_due, make_forecast
from insights.enums import Group, Source
from insights.models import DailyTotal, ForecastRun, RolledDay
from insights.periods import DAY
from insights.queries.forecasts import forecasts_of
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FORECAST = "/en/supervision/forecast/"
YESTERDAY = dt.date(2026, 11, 23)


@pytest.fixture
def browser(supervisor: User, signed_in: SignIn) -> Client:
    return signed_in(supervisor)


def counted(last: dt.date, days: int, value: int = 100) -> None:
    """So many contacts by web form on each of these days."""
    dates = [last - n * DAY for n in range(days)]
    RolledDay.objects.bulk_create(
        RolledDay(date=day, source=Source.COMPUTED, derived_at=factories.NOW, closed=True)
        for day in dates
    )
    DailyTotal.objects.bulk_create(
        DailyTotal(date=day, measure="contacts", channel="web", value=value) for day in dates
    )


def test_the_newest_whole_day_is_forecast_from_once(centre: None, now: dt.datetime) -> None:
    counted(YESTERDAY, 70)
    assert forecast_due(now=now) == len(Group)
    assert forecast_due(now=now) == 0
    run = ForecastRun.objects.get(group=Group.WRITTEN)
    assert (run.data_until, run.days_used) == (YESTERDAY, 70)
    months = list(run.months.all())
    assert months[0].first == YESTERDAY + DAY
    assert months[-1].last == dt.date(2027, 3, 31)
    assert months[1].expected == 31 * 100


def test_a_forecast_is_not_changed_by_what_is_learnt_later(centre: None, now: dt.datetime) -> None:
    counted(YESTERDAY, 70)
    make_forecast(data_until=YESTERDAY, now=now)
    DailyTotal.objects.update(value=500)
    make_forecast(data_until=YESTERDAY, now=now)
    run = ForecastRun.objects.get(group=Group.WRITTEN)
    assert run.months.all()[1].expected == 3100


def test_under_eight_weeks_there_is_none_and_the_page_says_so(
    browser: Client, now: dt.datetime
) -> None:
    counted(YESTERDAY, 50)
    assert forecast_due(now=now) == 0
    page = browser.get(FORECAST).content.decode()
    assert "There is no forecast yet." in page


def test_the_year_is_what_came_and_what_is_to_come(centre: None, now: dt.datetime) -> None:
    counted(YESTERDAY, 237)  # from April 1
    make_forecast(data_until=YESTERDAY, now=now)
    (written,) = [one for one in forecasts_of(2026) if one.group == Group.WRITTEN]
    assert written.actual == 237 * 100
    assert written.total.expected == 365 * 100
    november = written.months[7]
    assert november.to_come is not None
    assert (november.actual, november.to_come.expected) == (2300, 700)


def test_what_came_is_held_against_what_was_said_on_the_eve(
    browser: Client, now: dt.datetime
) -> None:
    counted(dt.date(2026, 9, 30), 120, 100)
    make_forecast(data_until=dt.date(2026, 9, 30), now=now)
    counted(dt.date(2026, 10, 31), 31, 110)
    counted(YESTERDAY, 23, 110)
    make_forecast(data_until=YESTERDAY, now=now)
    page = browser.get(FORECAST).content.decode()
    assert "October\u00a02026: the forecast of the day before was 9.1% low." in page
    assert "if the current trend continues" in page


def test_a_scenario_changes_what_is_to_come_only(browser: Client, now: dt.datetime) -> None:
    counted(YESTERDAY, 237)
    make_forecast(data_until=YESTERDAY, now=now)
    plain = browser.get(FORECAST).context["groups"][1]
    more = browser.get(f"{FORECAST}?change=20").context["groups"][1]
    assert (plain["actual"], plain["to_go"]) == (more["actual"], "12,800")
    assert more["to_go"] == "15,360"


def test_a_scenario_beyond_reason_is_refused(browser: Client, now: dt.datetime) -> None:
    counted(YESTERDAY, 60)
    make_forecast(data_until=YESTERDAY, now=now)
    page = browser.get(f"{FORECAST}?change=9999").content.decode()
    assert "Enter a number between -90 and 500" in page


def test_statements_do_not_grow_with_days_or_forecasts(browser: Client, now: dt.datetime) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as made:
            assert browser.get(FORECAST).status_code == 200
        return len(made)

    counted(YESTERDAY, 237)
    make_forecast(data_until=YESTERDAY, now=now)
    few = statements()
    for month in (8, 9, 10):
        make_forecast(data_until=dt.date(2026, month, 1) - DAY, now=now)
    assert statements() <= few


def test_in_april_the_last_month_is_march_of_the_year_before(
    browser: Client, now: dt.datetime
) -> None:
    counted(dt.date(2026, 2, 28), 120, 100)
    make_forecast(data_until=dt.date(2026, 2, 28), now=now)
    counted(dt.date(2026, 4, 20), 51, 125)
    make_forecast(data_until=dt.date(2026, 4, 20), now=now)
    page = browser.get(FORECAST).content.decode()
    assert "March\u00a02026: the forecast of the day before was 20% low." in page
    (written,) = [one for one in forecasts_of(2026) if one.group == Group.WRITTEN]
    assert written.months[0].month.first == dt.date(2026, 4, 1)
    assert written.actual == 20 * 125
    assert written.counted_from is None


def test_it_begins_with_the_newest_year_that_has_a_band_and_says_so(
    browser: Client, now: dt.datetime
) -> None:
    counted(YESTERDAY, 60)
    make_forecast(data_until=YESTERDAY, now=now)
    assert browser.get(FORECAST).context["newest_year"] == ""
    counted(dt.date(2021, 12, 31), 400)
    make_forecast(data_until=dt.date(2021, 12, 31), now=now)
    answer = browser.get(FORECAST)
    assert answer.context["year"] == "2021 to 2022"
    assert answer.context["form"]["year"].value() == 2021
    page = answer.content.decode()
    assert "Shown is 2021 to 2022, the newest year whose forecast has a band." in page
    chosen = browser.get(f"{FORECAST}?year=2026").content.decode()
    assert "the newest year whose forecast has a band" not in chosen
