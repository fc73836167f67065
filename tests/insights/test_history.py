"""The history: the briefing's own table, what a figure opens to, and the same as a file."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from channels.enums import CallOutcome
from channels.models import VoiceLine
from contactcentre.demo.past import days_of, published, span, tides
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from insights.actions.load_briefing import DoesNotAddUp, expected, load_briefing
from insights.actions.roll_up import roll_up_day
from insights.enums import Basis, Source
from insights.models import DailyFigure, DailyTotal, RolledDay
from insights.periods import DAY
from tests import factories
from tests.factories import NOW
from tests.insights.calls import call, queue_entry
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import EnquiryType

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HISTORY, ROWS = "/en/supervision/history/", "/en/supervision/history/rows/"
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def browser(supervisor: User, signed_in: SignIn) -> Client:
    return signed_in(supervisor)


@pytest.fixture
def briefing(centre: None, now: dt.datetime) -> None:
    """The published years, each on its last day: quick to load, and it adds up all the same."""
    years = published()
    days: dict[dt.date, Any] = {}
    for year in years:
        if year.basis != Basis.FORECAST:
            days |= {span(year).first: {}, span(year).last: expected(year)}
    load_briefing(years=years, days=days, now=now)


@pytest.fixture
def every_day_of_it(centre: None, now: dt.datetime) -> None:
    """The published years as the demonstration loads them."""
    years = published()
    past = [year for year in years if year.basis != Basis.FORECAST]
    days: dict[dt.date, Any] = {}
    for year in past:
        days |= dict(days_of(year, tides(past), Random(1)))
    load_briefing(years=years, days=days, now=now)


def table(client: Client, query: str = "", language: str = "en") -> list[dict[str, str]]:
    """The CSV of the page, row by row."""
    address = {
        "en": "/en/supervision/history/table.csv",
        "fr": "/fr/supervision/historique/tableau.csv",
    }[language]
    answer = client.get(f"{address}{query}")
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if language == "fr" else ",")
    # Below the table stand the definitions, which are shorter.
    return [row for row in rows if None not in row.values()]


def test_the_first_table_is_the_briefings_own(briefing: None, browser: Client) -> None:
    rows = table(browser)
    columns = ["Period", "Phone", "E-mail and web form", "Members’ and Senators’ offices",
               "Call answer rate (%)", "Mean e-mail processing time (days)"]  # fmt: skip
    assert [[row[name] for name in columns] for row in rows] == [
        ["2018 to 2019", "5500000", "747000", "203000", "25", "10"],
        ["2019 to 2020", "4300000", "997000", "186000", "44", "4"],
        ["2020 to 2021", "4200000", "1500000", "136000", "40", "9"],
        ["2021 to 2022", "5300000", "1300000", "176000", "29", "Not available"],
    ]


def test_the_total_is_the_computed_sum_and_the_published_one_a_footnote(
    briefing: None, browser: Client
) -> None:
    row = table(browser)[1]
    assert row["Total"] == "5483000"
    assert "5,400,000" in row["Note"]
    page = browser.get(HISTORY).content.decode()
    assert "5,483,000" in page
    assert 'href="#note-2"' in page


@pytest.mark.parametrize(
    ("code", "column", "expected"),
    [
        ("call_answer_rate", "Call answer rate (%)", ["25", "44", "40", "29"]),
        ("call_service_level", "Calls answered in time (%)", ["Not available"] * 4),
        ("answer_speed", "Average speed of answer (seconds)", ["Not available"] * 4),
        ("first_answer_in_time", "First answers within the standard (%)", ["Not available"] * 4),
    ],
)
def test_a_figure_of_which_the_briefing_tells_half_is_not_available(
    briefing: None, browser: Client, code: str, column: str, expected: list[str]
) -> None:
    assert [row[column] for row in table(browser, f"?figure={code}")] == expected


def test_a_day_of_the_briefing_without_an_answered_call_is_a_nought(
    every_day_of_it: None, browser: Client
) -> None:
    saturday = "?by=day&figure=call_answer_rate&first=2018-06-02&last=2018-06-02"
    assert table(browser, saturday)[0]["Call answer rate (%)"] == "0"


def test_the_unfinished_year_says_until_when(briefing: None, browser: Client) -> None:
    assert table(browser)[3]["To"] == "2021-12-31"
    assert "to December\u00a031, 2021" in browser.get(HISTORY).content.decode()


def test_loaded_figures_are_marked_and_open_to_their_source_and_not_to_rows(
    briefing: None, browser: Client
) -> None:
    page = browser.get(HISTORY).content.decode()
    assert page.count("From the briefing") == 4
    assert "/en/supervision/history/source/#year-2018" in page
    assert ROWS not in page
    source = browser.get("/en/supervision/history/source/").content.decode()
    assert "CIMM – Services et Soutien à la Clientèle – 3 mars 2022" in source
    assert 'id="year-2018"' in source
    assert "6,500,000" in source


def test_months_and_days_of_a_year_add_up_to_it(every_day_of_it: None, browser: Client) -> None:
    for by, count in (("month", 12), ("day", 365), ("week", 53)):
        rows = table(browser, f"?by={by}&first=2018-04-01&last=2019-03-31")
        assert len(rows) == count
        assert sum(int(row["Phone"]) for row in rows) == 5_500_000


def test_days_that_do_not_add_up_are_refused(centre: None, now: dt.datetime) -> None:
    years = [year for year in published() if year.fiscal_year == 2018]
    day = {("contacts", "phone"): 5_499_999}
    with pytest.raises(DoesNotAddUp):
        load_briefing(years=years, days={dt.date(2018, 4, 1): day}, now=now)


def test_loaded_days_are_never_counted_over(briefing: None, now: dt.datetime) -> None:
    assert not roll_up_day(day=dt.date(2021, 12, 31), now=now, again=True)
    assert RolledDay.objects.get(date=dt.date(2021, 12, 31)).source == Source.BRIEFING


def test_the_briefing_does_not_say_how_its_figures_fall_on_types(
    briefing: None, browser: Client, now: dt.datetime
) -> None:
    factories.ticket(enquiry_type="status", now=now)
    roll_up_day(day=TODAY, now=now)
    rows = table(browser, "?split=type")
    name = EnquiryType.objects.get(code="status").name
    assert rows[0][name] == "Not available"
    assert rows[-1][name] == "1"


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        ("channel", {"Phone": "1", "E-mail and web form": "3"}),
        ("language", {"English": "2", "French": "2"}),
        ("type", {"A complaint or feedback": "1", "The status of an application": "2"}),
        ("queue", {"Complaints and feedback": "1", "Status of applications": "2"}),
    ],
)
def test_a_day_falls_on_channels_languages_types_and_queues(
    centre: None, browser: Client, now: dt.datetime, split: str, expected: dict[str, str]
) -> None:
    # A call that the menu served has a language, and neither type nor queue.
    call(VoiceLine.objects.order_by("pk")[0], CallOutcome.CONTAINED, now=now)
    for code, language in (("status", "fr"), ("status", "fr"), ("complaint", "en")):
        factories.ticket(enquiry_type=code, language=language, now=now)
    roll_up_day(day=TODAY, now=now)
    row = table(browser, f"?by=day&split={split}")[-1]
    assert row["Total"] == "4"
    assert {name: row[name] for name in expected} == expected


def test_years_that_nobody_counted_are_no_data_and_not_zero(
    briefing: None, browser: Client, now: dt.datetime
) -> None:
    roll_up_day(day=TODAY, now=now)
    *_, gap, current = table(browser)
    assert (gap["Total"], current["Total"]) == ("No data", "0")
    assert (gap["From"], gap["To"]) == ("2022-04-01", "2026-03-31")


def test_today_that_is_counted_late_is_shown_as_stale(centre: None, browser: Client) -> None:
    now = clock.now()
    before = now - 7 * DAY
    roll_up_day(day=today_in(before, settings.CENTRE_TIME_ZONE), now=before)
    assert "Not live" in browser.get(HISTORY).content.decode()
    RolledDay.objects.update(derived_at=now)
    assert "Not live" not in browser.get(HISTORY).content.decode()


def test_a_centre_without_any_day_says_so(centre: None, browser: Client) -> None:
    assert "No day has been counted yet." in browser.get(HISTORY).content.decode()


def test_in_french_the_file_opens_in_a_french_excel(briefing: None, browser: Client) -> None:
    row = table(browser, "", "fr")[1]
    assert row["Période"] == "2019 à 2020"
    assert row["Délai moyen de traitement des courriels (jours)"] == "4"
    both = table(browser, "?by=year&first=2018-04-01&last=2020-03-31&figure=call_answer_rate", "fr")
    assert [row["Taux de réponse aux appels (%)"] for row in both] == ["25", "44"]


def test_a_computed_figure_opens_to_its_rows(
    browser: Client, centre: None, now: dt.datetime
) -> None:
    line = VoiceLine.objects.order_by("pk")[0]
    for outcome in (CallOutcome.ANSWERED, CallOutcome.BLOCKED, CallOutcome.CONTAINED):
        call(line, outcome, now=now)
    ticket = factories.ticket(now=now)
    roll_up_day(day=TODAY, now=now)
    page = browser.get(f"{HISTORY}?by=day").content.decode()
    behind = {}
    for address, text in re.findall(rf'href="({ROWS}\?[^"]+)">(\d+|\d+%|[\d.]+%)<', page):
        query = address.replace("&amp;", "&")
        rows = browser.get(query).context["rows"]
        behind[re.sub(r"&(first|last)=[^&]+", "", query).split("?")[1]] = (text, len(rows))
    assert behind == {
        "figure=contacts": ("4", 1),  # calls are under a tab of their own
        "figure=contacts&channel=phone": ("3", 3),
        "figure=contacts&channel=written": ("1", 1),
        "figure=contacts&channel=member": ("0", 0),
        "figure=call_answer_rate&channel=phone": ("50%", 2),
    }
    calls = browser.get(f"{ROWS}?figure=contacts&first=2026-11-24&last=2026-11-24&kind=calls")
    assert len(calls.context["rows"]) == 3
    written = browser.get(f"{ROWS}?figure=contacts&first=2026-11-24&last=2026-11-24")
    assert ticket.number in written.content.decode()


@pytest.mark.parametrize(
    ("code", "column", "expected"),
    [
        ("call_service_level", "Calls answered in time (%)", ("25", 4)),
        ("answer_speed", "Average speed of answer (seconds)", ("15", 2)),
        ("handle_time", "Average handle time (seconds)", ("120", 2)),
        ("wait_as_told", "Waits as told (%)", ("100", 1)),
    ],
)
def test_figures_of_the_telephone_open_to_the_calls_that_they_are_of(
    centre: None, browser: Client, code: str, column: str, expected: tuple[str, int]
) -> None:
    line = VoiceLine.objects.order_by("pk")[0]
    for outcome in (CallOutcome.BLOCKED, CallOutcome.CLOSED, CallOutcome.CONTAINED):
        call(line, outcome, now=NOW)
    told = call(line, CallOutcome.ANSWERED, now=NOW, waited_s=5)
    queue_entry(told, quoted_low=0, quoted_high=5)
    call(line, CallOutcome.ANSWERED, now=NOW, waited_s=25)
    roll_up_day(day=TODAY, now=NOW)
    day = f"figure={code}&first={TODAY}&last={TODAY}"
    value = table(browser, f"?by=day&{day}")[-1][column]
    assert (value, len(browser.get(f"{ROWS}?{day}").context["rows"])) == expected


def test_who_may_not_open_an_enquiry_sees_only_that_it_was_counted(
    browser: Client, supervisor: User, centre: None, now: dt.datetime
) -> None:
    ticket = factories.ticket(now=now, enquiry_type="status", language="fr")
    breach = Sensitivity.PRIVACY_BREACH
    sealer = factories.user("supervisor", teams=False)
    restrict(ticket_id=ticket.pk, sensitivity=breach, reason="x", by=sealer, now=now)
    ticket.need_to_know.exclude(user=sealer).delete()
    answer = browser.get(f"{ROWS}?figure=contacts&first=2026-11-24&last=2026-11-24")
    assert answer.context["rows"] == [{"is_hidden": True}]
    page = answer.content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert re.sub(r"<[^>]+>|\s", "", table) == "Restricted"


def test_a_table_that_nobody_could_read_is_refused_with_words(
    briefing: None, browser: Client
) -> None:
    page = browser.get(f"{HISTORY}?by=day&first=2018-04-01&last=2021-12-31").content.decode()
    assert "Choose fewer days, or longer rows" in page
    assert "<title>Error:" in page


def test_every_drawing_has_a_title_and_its_table_beside_it(briefing: None, browser: Client) -> None:
    page = browser.get(HISTORY).content.decode()
    assert 'aria-labelledby="history-title history-desc"' in page
    assert '<title id="history-title">Phone: ' in page
    assert page.index("</svg>") < page.index("<table")


def test_a_drawing_of_one_period_says_it_once_and_in_what_it_is_counted(
    centre: None, browser: Client
) -> None:
    call(VoiceLine.objects.order_by("pk")[0], CallOutcome.ANSWERED, now=NOW, waited_s=42)
    roll_up_day(day=TODAY, now=NOW)
    page = browser.get(f"{HISTORY}?by=day&figure=answer_speed").content.decode()
    title = re.search(r'<title id="history-title">([^<]+)<', page)
    assert title
    assert title[1] == "Average speed of answer (seconds): 42 (Tuesday 2026-11-24)"


def test_each_figure_stands_beside_its_definition(briefing: None, browser: Client) -> None:
    page = browser.get(HISTORY).content.decode()
    for code in ("contacts", "call_answer_rate", "written_days"):
        assert f'href="#definition-{code}"' in page
        assert f'id="definition-{code}"' in page


def test_a_year_of_figures_is_read_with_the_same_statements_as_a_day(
    browser: Client, centre: None, now: dt.datetime
) -> None:
    def statements(query: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert browser.get(f"{HISTORY}{query}").status_code == 200
        return len(made)

    roll_up_day(day=TODAY, now=now)
    few = statements("?by=month")
    days = [TODAY - n * DAY for n in range(1, 366)]
    RolledDay.objects.bulk_create(
        RolledDay(date=day, source=Source.COMPUTED, derived_at=now, closed=True) for day in days
    )
    DailyFigure.objects.bulk_create(
        DailyFigure(date=day, measure="contacts", channel=channel, language=language,
                    value=7, source=Source.COMPUTED)
        for day in days for channel in ("web", "email", "phone") for language in ("en", "fr")
    )  # fmt: skip
    DailyTotal.objects.bulk_create(
        DailyTotal(date=day, measure="contacts", channel=channel, value=14)
        for day in days
        for channel in ("web", "email", "phone")
    )
    assert statements("?by=month&first=2025-11-24") == few
    assert statements("?by=day&first=2025-11-24") == few
