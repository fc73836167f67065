"""The pure rules of the figures: periods, what rises, what is forecast, how days add up."""

import datetime as dt
import itertools
import math
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactcentre.demo.past import share_out
from insights import charts
from insights.forecast import backtest, contiguous, forecast, predict
from insights.measures import MEASURES, NO_DATA, UNAVAILABLE, State, figure
from insights.periods import DAY, Unit, fiscal_year, period_of, periods, year_of
from insights.rising import rise, words

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [("2021-03-31", 2020), ("2021-04-01", 2021), ("2022-01-01", 2021), ("2022-03-31", 2021)],
)
def test_a_fiscal_year_begins_on_april_1(day: str, year: int) -> None:
    assert fiscal_year(dt.date.fromisoformat(day)) == year
    assert dt.date.fromisoformat(day) in year_of(year)


@given(first=DAYS, length=st.integers(0, 900), unit=st.sampled_from(Unit))
def test_periods_cover_the_days_without_gap_or_overlap(
    first: dt.date, length: int, unit: Unit
) -> None:
    last = first + length * DAY
    found = list(periods(unit, first, last))
    assert found[0].first == first
    assert found[-1].last == last
    assert sum(period.days for period in found) == length + 1
    assert all(a.last + DAY == b.first for a, b in itertools.pairwise(found))
    assert all(period_of(unit, p.first) == period_of(unit, p.last) for p in found)


CALLS = MEASURES["call_answer_rate"]


def test_zero_no_data_and_unavailable_are_three_things() -> None:
    contacts = MEASURES["contacts"]
    assert figure(contacts, {}, counted=True, loaded=False).state == State.ZERO
    assert figure(contacts, {}, counted=False, loaded=False) == NO_DATA
    assert figure(MEASURES["written_days"], {}, counted=False, loaded=True) == UNAVAILABLE


def test_a_share_of_nothing_is_no_data_and_a_share_of_something_may_be_zero() -> None:
    assert figure(CALLS, {}, counted=True, loaded=False) == NO_DATA
    none = figure(CALLS, {"calls_asked": 4}, counted=True, loaded=False)
    assert (none.state, none.value) == (State.ZERO, 0)


def test_a_rate_is_made_of_sums_and_never_of_rates() -> None:
    sums = {"calls_asked": 10 + 1000, "calls_answered": 10 + 0}
    made = figure(CALLS, sums, counted=True, loaded=False)
    assert made.value == Decimal(10) / 1010  # the mean of 100 % and 0 % would be 50 %


def test_a_topic_rises_when_it_comes_far_more_often_than_on_the_same_days_before() -> None:
    before = [10, 12, 9, 11, 10, 8, 12, 11]
    assert rise(30, before).is_rising  # type: ignore[union-attr]
    assert not rise(14, before).is_rising  # type: ignore[union-attr]


def test_one_odd_week_in_the_past_does_not_hide_a_rise() -> None:
    assert rise(30, [10, 12, 9, 200, 10, 8, 12, 11]).is_rising  # type: ignore[union-attr]


def test_few_are_no_rise_and_too_few_weeks_say_nothing() -> None:
    assert not rise(4, [0, 0, 0, 0]).is_rising  # type: ignore[union-attr]
    assert rise(50, [1, 1]) is None


@given(count=st.integers(0, 500), before=st.lists(st.integers(0, 300), min_size=3, max_size=8))
def test_a_larger_count_never_rises_less(count: int, before: list[int]) -> None:
    here, more = rise(count, before), rise(count + 1, before)
    assert here is not None
    assert more is not None
    assert more.is_rising >= here.is_rising


def test_the_words_of_a_subject_are_the_telling_ones() -> None:
    assert words("Where is my citizenship application W123456789?", "en") == {"citizenship"}
    assert words("Où en est ma demande de parrainage, l’état?", "fr") == {"parrainage", "état"}


def weekly(first: dt.date, days: int, *, level: float = 100, growth: float = 0.0) -> dict:
    """A series with quiet weekends that grows by so much a day."""
    shape = (1.3, 1.2, 1.1, 1.0, 0.9, 0.3, 0.2)
    dates = [first + n * DAY for n in range(days)]
    return {day: (level + growth * n) * shape[day.weekday()] for n, day in enumerate(dates)}


MONDAY = dt.date(2024, 4, 1)


def test_a_steady_centre_is_forecast_as_it_is() -> None:
    series = weekly(MONDAY, 200)
    last = max(series)
    said = predict(series, last, last + 28 * DAY)
    assert said is not None
    came = weekly(last + DAY, 28)
    assert sum(said.values()) == pytest.approx(sum(came.values()), rel=0.01)
    assert max(said.values()) / min(said.values()) == pytest.approx(6.5, rel=0.05)


def test_growth_is_not_taken_for_a_season() -> None:
    series = weekly(MONDAY, 3 * 365, growth=0.3)
    last = max(series)
    said = predict(series, last, last + 30 * DAY)
    came = weekly(MONDAY, 3 * 365 + 30, growth=0.3)
    wanted = sum(value for day, value in came.items() if day > last)
    assert said is not None
    assert sum(said.values()) == pytest.approx(wanted, rel=0.05)


def test_under_eight_weeks_without_a_gap_nothing_is_said() -> None:
    series = weekly(MONDAY, 120)
    del series[max(series) - 30 * DAY]
    assert len(contiguous(series, max(series))) == 30
    assert forecast(series, max(series), max(series) + 30 * DAY) is None


def test_bands_hold_the_expected_and_widen_with_the_months() -> None:
    chance = Random(1)
    noisy = {day: value * chance.uniform(0.7, 1.3) for day, value in weekly(MONDAY, 500).items()}
    last = max(noisy)
    made = forecast(noisy, last, last + 120 * DAY)
    assert made is not None
    assert made.tries == 12
    widths = []
    for month in made.months:
        assert month.band_80 is not None
        assert month.band_95 is not None
        low, high = month.band_95
        assert low < month.band_80[0] < month.expected < month.band_80[1] < high
        widths.append(math.log(high / low))
    assert widths == sorted(widths)


def test_a_back_test_knows_only_what_was_known_then() -> None:
    series = weekly(MONDAY, 400)
    last = dt.date(2025, 3, 31)
    jump = {day: value * (3 if day.month == 3 and day.year == 2025 else 1)
            for day, value in series.items()}  # fmt: skip
    errors = backtest(jump, last)
    assert errors[0] == pytest.approx(math.log(3), abs=0.05)
    assert all(abs(error) < 0.05 for error in errors[1:])


@given(
    st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=40),
    st.integers(0, 1_000_000),
)
def test_shares_come_to_the_total_exactly(weights: list[float], total: int) -> None:
    if sum(weights) <= 0:
        return
    shares = share_out(total, weights)
    assert sum(shares) == total
    assert all(abs(s - total * w / sum(weights)) <= 1 for s, w in zip(shares, weights, strict=True))


@given(st.floats(0.001, 1e9))
def test_the_axis_of_a_chart_is_round_and_holds_the_highest_value(highest: float) -> None:
    top, step = charts.top_of(highest)
    assert top >= highest * (1 - 1e-9)
    assert 2 <= round(top / step) <= 5


def test_what_is_counted_has_no_halves_on_its_axis() -> None:
    assert charts.top_of(2, least=1.0) == (2, 1)
    assert [tick.value for tick in charts.bars([[1.0, 2.0]]).ticks] == [0, 1, 2]


def test_bars_stand_on_each_other_from_a_base_of_zero() -> None:
    drawn = charts.bars([[2.0, None], [2.0, 4.0]])
    lower, upper, alone = drawn.rects[0], drawn.rects[1], drawn.rects[2]
    assert upper.y + upper.height == pytest.approx(lower.y, abs=0.2)
    assert lower.y + lower.height == pytest.approx(drawn.bottom, abs=0.2)
    assert alone.height == pytest.approx(lower.height + upper.height, abs=0.3)


def test_a_line_breaks_where_there_is_no_value() -> None:
    drawn = charts.lines([[1.0, 2.0, None, 3.0, 4.0]])
    assert len(drawn.paths) == 2
