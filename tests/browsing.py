"""Real browsers for the tests: who visits, and what every page that is looked at must hold."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from contactcentre.local import browser

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAW = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
OURS = (*LAW, "wcag22aa")
# It would fetch each style again, only to find one that turns with the screen: we have none
# (tests/kit/test_sheets.py).
AXE = {"resultTypes": ["violations"], "preload": False}


class Visits:
    """Opens pages for people; an error of a script, or a break of the content policy, is kept."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.chromium, self.url = chromium, url
        self.breaks: list[str] = []
        self._contexts: list[BrowserContext] = []

    def enter(self, user: User | None = None) -> Page:
        """A browser of that user, signed in, or of a visitor."""
        context = self.chromium.new_context(
            base_url=self.url, viewport={"width": 1440, "height": 1000}
        )
        self._contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": value, "url": self.url}])
        page = context.new_page()
        # The server of these tests has no streams; what pages do without one is seen here.
        page.route("**/live/**", lambda route: route.abort())
        page.on("pageerror", lambda error: self.breaks.append(str(error)))
        page.on("console", lambda line: self._hear(line.text))
        return page

    def _hear(self, line: str) -> None:
        if "Content Security" in line:
            self.breaks.append(line)

    def look(self, page: Page, name: str, *, path: str = "", tags: tuple[str, ...] = OURS) -> None:
        """Open a page, or stay; keep a picture where asked to; hold it against the guidelines."""
        if path:
            page.goto(path)
        page.wait_for_load_state("load")
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
        assert self.breaks == [], name
        results = Axe().run(page, options=AXE | {"runOnly": {"type": "tag", "values": list(tags)}})
        # The auditor puts styles of its own into the page.
        self.breaks.clear()
        found = [
            f"{item['id']}: {node['html'][:160]}"
            for item in results.response["violations"]
            for node in item["nodes"]
        ]
        assert found == [], name

    def end(self) -> None:
        for context in self._contexts:
            context.close()
        assert self.breaks == []


class Requests:
    """Those that the server of a test is answering: it goes on when the browser is closed."""

    def __init__(self) -> None:
        self._open = 0
        self._change = threading.Condition()

    def begin(self, **_: object) -> None:
        with self._change:
            self._open += 1

    def finish(self, **_: object) -> None:
        with self._change:
            self._open -= 1
            self._change.notify_all()

    def wait(self) -> None:
        """Until all are answered, or for ten seconds."""
        with self._change:
            self._change.wait_for(lambda: self._open <= 0, timeout=10)


@pytest.fixture
def _answered(live_server: LiveServer) -> Iterator[None]:
    """A request that is under way while the tables are emptied would lock them crosswise."""
    requests = Requests()
    request_started.connect(requests.begin)
    request_finished.connect(requests.finish)
    yield
    requests.wait()
    request_started.disconnect(requests.begin)
    request_finished.disconnect(requests.finish)


def launch() -> Iterator[Browser]:
    """Chromium, or the tests are skipped: bin/test says so aloud."""
    found = browser.find()
    if not found:
        pytest.skip("no Chromium or Chrome was found")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; what the tests ask the database is no part of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield from launch()


@pytest.fixture
def visits(chromium: Browser, live_server: LiveServer, _answered: None) -> Iterator[Visits]:
    made = Visits(chromium, live_server.url)
    yield made
    made.end()
