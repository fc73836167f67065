"""What the days to come are expected to bring, and how wrong such forecasts were before.

A level that follows the last weeks, with a damped trend, times a weekday profile, times the
season of the month where two whole years are known. Holt's linear method with damping and a
multiplicative season: R. J. Hyndman, G. Athanasopoulos, "Forecasting: Principles and Practice"
(3rd ed., 2021), ch. 8; E. S. Gardner, E. McKenzie, "Forecasting Trends in Time Series" (1985).
The bands come from back-tests on the centre's own months, not from a theory of the errors.
Pure: it knows dates and numbers only.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from insights.periods import DAY, Period, Unit, month_of, periods

Series = Mapping[dt.date, float]
WEEK = 7
FEWEST_DAYS = 8 * WEEK
PROFILE_WEEKS = 8
LEVEL, TREND, DAMPING = 0.4, 0.1, 0.85
MONTHS = 12
FEWEST_TRIES = 3
MOST_TRIES = 12
# Of a normal distribution: the share of it between −z and +z.
Z_80, Z_95 = 1.2816, 1.96


@dataclass(frozen=True)
class Month:
    """The days to come of one month; the bands are None where nothing could be tried."""

    first: dt.date
    last: dt.date
    expected: float
    band_80: tuple[float, float] | None = None
    band_95: tuple[float, float] | None = None


@dataclass(frozen=True)
class Forecast:
    """Months until the wanted day; `spread` is that of past errors one month ahead."""

    months: tuple[Month, ...]
    days_used: int
    spread: float | None
    tries: int


def contiguous(series: Series, last: dt.date) -> dict[dt.date, float]:
    """The unbroken run of days that ends on `last`: what lies before a gap is another story."""
    run: dict[dt.date, float] = {}
    day = last
    while day in series:
        run[day] = series[day]
        day -= DAY
    return dict(reversed(run.items()))


def predict(series: Series, last: dt.date, until: dt.date) -> dict[dt.date, float] | None:
    """The expected value of each day after `last` to `until`; None with under eight weeks."""
    known = contiguous(series, last)
    if len(known) < FEWEST_DAYS:
        return None
    season = _season(known)
    plain = {day: value / season[day.month] for day, value in known.items()}
    profile = _profile(plain, last)
    level, trend = _holt(_weeks(plain))
    found = {}
    for ahead in range(1, (until - last).days + 1):
        day = last + ahead * DAY
        weeks = math.ceil(ahead / WEEK)
        steps = DAMPING * (1 - DAMPING**weeks) / (1 - DAMPING)
        mean = max(0.0, level + steps * trend) / WEEK
        found[day] = mean * profile[day.weekday()] * season[day.month]
    return found


def _season(known: Series) -> dict[int, float]:
    """How busy each month of the year is: 1 everywhere until two whole years are known.

    Ratios to the mean of the twelve months around, so that growth is not taken for a season
    (classical multiplicative decomposition; Hyndman & Athanasopoulos, ch. 3.4).
    """
    months = _month_means(known)
    if len(months) < 2 * MONTHS:
        return dict.fromkeys(range(1, MONTHS + 1), 1.0)
    ratios: dict[int, list[float]] = {number: [] for number in range(1, MONTHS + 1)}
    half = MONTHS // 2
    for at in range(half, len(months) - half):
        around = [mean for _number, mean in months[at - half : at + half + 1]]
        # Thirteen months, of which the first and the last are the same one of two years.
        middle = (sum(around) - (around[0] + around[-1]) / 2) / MONTHS
        number, mean = months[at]
        if middle > 0 and mean > 0:
            ratios[number].append(mean / middle)
    shares = {number: fmean(each) if each else 1.0 for number, each in ratios.items()}
    whole = fmean(shares.values())
    return {number: share / whole for number, share in shares.items()}


def _month_means(known: Series) -> list[tuple[int, float]]:
    """The mean day of each whole month, in order, with the month's number."""
    found: dict[dt.date, list[float]] = {}
    for day, value in known.items():
        found.setdefault(day.replace(day=1), []).append(value)
    return [
        (first.month, fmean(values))
        for first, values in found.items()
        if len(values) == month_of(first).days
    ]


def _profile(plain: Series, last: dt.date) -> list[float]:
    """What a weekday brings, its mean day being 1; medians, so that a holiday changes little."""
    since = last - PROFILE_WEEKS * WEEK * DAY
    medians = [
        median(v for day, v in plain.items() if day > since and day.weekday() == weekday)
        for weekday in range(WEEK)
    ]
    mean = fmean(medians)
    return [value / mean for value in medians] if mean else [1.0] * WEEK


def _weeks(plain: Series) -> list[float]:
    """Sums of seven days, counted back from the end; an odd rest at the start is left out."""
    values = list(plain.values())
    start = len(values) % WEEK
    return [sum(values[at : at + WEEK]) for at in range(start, len(values), WEEK)]


def _holt(weeks: Sequence[float]) -> tuple[float, float]:
    """Level and trend of a week after the last one, smoothed and damped."""
    level, trend = fmean(weeks[:4]), 0.0
    for value in weeks[4:]:
        before = level
        level = LEVEL * value + (1 - LEVEL) * (before + DAMPING * trend)
        trend = TREND * (level - before) + (1 - TREND) * DAMPING * trend
    return level, trend


def forecast(series: Series, last: dt.date, until: dt.date) -> Forecast | None:
    """The months from the day after `last` to `until`, with bands from back-tests.

    None with under eight weeks of unbroken data. Bands widen with the square root of the months
    ahead, and are left out where fewer than three past forecasts could be tried.
    """
    days = predict(series, last, until)
    if days is None:
        return None
    errors = backtest(series, last)
    spread = _spread(errors)
    months = []
    for ahead, period in enumerate(periods(Unit.MONTH, last + DAY, until), start=1):
        expected = sum(value for day, value in days.items() if day in period)
        months.append(_month(period, expected, spread, ahead))
    used = len(contiguous(series, last))
    return Forecast(tuple(months), used, spread, len(errors))


def _month(period: Period, expected: float, spread: float | None, ahead: int) -> Month:
    if spread is None:
        return Month(period.first, period.last, expected)
    wide = spread * math.sqrt(ahead)
    eighty, ninety_five = (
        (expected * math.exp(-z * wide), expected * math.exp(z * wide)) for z in (Z_80, Z_95)
    )
    return Month(period.first, period.last, expected, eighty, ninety_five)


def backtest(series: Series, last: dt.date) -> list[float]:
    """Errors of forecasts that could have been made at the ends of the last twelve months.

    Each is the logarithm of what the next month brought over what would have been said: 0 is
    right, +0.1 is some ten percent more than said.
    """
    errors: list[float] = []
    end = month_of(last).last
    month = month_of(last if last == end else month_of(last).first - DAY)
    while len(errors) < MOST_TRIES:
        origin = month.first - DAY
        days = predict(series, origin, month.last)
        if days is None:
            break
        came = sum(series[day] for day in days if day in series)
        said = sum(days.values())
        if came > 0 and said > 0:
            errors.append(math.log(came / said))
        month = month_of(origin)
    return errors


def _spread(errors: Sequence[float]) -> float | None:
    """The root mean square of the errors; None with too few of them to say."""
    if len(errors) < FEWEST_TRIES:
        return None
    return math.sqrt(fmean(error * error for error in errors))
