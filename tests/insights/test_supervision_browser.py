"""The board and staffing in a real browser, in both languages: accessible, live, truly stale."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from channels.enums import CallOutcome
from channels.models import VoiceLine
from contactcentre.kit import clock
from contactcentre.kit.models import Heartbeat
from insights.actions.sample_board import sample_board
from insights.queries import shared
from tests import factories
from tests.browsing import Visits
from tests.insights import calls

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOARD = {"en": "/en/supervision/", "fr": "/fr/supervision/"}
STAFFING = {"en": "/en/supervision/staffing/", "fr": "/fr/supervision/effectifs/"}


@pytest.fixture
def page(visits: Visits, centre: None) -> Page:
    """A supervisor's browser."""
    shared._boards.clear()
    return visits.enter(factories.user("supervisor"))


@pytest.fixture
def busy(page: Page) -> None:
    """Something in every table."""
    now = clock.now()
    factories.operation(now=now)
    factories.ticket(now=now - dt.timedelta(days=30))
    factories.ticket(now=now, channel="email")
    set_presence(state=PresenceState.READY, by=factories.user("agent"), now=now)
    Heartbeat.objects.beat("tickets.sweep", now=now - dt.timedelta(hours=1))
    for week in (1, 2, 3):
        sample_board(now=now - dt.timedelta(weeks=week))
    line = VoiceLine.objects.order_by("number")[0]
    for outcome in (CallOutcome.ANSWERED, CallOutcome.BLOCKED, CallOutcome.WAITING):
        made = calls.call(line, outcome, now=now - dt.timedelta(minutes=1))
    calls.queue_entry(made)
    shared._boards.clear()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_is_accessible(language: str, busy: None, visits: Visits, page: Page) -> None:
    visits.look(page, f"board-{language}", path=BOARD[language])
    rows = [
        page.locator(f"#rows-{code}").get_attribute("href") for code in ("overdue", "phone_level")
    ]
    people = page.locator("a[href$='?state=ready']").get_attribute("href")
    tasks = page.locator(".alerts a").last.get_attribute("href")
    visits.look(page, f"wall-{language}", path=f"{BOARD[language]}?wall=1")
    visits.look(
        page, f"staffing-{language}", path=f"{STAFFING[language]}?calls=300&aht=600&agents=40"
    )
    for number, address in enumerate([*rows, people, tasks]):
        assert address
        visits.look(page, f"behind-{number}-{language}", path=address)


def test_the_page_toggles_to_its_twin(page: Page) -> None:
    for paths in (BOARD, STAFFING):
        page.goto(paths["en"])
        page.get_by_role("link", name="Français").click()
        expect(page).to_have_url(re.compile(re.escape(paths["fr"])))


def test_without_its_stream_the_board_asks_every_ten_seconds(page: Page) -> None:
    page.clock.install()
    page.goto(BOARD["en"])
    cell = page.locator("#channels-title + .table-scroll tbody tr").first.locator("td").first
    expect(cell).to_have_text("0")
    factories.ticket(now=clock.now())
    shared._boards.clear()
    page.clock.run_for(11_000)
    expect(cell).to_contain_text("1")


def test_a_board_that_gets_nothing_says_so_and_since_when(page: Page) -> None:
    page.clock.install()
    page.goto(BOARD["en"])
    as_of = page.locator("#board").get_attribute("data-as-of")
    page.route("**/supervision/**", lambda route: route.abort())
    page.clock.run_for(45_000)
    expect(page.locator("[data-board-text]")).to_have_text(f"Not live, showing {as_of}")
    expect(page.locator("#board")).to_have_class(re.compile("board--stale"))


def test_updates_can_be_paused(page: Page) -> None:
    page.clock.install()
    page.goto(BOARD["en"])
    pause = page.get_by_role("button", name="Pause updates")
    pause.click()
    before = page.locator("#board").get_attribute("data-as-of")
    page.clock.run_for(15_000)
    expect(page.locator("[data-board-text]")).to_have_text("Updates are paused")
    assert page.locator("#board").get_attribute("data-as-of") == before
    expect(pause).to_have_attribute("aria-pressed", "true")
