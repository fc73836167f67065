"""The report of a special operation: a page, also on paper, and a file for a spreadsheet."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from babel import Locale
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import date_time, number
from contactcentre.kit.languages import page_language
from tickets.enums import Channel
from tickets.models import SpecialOperation
from tickets.queries.operations import OperationCalls, Report, report_of

Cell = str | int
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SEPARATORS = {"en": ",", "fr": ";"}


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_safe
def report(request: StaffRequest, pk: int) -> HttpResponse:
    operation = _operation(pk)
    found = report_of(operation)
    context = {
        "operation": operation,
        "report": found,
        "figures": _figures(found),
        "channels": _channels(found),
        "days": [(day, counts, sum(counts)) for day, counts in found.days],
        "calls": _calls(found.calls) if found.calls.offered else [],
        "languages": _languages(found),
        "countries": _countries(found),
        "now": clock.now(),
    }
    return render(request, "operations/report.html", context)


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_safe
def report_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The same figures, separated as the spreadsheets of the page's language expect."""
    operation, language = _operation(pk), page_language()
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATORS[language])
    for row in _rows(operation, report_of(operation), clock.now()):
        writer.writerow([_cell(value) for value in row])
    # The mark by which Excel knows that it is UTF-8.
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{operation.slug_in(language)}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _operation(pk: int) -> SpecialOperation:
    return get_object_or_404(SpecialOperation.objects.select_related("queue", "opened_by"), pk=pk)


def _cell(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _rows(operation: SpecialOperation, found: Report, now: dt.datetime) -> Iterator[list[Cell]]:
    yield [_("Special operation"), operation.name]
    yield [
        pgettext("special operation", "Opened"),
        _moment(operation.opened_at),
    ]
    closed = operation.closed_at
    yield [
        pgettext("special operation", "Closed"),
        _moment(closed) if closed else pgettext("special operation", "still open"),
    ]
    yield [_("As of"), _moment(now)]
    yield []
    for figure in _figures(found):
        yield [str(figure["label"]), _amount(figure)]
    yield []
    yield [_("Day"), *_channels(found), _("Total")]
    for day, counts in found.days:
        yield [day.isoformat(), *counts, sum(counts)]
    if found.calls.offered:
        yield []
        yield [_("Calls"), _("Count")]
        for name, count, _is_part in _calls(found.calls):
            yield [name, count]
    for title, shares in ((_("Language"), _languages(found)), (_("Country"), _countries(found))):
        yield []
        yield [title, _("Tickets")]
        for name, count in shares:
            yield [name, count]


def _moment(moment: dt.datetime) -> str:
    return date_time(moment, page_language(), settings.CENTRE_TIME_ZONE)


def _amount(figure: dict[str, Any]) -> Cell:
    """A number as this language's spreadsheet reads it; hours with one decimal."""
    if not figure["is_time"]:
        return figure["value"]
    if figure["value"] is None:
        return _("no data")
    hours = f"{figure['value'] / 3600:.1f}"
    return hours.replace(".", ",") if page_language() == "fr" else hours


def _figures(found: Report) -> list[dict[str, Any]]:
    """Each figure with what it counts."""
    return [
        _figure(
            _("Contacts"),
            found.contacts,
            _(
                "Every arrival by any channel, also on the same ticket: a call too that the menu "
                "served or turned away, and of which there is no ticket"
            ),
        ),
        _figure(_("Tickets"), found.tickets, _("Pieces of work that carry this operation")),
        _figure(
            _("Answered"),
            found.answered,
            _("Tickets with a first response; an acknowledgement is none"),
        ),
        _figure(
            _("Median first response, in hours"),
            found.median,
            _("Half of those answered waited no longer, by the wall clock"),
            is_time=True,
        ),
        _figure(
            _("90th percentile first response, in hours"),
            found.ninetieth,
            _("Nine in ten of those answered waited no longer"),
            is_time=True,
        ),
        _figure(
            _("Still open"), found.still_open, _("Tickets that are neither resolved nor closed")
        ),
        _figure(
            _("Escalated"),
            found.escalated,
            _("Tickets with at least one referral to a processing office"),
        ),
    ]


def _figure(
    label: str, value: float | None, definition: str, *, is_time: bool = False
) -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "shown": _shown(value, is_time=is_time),
        "definition": definition,
        "is_time": is_time,
    }


def _shown(value: float | None, *, is_time: bool) -> str:
    if value is None:
        return ""
    if is_time:
        return number(value / 3600, page_language(), decimals=1)
    return number(int(value), page_language())


def _calls(calls: OperationCalls) -> list[tuple[str, int, bool]]:
    """The two sums of the telephone: each with the outcomes that it adds up."""
    return [
        (_("Calls offered"), calls.offered, False),
        *((name, count, True) for name, count in calls.before),
        (_("Calls queued"), calls.queued, False),
        *((name, count, True) for name, count in calls.after),
    ]


def _channels(found: Report) -> list[str]:
    return [str(Channel(code).label) for code in found.channels]


def _languages(found: Report) -> list[tuple[str, int]]:
    return [(str(settings.LANGUAGE_NAMES[code]), count) for code, count in found.languages]


def _countries(found: Report) -> list[tuple[str, int]]:
    names = Locale(page_language(), "CA").territories
    return [(names.get(code, code) or _("Not known"), count) for code, count in found.countries]
