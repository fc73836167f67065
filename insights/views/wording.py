"""How periods and figures are written on the supervisors' pages, in the page's language."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contactcentre.kit import formatting
from contactcentre.kit.languages import page_language
from insights.measures import Figure, State, Unit
from insights.periods import Period
from insights.periods import Unit as Length


def day_words(day: dt.date) -> str:
    return formatting.long_date(day, page_language(), settings.CENTRE_TIME_ZONE)


def year_words(start: int) -> str:
    """2021 to 2022: the fiscal year that begins in `start`."""
    return pgettext("years", "%(first)s to %(last)s") % {"first": start, "last": start + 1}


def month_words(day: dt.date) -> str:
    language = page_language()
    return f"{formatting.MONTHS[language][day.month - 1]}{formatting.NBSP}{day.year}"


def period_words(period: Period) -> str:
    """The name of a row."""
    match period.unit:
        case Length.YEAR:
            start = period.first.year if period.first.month >= 4 else period.first.year - 1
            return year_words(start)
        case Length.MONTH:
            return month_words(period.first)
        case Length.WEEK:
            return _("Week of %(day)s") % {"day": day_words(period.first)}
    language = page_language()
    name = formatting.WEEKDAYS[language][period.first.weekday()]
    return f"{name} {period.first.isoformat()}"


def short_words(period: Period) -> str:
    """The name of a row below a chart."""
    language, zone = page_language(), settings.CENTRE_TIME_ZONE
    match period.unit:
        case Length.YEAR:
            return period_words(period)
        case Length.MONTH:
            name = formatting.SHORT_MONTHS[language][period.first.month - 1]
            return f"{name} {period.first.year}" if period.first.month in (1, 4) else name
    return formatting.short_date(period.first, language, zone)


def span_words(first: dt.date, last: dt.date) -> str:
    if first == last:
        return day_words(first)
    words = pgettext("days", "%(first)s to %(last)s")
    return words % {"first": day_words(first), "last": day_words(last)}


def number_words(value: Decimal | float, unit: Unit) -> str:
    """A value as its unit is written in a table; the header names the unit."""
    language = page_language()
    if unit == Unit.SHARE:
        return formatting.percent(value, language)
    if unit == Unit.DAYS:
        whole = Decimal(str(value)).quantize(Decimal("0.1")).normalize()
        return formatting.number(whole, language)
    return formatting.number(round(value), language)


def figure_words(figure: Figure, unit: Unit) -> str:
    """Zero, no data and unavailable are three different words."""
    if figure.value is not None:
        return number_words(figure.value, unit)
    if figure.state == State.UNAVAILABLE:
        return pgettext("figure", "Not available")
    return pgettext("figure", "No data")


def short_number(value: float, unit: Unit) -> str:
    """A number for the axis of a chart: 2 M, 500,000, 40%."""
    language = page_language()
    if unit == Unit.SHARE:
        return formatting.percent(value, language, decimals=0)
    if value >= 1_000_000:
        millions = Decimal(str(value / 1_000_000)).quantize(Decimal("0.01")).normalize()
        return f"{formatting.number(millions, language)}{formatting.NBSP}M"
    exact = Decimal(str(value)).quantize(Decimal("0.01")).normalize()
    return formatting.number(exact, language)
