"""Pages of the kit's own, served without a database."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory
from playwright.sync_api import Browser, Page, Route
from pytest_django.fixtures import Settings

from tests.browsing import launch


@pytest.fixture
def pages(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.kit.pages"
    return Client()


@pytest.fixture
def requests(settings: Settings) -> RequestFactory:
    settings.ROOT_URLCONF = "tests.kit.pages"
    return RequestFactory()


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Tests print no access log."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """Where the kit's own pages are served, static files included."""
    settings.ROOT_URLCONF = "tests.kit.pages"
    application = StaticFilesHandler(get_wsgi_application())
    server = make_server(
        "127.0.0.1", 0, application, server_class=Server, handler_class=QuietHandler
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    yield from launch()


def _breaks_of_policy(line: str) -> list[str]:
    return [line] if "Content Security" in line else []


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on which any error in a script, or break of the content policy, fails the test."""
    context = chromium.new_context()
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda line: errors.extend(_breaks_of_policy(line.text)))
    yield opened
    context.close()
    assert errors == []


def open_before(page: Page, script: str, address: str) -> Route:
    """Open a page whose script of that name has not come yet; `continue_()` lets it come."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/{script}*.js", hold)
    page.goto(address, wait_until="commit")
    while not held:
        page.wait_for_timeout(20)
    return held[0]
