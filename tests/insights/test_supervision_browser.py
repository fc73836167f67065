"""The board and staffing in a real browser, in both languages: accessible, live, truly stale."""

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from accounts.models import User
from channels.enums import CallOutcome
from channels.models import VoiceLine
from contactcentre.kit import clock
from contactcentre.local import browser
from insights.queries import shared
from tests import factories
from tests.browsing import FLAGS
from tests.insights import calls

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BOARD = {"en": "/en/supervision/", "fr": "/fr/supervision/"}
STAFFING = {"en": "/en/supervision/staffing/", "fr": "/fr/supervision/effectifs/"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = browser.find()
    if not found:
        pytest.skip("no Chromium or Chrome was found")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(
    chromium: Browser, live_server: LiveServer, centre: None, signed_in: Callable[[User], object]
) -> Iterator[Page]:
    """A supervisor's browser; an error of a script fails the test."""
    shared._boards.clear()
    client = signed_in(factories.user("supervisor"))
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 1000}
    )
    session = client.cookies["sessionid"].value  # type: ignore[attr-defined]
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    # The server of these tests has no streams; what the page does without one is seen here.
    opened.route("**/live/**", lambda route: route.abort())
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def busy(page: Page) -> None:
    """Something in every table."""
    now = clock.now()
    factories.operation(now=now)
    factories.ticket(now=now - dt.timedelta(days=30))
    factories.ticket(now=now, channel="email")
    set_presence(state=PresenceState.READY, by=factories.user("agent"), now=now)
    line = VoiceLine.objects.order_by("number")[0]
    for outcome in (CallOutcome.ANSWERED, CallOutcome.BLOCKED, CallOutcome.WAITING):
        made = calls.call(line, outcome, now=now - dt.timedelta(minutes=1))
    calls.queue_entry(made)
    shared._boards.clear()


def look(page: Page, path: str, name: str) -> None:
    """Open a page, keep a picture where asked to, and hold it against the guidelines."""
    page.goto(path)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    found = [
        f"{item['id']}: {node['html'][:160]}"
        for item in results.response["violations"]
        for node in item["nodes"]
    ]
    assert found == [], path


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_is_accessible(language: str, busy: None, page: Page) -> None:
    look(page, BOARD[language], f"board-{language}")
    rows = [
        page.locator(f"#rows-{code}").get_attribute("href") for code in ("overdue", "phone_level")
    ]
    people = page.locator("a[href*='state=ready']").get_attribute("href")
    look(page, f"{BOARD[language]}?wall=1", f"wall-{language}")
    look(page, f"{STAFFING[language]}?calls=300&aht=600&agents=40", f"staffing-{language}")
    for number, address in enumerate([*rows, people]):
        assert address
        look(page, address, f"behind-{number}-{language}")


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
