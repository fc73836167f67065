"""The board's alerts in words, each with where its rows are."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contactcentre.kit import formatting
from contactcentre.kit.languages import page_language
from insights.gauges import OLDEST_AFTER, OVERDUE_FROM
from insights.queries.board import Board
from insights.views.addresses import rows_url


@dataclass(frozen=True)
class Alert:
    """What is the matter, where to look, and the gauge that it is about, if any."""

    text: str
    url: str
    about: str = ""


def alerts_of(found: Board) -> list[Alert]:
    """The most pressing first."""
    return [*_of_enquiries(found), *_of_the_house(found)]


def _number(value: int) -> str:
    return formatting.number(value, page_language())


def _of_enquiries(found: Board) -> list[Alert]:
    total, referrals = found.work.total, found.alerts.late_referrals
    waited = found.as_of - total.oldest_at if total.oldest_at else None
    alerts = []
    if n := total.urgent_unowned:
        words = ngettext(
            "%(n)s urgent enquiry has no owner", "%(n)s urgent enquiries have no owner", n
        )
        alerts.append(
            Alert(words % {"n": _number(n)}, rows_url("urgent_unowned"), "urgent_unowned")
        )
    if (n := total.overdue) >= OVERDUE_FROM:
        words = ngettext("%(n)s enquiry is overdue", "%(n)s enquiries are overdue", n)
        alerts.append(Alert(words % {"n": _number(n)}, rows_url("overdue"), "overdue"))
    if waited is not None and waited > OLDEST_AFTER:
        length = formatting.duration(waited.total_seconds(), page_language())
        text = _("The oldest enquiry has waited for an owner for %(length)s") % {"length": length}
        alerts.append(Alert(text, rows_url("waiting", sort="received"), "oldest"))
    if referrals:
        words = ngettext(
            "A processing office has not answered on %(n)s enquiry in time",
            "Processing offices have not answered on %(n)s enquiries in time",
            referrals,
        )
        alerts.append(
            Alert(words % {"n": _number(referrals)}, rows_url("late_referrals"), "late_referrals")
        )
    return alerts


def _of_the_house(found: Board) -> list[Alert]:
    alerts = []
    if n := len(found.alerts.late_tasks):
        words = ngettext(
            "%(n)s periodic task of the system has not run lately",
            "%(n)s periodic tasks of the system have not run lately",
            n,
        )
        alerts.append(Alert(words % {"n": _number(n)}, reverse("insights:behind_tasks")))
    for over in found.alerts.exceeded:
        facts: dict[str, Any] = {
            "group": over.group.label,
            "came": _number(over.came),
            "most": _number(over.most),
        }
        text = _("%(group)s: %(came)s came this month; the forecast said at most %(most)s") % facts
        alerts.append(Alert(text, reverse("insights:forecast")))
    return alerts
