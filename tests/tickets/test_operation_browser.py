"""A supervisor opens and closes a special operation in a real browser, in both languages."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from contactcentre.kit import clock
from contactcentre.local import browser
from tests import factories
from tests.kit.conftest import FLAGS
from tickets.models import SpecialOperation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OURS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ROOM = {
    "en": "/en/supervision/special-operations/",
    "fr": "/fr/supervision/operations-speciales/",
}
WORDS = {
    "en": {
        "open": "open/", "fill": "Fill in", "preview": "Preview", "now": "Open it now",
        "close": "close/", "close_it": "Close it", "report": "Contacts by day and channel",
        "start": "/en/contact/", "away": "Put away", "over": "This service is closed",
    },
    "fr": {
        "open": "ouvrir/", "fill": "Remplir", "preview": "Aperçu", "now": "Ouvrir maintenant",
        "close": "fermer/", "close_it": "Fermer l’opération", "report": "Contacts par jour et par",
        "start": "/fr/communiquer/", "away": "Masquer", "over": "Ce service est fermé",
    },
}  # fmt: skip
BREAKS: list[str] = []


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
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page on which an error of a script or a break of the content policy fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 1000}
    )
    opened = context.new_page()
    BREAKS.clear()
    opened.on("pageerror", lambda error: BREAKS.append(str(error)))
    opened.on("console", lambda line: BREAKS.extend(policy(line.text)))
    yield opened
    context.close()
    assert BREAKS == []


def policy(text: str) -> list[str]:
    return [text] if "Content Security" in text else []


@pytest.fixture
def enter(page: Page) -> Callable[[User], None]:
    """Sign in by the page, as a person does."""

    def sign_in(user: User) -> None:
        page.goto("/en/account/sign-in/")
        page.fill("[name=login]", user.email)
        page.fill("[name=password]", factories.PASSWORD)
        page.click("main button[type=submit]")

    return sign_in


def check(page: Page, name: str) -> None:
    """Keep a picture where asked to, and hold the page against the guidelines."""
    page.wait_for_load_state("load")
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    assert BREAKS == [], name
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(OURS)}})
    BREAKS.clear()  # the auditor puts styles of its own into the page
    found = [
        f"{item['id']}: {node['html'][:160]}"
        for item in results.response["violations"]
        for node in item["nodes"]
    ]
    assert found == [], name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_the_first_page_to_the_report(
    page: Page, enter: Callable[[User], None], centre: None, language: str
) -> None:
    enter(factories.user("supervisor", language=language))
    operation = opened(page, language)
    seen_by_the_public(page, operation, language)
    arrive(operation)
    closed(page, operation, language)


def opened(page: Page, language: str) -> SpecialOperation:
    """From a template to an operation that receives."""
    words = WORDS[language]
    page.goto(f"{ROOM[language]}{words['open']}")
    check(page, f"operation-open-{language}")
    page.select_option("[name=template]", "evacuation")
    page.fill("[name=place_en]", "Lebanon")
    page.fill("[name=place_fr]", "Liban")
    page.get_by_role("button", name=words["fill"]).click()
    page.locator("[name=teams]").first.check()
    page.get_by_role("button", name=words["preview"]).click()
    check(page, f"operation-preview-{language}")
    page.get_by_role("button", name=words["now"]).click()
    check(page, f"operation-running-{language}")
    operation = SpecialOperation.objects.get()
    assert operation.is_active(clock.now())
    return operation


def seen_by_the_public(page: Page, operation: SpecialOperation, language: str) -> None:
    """The banner leads to the form, and can be put away."""
    words = WORDS[language]
    page.goto(words["start"])
    banner = page.locator(".banner")
    assert operation.text_in("banner", language) in banner.inner_text()
    check(page, f"operation-banner-{language}")
    banner.get_by_role("link").click()
    check(page, f"operation-form-{language}")
    page.locator("main form button").first.click()
    page.locator(".notice", has_text=operation.name_in(language)).first.wait_for()
    check(page, f"operation-step-{language}")
    page.goto(words["start"])
    page.locator(".banner").get_by_role("button", name=words["away"]).click()
    page.locator(".banner").wait_for(state="detached")


def closed(page: Page, operation: SpecialOperation, language: str) -> None:
    """Its report stays, and its form says where to go."""
    words, room = WORDS[language], ROOM[language]
    page.goto(room)
    check(page, f"operation-list-{language}")
    page.goto(f"{room}{operation.pk}/{words['close']}")
    check(page, f"operation-close-{language}")
    page.get_by_role("button", name=words["close_it"]).click()
    page.get_by_text(words["report"]).first.wait_for()
    check(page, f"operation-report-{language}")
    page.goto(f"{words['start']}{operation.slug_in(language)}/")
    page.get_by_text(words["over"]).first.wait_for()
    check(page, f"operation-over-{language}")


def arrive(operation: SpecialOperation) -> None:
    """Some enquiries, so that the report has something to tell."""
    for country in ("LB", "LB", "FR", ""):
        factories.ticket(operation=operation.pk, country=country, now=clock.now())


def test_a_mistake_is_shown_in_the_part_that_was_folded_away(
    page: Page, enter: Callable[[User], None], supervisor: User
) -> None:
    enter(supervisor)
    operation = factories.operation(by=supervisor, now=clock.now())
    page.goto(f"{ROOM['en']}{operation.pk}/edit/")
    check(page, "operation-edit")
    page.fill("[name=banner_en]", "Only English")
    page.get_by_role("button", name="Save").click()
    assert page.locator("[name=banner_fr]").is_visible()
    assert page.get_by_role("link", name="Write it in both languages, or in neither").is_visible()
    check(page, "operation-edit-mistake")
    page.goto(f"{ROOM['en']}{operation.pk}/end/")
    check(page, "operation-end")
