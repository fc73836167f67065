"""Trends and the weekly report: what rises, against which days, and why."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from insights.actions.roll_up import roll_up_day
from insights.enums import Source, TopicKind
from insights.models import DailyFigure, DailyTopic, DailyTotal, RolledDay
from insights.periods import DAY
from insights.queries.trends import topics, window
from tests import factories
from tickets.actions.assign import take
from tickets.actions.resolve import confirm_solved, resolve
from tickets.models import EnquiryType, OutcomeCode

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LAST = dt.date(2026, 11, 22)  # a Sunday
TRENDS, REPORT = "/en/supervision/trends/", "/en/supervision/trends/report/"


@pytest.fixture
def browser(supervisor: User, signed_in: SignIn) -> Client:
    return signed_in(supervisor)


def count(day: dt.date, value: int, *, code: str = "status") -> None:
    """So many contacts of a type on a day that was counted to its end."""
    RolledDay.objects.get_or_create(
        date=day,
        defaults={"source": Source.COMPUTED, "derived_at": factories.NOW, "closed": True},
    )
    if value:
        DailyFigure.objects.create(
            date=day, measure="contacts", channel="web", value=value, language="en",
            enquiry_type=EnquiryType.objects.get(code=code), source=Source.COMPUTED,
        )  # fmt: skip
        known = {"date": day, "measure": "contacts", "channel": "web"}
        total, _ = DailyTotal.objects.get_or_create(**known, defaults={"value": 0})
        DailyTotal.objects.filter(pk=total.pk).update(value=total.value + value)


def weeks(counts: list[int], now: int, *, days: int = 63) -> None:
    """`now` on the last day, and counts on the same weekday of the weeks before it."""
    by_day = {LAST - 7 * n * DAY: value for n, value in enumerate([now, *counts])}
    for n in range(days):
        count(LAST - n * DAY, by_day.get(LAST - n * DAY, 0))


def test_a_day_is_held_against_the_same_weekday_only(centre: None) -> None:
    weeks([10] * 8, 40)
    count(LAST - DAY, 500, code="documents")
    (status,) = [t for t in topics(window(LAST, 1)) if t.kind == TopicKind.TYPE]
    assert (status.rise.count, status.rise.usual, status.rise.is_rising) == (40, 10, True)


def test_weeks_that_were_not_counted_whole_are_left_out(centre: None) -> None:
    weeks([10] * 8, 40)
    RolledDay.objects.filter(date=LAST - 16 * DAY).delete()
    at = window(LAST, 7)
    assert at.weeks == (0, 1, 3, 4, 5, 6, 7, 8)


def test_the_page_says_why_a_topic_rises(centre: None, browser: Client) -> None:
    weeks([10, 12, 9, 11, 10, 8, 12, 11], 60)
    page = browser.get(f"{TRENDS}?over=day&last={LAST}").content.decode()
    assert "Usually 10.5 on the same days; at most 12 in the 8 weeks before." in page
    assert "5.7 times the usual" in page


def test_a_rising_word_keeps_its_language(centre: None, browser: Client) -> None:
    weeks([0] * 8, 0)
    DailyTopic.objects.create(
        date=LAST, kind=TopicKind.WORD, key="parrainage", language="fr", value=9
    )
    page = browser.get(f"{TRENDS}?over=day&last={LAST}").content.decode()
    assert '<h3 lang="fr">parrainage</h3>' in page


def test_too_few_weeks_are_too_early_to_say(centre: None, browser: Client) -> None:
    weeks([10], 60, days=10)
    assert "Too early to say" in browser.get(f"{TRENDS}?last={LAST}").content.decode()


def test_a_centre_without_a_whole_day_says_so(centre: None, browser: Client) -> None:
    for address in (TRENDS, REPORT):
        page = browser.get(address).content.decode()
        assert "No day has been counted to its end yet." in page


def test_what_clients_say_is_counted_and_opens_to_its_rows(
    agent: User, browser: Client, now: dt.datetime
) -> None:
    ticket = factories.ticket(now=now)
    take(ticket_id=ticket.pk, by=agent, now=now)
    outcome = OutcomeCode.objects.get(code="answered")
    resolve(ticket_id=ticket.pk, outcome=outcome, by=agent, now=now)
    confirm_solved(ticket_id=ticket.pk, now=now)
    roll_up_day(day=now.date(), now=now + DAY)
    page = browser.get(TRENDS).content.decode()
    assert "100%" in page
    query = "?figure=solved&first=2026-11-23&last=2026-11-24"
    assert query.replace("&", "&amp;") in page
    assert len(browser.get(f"/en/supervision/history/rows/{query}").context["rows"]) == 1


def test_the_report_holds_the_week_against_the_one_before_and_the_usual(
    centre: None, browser: Client
) -> None:
    weeks([10, 12, 9, 11, 10, 8, 12, 11], 60)
    page = browser.get(f"{REPORT}?week={LAST}")
    contacts = page.context["rows"][0]
    assert (contacts["now"]["text"], contacts["before"], contacts["usual"]) == ("60", "10", "10.5")
    assert "The status of an application" in page.content.decode()


@pytest.mark.parametrize(
    ("now", "change"), [(24050, "as usual"), (23950, "as usual"), (24200, "0.8% above")]
)
def test_what_lies_within_half_a_percent_is_as_usual_for_big_numbers_too(
    now: int, change: str, centre: None, browser: Client
) -> None:
    weeks([24000] * 8, now)
    page = browser.get(f"{REPORT}?week={LAST}")
    assert page.context["rows"][0]["change"] == change


def test_the_report_is_there_in_both_languages_and_as_files(centre: None, browser: Client) -> None:
    weeks([10] * 8, 60)
    french = browser.get(f"/fr/supervision/tendances/rapport/tableau.csv?week={LAST}")
    english = browser.get(f"{REPORT}table.csv?week={LAST}")
    assert french.content.decode("utf-8-sig").startswith("Rapport hebdomadaire;")
    assert english.content.decode("utf-8-sig").startswith("Weekly report,")
    assert 'filename="rapport-hebdomadaire.csv"' in french["Content-Disposition"]


def test_a_week_that_is_not_over_is_held_against_the_same_days(
    centre: None, browser: Client
) -> None:
    monday = LAST + DAY
    for week in range(9):
        for day in range(7 if week else 2):
            count(monday + (day - 7 * week) * DAY, 10)
    page = browser.get(f"{REPORT}?week={monday}")
    contacts = page.context["rows"][0]
    assert (contacts["now"]["text"], contacts["before"], contacts["usual"]) == ("20", "20", "20")
    assert contacts["change"] == "as usual"
    assert f"last={monday + DAY}" in contacts["now"]["url"]
    text = page.content.decode()
    assert "This week is not over: 2 days of it were counted to their end" in text
    assert "Same days of the week before" in text
    whole = browser.get(f"{REPORT}?week={LAST}")
    assert whole.context["rows"][0]["now"]["text"] == "70"
    assert "This week is not over" not in whole.content.decode()


def test_a_week_of_which_no_day_is_over_says_so(centre: None, browser: Client) -> None:
    weeks([10] * 8, 60)
    ahead = LAST + 8 * DAY
    page = browser.get(f"{REPORT}?week={ahead}").content.decode()
    assert "No day of this week has been counted to its end." in page
    assert browser.get(f"{REPORT}table.csv?week={ahead}").status_code == 404


@pytest.mark.parametrize(
    ("address", "cells"),
    [
        (f"{REPORT}table.csv", "Contacts,1260,1210,1210.5,49.5"),
        ("/fr/supervision/tendances/rapport/tableau.csv", "Contacts;1260;1210;1210,5;49,5"),
    ],
)
def test_the_numbers_of_its_file_are_numbers(
    address: str, cells: str, centre: None, browser: Client
) -> None:
    weeks([1210, 1211, 1200, 1200, 1211, 1211, 1211, 1200], 1260)
    lines = browser.get(f"{address}?week={LAST}").content.decode("utf-8-sig").splitlines()
    assert cells in lines


def test_its_explanation_is_on_paper_too(centre: None, browser: Client) -> None:
    weeks([10] * 8, 60)
    page = browser.get(f"{TRENDS}?last={LAST}").content.decode()
    assert "the median of those counts" in page
    assert "<details" not in page[page.index("<main") :]


def test_statements_do_not_grow_with_topics(centre: None, browser: Client) -> None:
    def statements(address: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert browser.get(address).status_code == 200
        return len(made)

    weeks([10] * 8, 60)
    few = [statements(f"{page}?last={LAST}") for page in (TRENDS, REPORT)]
    for code in EnquiryType.objects.exclude(code="status").values_list("code", flat=True):
        count(LAST, 30, code=code)
    for n in range(50):
        DailyTopic.objects.create(date=LAST, kind=TopicKind.WORD, key=f"word{n}", value=9)
    assert [statements(f"{page}?last={LAST}") for page in (TRENDS, REPORT)] == few
