"""Figures in a file: numbers as numbers, for Excel in the language of the page."""

from decimal import Decimal

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contactcentre.kit.languages import page_language
from contactcentre.kit.spreadsheets import Cell, sheet
from insights.measures import Figure, Unit
from insights.views.wording import figure_words


def csv_answer(lines: list[list[Cell]], name: str) -> HttpResponse:
    answer = HttpResponse(sheet(lines, page_language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def csv_name(name: str | Promise, unit: Unit) -> str:
    """What a number is called, with what it is counted in."""
    words = {Unit.SHARE: "%", Unit.DAYS: _("days"), Unit.SECONDS: _("seconds")}.get(unit)
    return f"{name} ({words})" if words else str(name)


def csv_figure(figure: Figure, unit: Unit) -> Cell:
    """The number; the words where there is none."""
    return figure_words(figure, unit) if figure.value is None else csv_number(figure.value, unit)


def csv_number(value: Decimal | float, unit: Unit) -> int | Decimal:
    """A whole number for a count where it is one, a share in percent."""
    exact = Decimal(str(value)) * (100 if unit == Unit.SHARE else 1)
    if exact == exact.to_integral_value():
        return int(exact)
    return round(exact, 4).normalize()
