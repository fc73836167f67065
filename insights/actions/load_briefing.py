"""Load days of a published source: they are marked with it, closed, and never counted again."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from insights.enums import Basis, Source
from insights.measures import SECONDS_A_DAY
from insights.models import DailyFigure, DailyTotal, PublishedYear, RolledDay
from insights.periods import fiscal_year

BATCH = 2000
Key = tuple[str, str]  # measure, channel
Day = Mapping[Key, int]
# E-mails and web forms are one figure of the briefing; it calls them e-mails.
PHONE, EMAIL, MEMBER = "phone", "email", "member"


class DoesNotAddUp(ValueError):
    """The days of a year do not come to what was published of it."""


@transaction.atomic
def load_briefing(
    *, years: Sequence[PublishedYear], days: Mapping[dt.date, Day], now: dt.datetime
) -> None:
    """Store what was published, and days that add up to it exactly; else DoesNotAddUp."""
    check_sums(years, days)
    PublishedYear.objects.bulk_create(years)
    RolledDay.objects.bulk_create(
        [
            RolledDay(date=day, source=Source.BRIEFING, derived_at=now, closed=True)
            for day in sorted(days)
        ],
        batch_size=BATCH,
    )
    rows = list(_rows(years, days))
    DailyFigure.objects.bulk_create(
        [DailyFigure(source=Source.BRIEFING, **row) for row in rows], batch_size=BATCH
    )
    DailyTotal.objects.bulk_create([DailyTotal(**row) for row in rows], batch_size=BATCH)


def _rows(years: Sequence[PublishedYear], days: Mapping[dt.date, Day]) -> Iterable[dict[str, Any]]:
    """Noughts too: what has no row is what the source is silent about."""
    noughts = {year: dict.fromkeys(sums, 0) for year, sums in _published(years)}
    for day, figures in sorted(days.items()):
        for (measure, channel), value in {**noughts.get(fiscal_year(day), {}), **figures}.items():
            yield {"date": day, "measure": measure, "channel": channel, "value": value}


def check_sums(years: Sequence[PublishedYear], days: Mapping[dt.date, Day]) -> None:
    """Refuse days that do not come to the published figures of their fiscal year."""
    sums: dict[int, Counter[Key]] = {}
    for day, figures in days.items():
        sums.setdefault(fiscal_year(day), Counter()).update(figures)
    for year, published in _published(years):
        for key, wanted in published.items():
            if sums.get(year, Counter())[key] != wanted:
                raise DoesNotAddUp(f"{year} {key}")


def _published(years: Sequence[PublishedYear]) -> Iterable[tuple[int, dict[Key, int]]]:
    """The sums of each fiscal year that is past."""
    return [(year.fiscal_year, expected(year)) for year in years if year.basis != Basis.FORECAST]


def expected(year: PublishedYear) -> dict[Key, int]:
    """The sums that the days of a published year must come to."""
    wanted = {
        ("contacts", PHONE): year.phone,
        ("contacts", EMAIL): year.written,
        ("contacts", MEMBER): year.member,
    }
    if year.calls_asked is not None and year.answer_rate is not None:
        wanted["calls_asked", PHONE] = year.calls_asked
        wanted["calls_answered", PHONE] = round(year.calls_asked * year.answer_rate)
    if year.written_days is not None:
        wanted["first_answers", EMAIL] = year.written
        wanted["first_answer_seconds", EMAIL] = round(
            year.written * year.written_days * SECONDS_A_DAY
        )
    return wanted
