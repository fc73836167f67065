"""The past of the demonstration: the briefing's years, spread over days that add up to them.

The years are published figures (contactcentre/demo/data/briefing.csv); how they fell on days is
invented: the week, the season and chance. The forecasts of those months are made as they would
have been then.
"""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

from django.conf import settings

from contactcentre.kit.formatting import today_in
from insights.actions.load_briefing import EMAIL, MEMBER, PHONE, Key, expected, load_briefing
from insights.actions.make_forecast import forecast_due, make_forecast
from insights.actions.roll_up import days_due, roll_up_day
from insights.enums import Basis
from insights.models import PublishedYear
from insights.periods import DAY, Period, Unit, periods, year_of

Tides = dict[str, list[tuple[dt.date, float]]]

FILE = Path(__file__).parent / "data" / "briefing.csv"
# Monday to Sunday. The menu and the web form are open at all hours, agents on weekdays only.
WEEK: dict[str, tuple[float, ...]] = {
    "phone": (1.30, 1.16, 1.10, 1.06, 0.98, 0.22, 0.18),
    "email": (1.24, 1.14, 1.10, 1.06, 0.96, 0.42, 0.38),
    "member": (1.22, 1.18, 1.12, 1.04, 0.90, 0.03, 0.01),
}
WORKING = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)
# January to December.
SEASON = (1.10, 1.05, 1.04, 0.98, 0.97, 1.00, 1.01, 1.06, 1.05, 1.00, 0.96, 0.82)
HOLIDAYS = {(1, 1), (7, 1), (11, 11), (12, 25), (12, 26)}
HOLIDAY = 0.3


def published() -> list[PublishedYear]:
    """The columns of the briefing's table."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [_column(row) for row in csv.DictReader(file)]


def _column(row: dict[str, str]) -> PublishedYear:
    def whole(name: str) -> int | None:
        return int(row[name]) if row[name] else None

    def exact(name: str) -> Decimal | None:
        return Decimal(row[name]) if row[name] else None

    return PublishedYear(
        fiscal_year=int(row["fiscal_year"]),
        basis=Basis(row["basis"]),
        through=dt.date.fromisoformat(row["through"]) if row["through"] else None,
        phone=int(row["phone"]),
        written=int(row["written"]),
        member=int(row["member"]),
        calls_asked=whole("calls_asked"),
        answer_rate=exact("answer_rate"),
        written_days=exact("written_days"),
        total=int(row["total"]),
    )


def span(year: PublishedYear) -> Period:
    """The days that a published year speaks of."""
    whole = year_of(year.fiscal_year)
    return Period(whole.first, year.through or whole.last, Unit.YEAR)


def tides(years: list[PublishedYear]) -> Tides:
    """How busy a mean day was in the middle of each year, by channel."""
    found: Tides = {PHONE: [], EMAIL: [], MEMBER: []}
    for year in years:
        days = span(year)
        for channel, points in found.items():
            mean = expected(year)["contacts", channel] / days.days
            points.append((days.first + days.days // 2 * DAY, mean))
    return found


def tide(points: list[tuple[dt.date, float]], day: dt.date) -> float:
    """The level of a day between the middles of two years: no year begins with a jump."""
    for (left, before), (right, after) in pairwise(points):
        if left <= day <= right:
            return before + (after - before) * ((day - left) / (right - left))
    return points[0][1] if day < points[0][0] else points[-1][1]


def days_of(
    year: PublishedYear, levels: Tides, chance: Random
) -> Iterator[tuple[dt.date, dict[Key, int]]]:
    """The days of a published year with figures that come to it exactly."""
    days = [period.first for period in periods(Unit.DAY, span(year).first, span(year).last)]
    columns = dict(_columns(year, days, levels, chance))
    for number, day in enumerate(days):
        yield day, {key: values[number] for key, values in columns.items() if values[number]}


def _columns(
    year: PublishedYear, days: list[dt.date], levels: Tides, chance: Random
) -> Iterator[tuple[Key, list[int]]]:
    volumes: dict[str, list[int]] = {}
    for (measure, channel), total in expected(year).items():
        if measure == "contacts":
            weights = [tide(levels[channel], d) * _busy(d, channel, chance) for d in days]
            volumes[channel] = share_out(total, weights)
            yield (measure, channel), volumes[channel]
            continue
        pattern = WORKING if measure == "calls_answered" else (1.0,) * 7
        weights = [
            volume * pattern[day.weekday()] * chance.uniform(0.92, 1.08)
            for day, volume in zip(days, volumes[channel], strict=True)
        ]
        # Every e-mail of a day counts as answered, so that the mean is the published one.
        exact = measure == "first_answers" and channel == EMAIL
        yield (measure, channel), volumes[channel] if exact else share_out(total, weights)


def _busy(day: dt.date, channel: str, chance: Random) -> float:
    quiet = HOLIDAY if (day.month, day.day) in HOLIDAYS else 1.0
    return WEEK[channel][day.weekday()] * SEASON[day.month - 1] * quiet * chance.gauss(1, 0.05)


def share_out(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that come to the total exactly.

    The largest remainders get what rounding down leaves over (Hamilton's method).
    """
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(value) for value in exact]
    left = total - sum(shares)
    order = sorted(range(len(exact)), key=lambda n: shares[n] - exact[n])
    for number in order[:left]:
        shares[number] += 1
    return shares


def load_past(*, now: dt.datetime, seed: int) -> None:
    """Load the briefing's years, count the demonstration's own days, and forecast from both."""
    chance = Random(seed)  # noqa: S311 - the same seed gives the same days
    years = published()
    days: dict[dt.date, Mapping[Key, int]] = {}
    past = [year for year in years if year.basis != Basis.FORECAST]
    for year in past:
        days.update(days_of(year, tides(past), chance))
    load_briefing(years=years, days=days, now=now)
    for end in month_ends(years):
        make_forecast(data_until=end, now=now)
    today = today_in(now, settings.CENTRE_TIME_ZONE)
    for day in sorted({*days_due(now=now)} | {today}):
        roll_up_day(day=day, now=now)
    forecast_due(now=now)


def month_ends(years: list[PublishedYear]) -> list[dt.date]:
    """Ends of the months of the year that the briefing had not seen to its end."""
    part = span(next(year for year in years if year.basis == Basis.PART))
    months = periods(Unit.MONTH, part.first, part.last)
    return [part.first - DAY, *(month.last for month in months)]
