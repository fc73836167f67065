"""What a day brings: a caller who is called back, and a world event with its form and its line."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from contactcentre.local.carrier.dial import call, ringing
from tests.journey.conftest import Centre, shell
from tests.journey.test_journey import (
    WITHIN_MS,
    WORDS,
    go_on,
    say_how_to_reach,
    say_numbers,
    sign_in,
)
from tests.journey.test_phone_journey import SAID, finish_the_call

pytestmark = [pytest.mark.browser, pytest.mark.worker]

DAY = {
    "en": {
        "operations": "/en/supervision/special-operations/",
        "open": "open/",
        "fill": "Fill in",
        "preview": "Preview",
        "now": "Open it now",
        "close": "close/",
        "close_it": "Close it",
        "report": "Contacts by day and channel",
        "board": "/en/supervision/",
    },
    "fr": {
        "operations": "/fr/supervision/operations-speciales/",
        "open": "ouvrir/",
        "fill": "Remplir",
        "preview": "Aperçu",
        "now": "Ouvrir maintenant",
        "close": "fermer/",
        "close_it": "Fermer l’opération",
        "report": "Contacts par jour et par",
        "board": "/fr/supervision/",
    },
}
MOST_PAGES = 10
# What the pages take of the supervisor's minute; the rest is for three words and two choices.
OPENS_WITHIN_SECONDS = 20
SUPERVISOR = """
from tests import factories
from accounts.models import User
factories.start_numbers_at(User.objects.count() + 1)
print(factories.user("supervisor", language="{language}").email)
"""
ARRIVED = """
from tickets.models import Ticket
for ticket in Ticket.objects.filter(operation={operation}).order_by("channel"):
    print(ticket.channel, ticket.queue_id == ticket.operation.queue_id, ticket.language)
"""


@pytest.fixture(scope="module")
def left(carrier: str) -> set[str]:
    """Callers who kept their place and hung up, a minute before they can be called back."""
    numbers = {"fr": "+16135550147", "en": "+16135550149"}
    for language, number in numbers.items():
        book_callback(carrier, language, number)
    return set(numbers.values())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_world_event_has_its_form_and_line_and_who_hung_up_is_called_back(
    centre: Centre, browser: Browser, carrier: str, left: set[str], language: str
) -> None:
    words, day = WORDS[language], DAY[language]
    email = shell(centre, SUPERVISOR.format(language=language))
    supervisor = sign_in(browser, centre, words, email)
    began = time.monotonic()
    operation = open_operation(supervisor, centre, day)
    assert time.monotonic() - began < OPENS_WITHIN_SECONDS
    board = supervisor.context.new_page()
    board.goto(centre.url + day["board"])
    calls_waiting = board.locator(".tile-value").first
    expect(calls_waiting).to_have_text("0", timeout=WITHIN_MS)

    caller = call(carrier, line="operation-1", number="+15145550148")
    for keys in (SAID[language]["key"], "1"):
        caller.press(keys)
    caller.hears(SAID[language]["waits"])
    expect(calls_waiting).to_have_text("1", timeout=WITHIN_MS)
    file_for_the_event(browser.new_context().new_page(), centre, words)
    event = board.locator(".operations li", has_text=re.compile("Liban|Lebanon"))
    expect(event).to_contain_text(re.compile(r"\b2\b"), timeout=WITHIN_MS)
    caller.hang_up()
    expect(calls_waiting).to_have_text("0", timeout=WITHIN_MS)
    arrived = shell(centre, ARRIVED.format(operation=operation)).splitlines()
    assert arrived == [f"phone True {language}", f"web True {language}"]
    supervisor.goto(supervisor.url + day["close"])
    supervisor.get_by_role("button", name=day["close_it"]).click()
    expect(supervisor.locator("main")).to_contain_text(day["report"])

    agent = sign_in(browser, centre, words, centre.staff(language)["agent"])
    call_back(agent, carrier, left)
    finish_the_call(agent)


def book_callback(carrier: str, language: str, number: str) -> None:
    """Ask for a person, keep the place, hang up."""
    caller = call(carrier, line="general", number=number)
    for keys in (SAID[language]["key"], "3", "2"):
        caller.press(keys)
    caller.press("1")
    caller.is_over()


def call_back(agent: Page, carrier: str, left: set[str]) -> None:
    """Accept, pick up, and the client is called: both speak, then the agent ends it."""
    agent.locator("details.presence summary").click()
    agent.locator("details.presence button[value=ready]").click()
    accept = agent.locator("[data-call-accept] button")
    # A client is called a minute after hanging up at the earliest.
    expect(accept.first).to_be_visible(timeout=90_000)
    accept.first.click()
    # Agents of the tests speak both languages: who has waited longest comes first.
    client = ringing(carrier, to=left)
    client.answer()
    client.wait(lambda facts: "talking" in str(facts["said"]), 60)
    agent.locator("form[action$='/end/'] button, form[action$='/fin/'] button").first.click()
    client.is_over()


def open_operation(page: Page, centre: Centre, day: dict[str, str]) -> str:
    """From a template to an operation that receives; its key."""
    page.goto(f"{centre.url}{day['operations']}{day['open']}")
    page.select_option("[name=template]", "evacuation")
    page.fill("[name=place_en]", "Lebanon")
    page.fill("[name=place_fr]", "Liban")
    page.get_by_role("button", name=day["fill"]).click()
    page.locator("[name=teams]").first.check()
    page.get_by_role("button", name=day["preview"]).click()
    page.get_by_role("button", name=day["now"]).click()
    page.wait_for_url(re.compile(r"/\d+/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def file_for_the_event(page: Page, centre: Centre, words: dict[str, str]) -> None:
    """From the banner of the first page to the receipt, whatever the form still asks."""
    page.goto(centre.url + words["start"])
    page.locator(".banner a[href^='/']").click()
    page.locator("main form button").first.click()
    for _ in range(MOST_PAGES):
        if page.locator("main .panel").count():
            return
        answer(page, words)
        go_on(page)
        page.wait_for_load_state()
    raise AssertionError(page.locator("main").inner_text())


def answer(page: Page, words: dict[str, str]) -> None:
    """What this page of the form asks for."""
    if page.locator("[name=topic]").count():
        page.check("[name=topic][value=status]")
    if page.locator("[name=urgency]").count():
        page.check("[name=urgency][value=other]")
    if page.locator("[name=role]").count():
        page.check("[name=role][value=applicant]")
    if page.locator("[name=uci_unknown]").count():
        say_numbers(page)
    if page.locator("[name=subtopic]").count():
        page.locator("[name=subtopic]").first.check()
    if page.locator("[name=question]").count():
        page.fill("[name=question]", words["question"])
    if page.locator("[name=email]").count():
        say_how_to_reach(page, "liban@example.org")
