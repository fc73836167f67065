"""What rises against the usual of the same weekdays, and what clients say of the answers."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit.formatting import number
from contactcentre.kit.forms import CentreForm
from contactcentre.kit.languages import page_language
from insights.enums import TopicKind
from insights.forms import day_field
from insights.measures import MEASURES
from insights.periods import DAY, Unit, week_of
from insights.queries.history import Line, read_lines
from insights.queries.trends import Topic, Window, newest_whole_day, topics, window
from insights.views.wording import day_words, figure_words, period_words, span_words
from tickets.models import EnquiryType, ProgrammeIssue

MOST_WORDS = 15
FEEDBACK_WEEKS = 8


class TrendsForm(CentreForm):
    """Which days are held against the weeks before."""

    over = forms.ChoiceField(
        label=gettext_lazy("Days"),
        required=False,
        choices=[("week", gettext_lazy("Seven days")), ("day", gettext_lazy("One day"))],
    )
    last = day_field(gettext_lazy("Until"))


@requires(Can.SEE_FIGURES)
@require_safe
def trends(request: StaffRequest) -> HttpResponse:
    newest = newest_whole_day()
    form = TrendsForm(request.GET)
    if newest is None or not form.is_valid():
        return render(request, "insights/trends.html", {"form": form, "newest": newest})
    last = min(form.cleaned_data["last"] or newest, newest)
    at = window(last, 1 if form.cleaned_data["over"] == "day" else 7)
    shown = shown_topics(at)
    rising = [topic for topic in shown if topic["is_rising"]]
    context = {
        "form": form,
        "newest": newest,
        "span": span_words(at.first, at.last),
        "weeks": len([week for week in at.weeks if week > 0]),
        "rising": rising,
        "types": [topic for topic in shown if topic["kind"] == TopicKind.TYPE],
        "feedback": feedback(last),
        "measure": MEASURES["solved"],
        "report_week": week_of(newest - 6 * DAY).first,
    }
    return render(request, "insights/trends.html", context)


def shown_topics(at: Window) -> list[dict[str, Any]]:
    """The topics of a window in words: all types and issues, the words that rise most."""
    found = topics(at)
    names = _names()
    spoken = [topic for topic in found if topic.kind == TopicKind.WORD and topic.rise.is_rising]
    kept = {id(topic) for topic in spoken[:MOST_WORDS]}
    return [
        _in_words(topic, at, names)
        for topic in found
        if topic.kind != TopicKind.WORD or id(topic) in kept
    ]


def _names() -> dict[tuple[str, str], str]:
    types = {(TopicKind.TYPE.value, str(row.pk)): row.name for row in EnquiryType.objects.all()}
    issues = {(TopicKind.ISSUE.value, row.code): row.name for row in ProgrammeIssue.objects.all()}
    return {**types, **issues}


def _in_words(topic: Topic, at: Window, names: dict[tuple[str, str], str]) -> dict[str, Any]:
    held, language = topic.rise, page_language()
    url = ""
    if topic.kind == TopicKind.TYPE:
        url = (
            f"{reverse('insights:rows')}?figure=contacts&first={at.first.isoformat()}"
            f"&last={at.last.isoformat()}&split=type&part={topic.key}"
        )
    return {
        "kind": topic.kind,
        "kind_word": TopicKind(topic.kind).label,
        "name": names.get((topic.kind.value, topic.key), topic.key),
        "language": topic.language,
        "count": held.count,
        "usual": number(_short(held.usual), language),
        "usual_value": held.usual,
        "highest": held.highest,
        "limit": number(_short(held.limit), language),
        "weeks": held.weeks,
        "is_rising": held.is_rising,
        "times": number(_short(held.times), language) if held.times else "",
        "url": url,
    }


def _short(value: float) -> float:
    return int(value) if value == int(value) else round(value, 1)


def feedback(last: dt.date) -> list[dict[str, Any]]:
    """The last weeks with what clients said on their status page, newest first."""
    first = week_of(last).first - (FEEDBACK_WEEKS - 1) * 7 * DAY
    measure = MEASURES["solved"]
    lines = read_lines(unit=Unit.WEEK, first=first, last=last, split="channel", measures=[measure])
    return [_feedback_row(line) for line in reversed(lines)]


def _feedback_row(line: Line) -> dict[str, Any]:
    measure = MEASURES["solved"]
    figure = line.figure(measure)
    said = sum(sums["said"] for sums in line.sums.values())
    yes = sum(sums["said_solved"] for sums in line.sums.values())
    query = (
        f"?figure=solved&first={line.period.first.isoformat()}&last={line.period.last.isoformat()}"
    )
    return {
        "label": period_words(line.period),
        "is_counted": bool(line.coverage.days),
        "solved": yes,
        "not_solved": said - yes,
        "figure": figure,
        "text": figure_words(figure, measure.unit),
        "url": f"{reverse('insights:rows')}{query}" if said else "",
    }


def rising_words(topic: dict[str, Any], at: Window) -> str:
    """Why a topic is said to rise, in one sentence."""
    return _(
        "%(count)s in the days to %(day)s; in the same days of the %(weeks)s weeks before it was "
        "usually %(usual)s and at most %(highest)s."
    ) % {
        "count": topic["count"],
        "day": day_words(at.last),
        "weeks": topic["weeks"],
        "usual": topic["usual"],
        "highest": topic["highest"],
    }
