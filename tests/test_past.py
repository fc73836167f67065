"""The past of the demonstration: the briefing's years, to the last call."""

import datetime as dt
from collections import Counter
from random import Random

import pytest

from contactcentre.demo.past import days_of, load_past, published, tides
from insights.actions.load_briefing import check_sums, expected
from insights.enums import Basis, Group
from insights.models import DailyFigure, ForecastRun, RolledDay
from insights.queries.forecasts import forecasts_of
from tests import factories

PAST = [year for year in published() if year.basis != Basis.FORECAST]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_days_of_each_year_come_to_the_published_figures_exactly(seed: int) -> None:
    days = {}
    for year in PAST:
        days |= dict(days_of(year, tides(PAST), Random(seed)))
    check_sums(PAST, days)
    assert len(days) == 1371


def test_no_day_answers_more_calls_than_asked_for_an_agent_or_asked_than_came() -> None:
    for year in PAST:
        for day, figures in days_of(year, tides(PAST), Random(1)):
            came, asked, answered = (
                figures.get((measure, "phone"), 0)
                for measure in ("contacts", "calls_asked", "calls_answered")
            )
            assert answered <= asked <= came, day
            assert answered == 0 or day.weekday() < 5


def test_the_rate_of_the_briefing_has_its_own_denominator() -> None:
    year = PAST[0]
    sums = expected(year)
    assert sums["calls_asked", "phone"] == 3_710_000 != year.phone
    assert sums["calls_answered", "phone"] / sums["calls_asked", "phone"] == 0.25


def test_weekends_are_quiet_and_no_year_begins_with_a_jump() -> None:
    days = {}
    for year in PAST:
        days |= dict(days_of(year, tides(PAST), Random(1)))
    by_weekday: Counter[int] = Counter()
    for day, figures in days.items():
        by_weekday[day.weekday()] += figures.get(("contacts", "phone"), 0)
    assert by_weekday[5] < 0.3 * by_weekday[0]

    def month(year: int, number: int) -> int:
        found = [f for d, f in days.items() if (d.year, d.month) == (year, number)]
        return sum(figures[("contacts", "email")] for figures in found)

    assert 0.8 < month(2020, 4) / month(2020, 3) < 1.2


@pytest.mark.django_db
def test_the_past_is_loaded_with_the_forecasts_of_its_months(
    centre: None, now: dt.datetime
) -> None:
    factories.ticket(now=now - dt.timedelta(days=2))
    load_past(now=now, seed=1)
    assert RolledDay.objects.filter(source="computed").count() == 3
    assert DailyFigure.objects.filter(source="briefing").exists()
    phone = next(one for one in forecasts_of(2021) if one.group == Group.PHONE)
    assert phone.actual == 5_300_000
    assert phone.total.low_95 < phone.total.expected < phone.total.high_95  # type: ignore[operator]
    assert len(phone.tried) == 9
    assert ForecastRun.objects.filter(tries=12).count() == ForecastRun.objects.count()
