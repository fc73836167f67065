"""History, trends and forecast in a real browser, in both languages: accessible, also on paper."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from channels.enums import CallOutcome
from channels.models import VoiceLine
from contactcentre.demo.past import load_past
from contactcentre.kit import clock
from insights.models import DailyTopic, RolledDay
from tests import factories
from tests.browsing import Visits
from tests.insights import calls

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "en": {
        "years": "/en/supervision/history/",
        "types": "/en/supervision/history/?split=type&by=week",
        "source": "/en/supervision/history/source/",
        "trends": "/en/supervision/trends/?over=day",
        "report": "/en/supervision/trends/report/",
        "forecast": "/en/supervision/forecast/?year=2021",
    },
    "fr": {
        "years": "/fr/supervision/historique/",
        "types": "/fr/supervision/historique/?split=type&by=week",
        "source": "/fr/supervision/historique/source/",
        "trends": "/fr/supervision/tendances/?over=day",
        "report": "/fr/supervision/tendances/rapport/",
        "forecast": "/fr/supervision/previsions/?year=2021",
    },
}


@pytest.fixture
def page(visits: Visits, centre: None) -> Page:
    """A supervisor's browser."""
    return visits.enter(factories.user("supervisor"))


@pytest.fixture
def past(page: Page) -> None:
    """The briefing's years, and some weeks of the centre's own with a topic that rises."""
    now = clock.now()
    line = VoiceLine.objects.order_by("number")[0]
    for days in (29, 22, 15, 8, 1):
        factories.ticket(now=now - dt.timedelta(days=days))
        calls.call(line, CallOutcome.ANSWERED, now=now - dt.timedelta(days=days))
    load_past(now=now, seed=1)
    newest = RolledDay.objects.filter(closed=True).latest("date").date
    DailyTopic.objects.create(date=newest, kind="word", key="parrainage", language="fr", value=9)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_is_accessible(language: str, past: None, visits: Visits, page: Page) -> None:
    for name, address in PAGES[language].items():
        visits.look(page, f"{name}-{language}", path=address)
    page.goto(PAGES[language]["years"])
    rows = page.locator("td a[href*='figure=contacts']").first.get_attribute("href")
    visits.look(page, f"rows-{language}", path=rows or "")


SOURCE = {"en": "From the briefing", "fr": "Tiré du document d’information"}
BRIEFING = {
    "en": (
        "2020 to 2021",
        ["5,836,000", "4,200,000", "1,500,000", "136,000", "40%", "9"],
    ),
    "fr": (
        "2020 à 2021",
        ["5 836 000", "4 200 000", "1 500 000", "136 000", "40 %", "9"],
    ),
}


def test_the_first_page_is_the_briefings_table_on_every_screen_and_on_paper(
    past: None, page: Page
) -> None:
    for language, (year, texts) in reversed(BRIEFING.items()):
        page.goto(PAGES[language]["years"])
        row = page.get_by_role("row", name=year)
        for text in (*texts, SOURCE[language]):
            expect(row.get_by_role("link", name=text, exact=True)).to_be_visible()

    page.emulate_media(media="print")
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_role("heading", name="What the figures mean")).to_be_visible()
    for gone in (".rail", ".tabs", ".filters", ".topbar-search"):
        expect(page.locator(gone).first).to_be_hidden()

    page.emulate_media(media="screen")
    page.get_by_role("link", name="4,200,000", exact=True).click()
    expect(page).to_have_url(re.compile(r"/history/source/#year-2020$"))
    page.set_viewport_size({"width": 320, "height": 700})
    for address in PAGES["en"].values():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
