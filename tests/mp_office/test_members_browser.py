"""An office, the person who consents and the desk in a real browser, in both languages."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import SignInMail, User
from contactcentre.kit import clock
from contactcentre.local import browser
from mp_office.models import OfficeEnquiry
from tests import factories
from tests.browsing import FLAGS
from tests.mp_office import offices
from tickets.actions.route import route_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
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
    opened.on(
        "console",
        lambda line: BREAKS.append(line.text) if "Content Security" in line.text else None,
    )
    yield opened
    context.close()
    assert BREAKS == []


@pytest.fixture
def enter(page: Page) -> Callable[[User], Page]:
    def sign_in(user: User) -> Page:
        page.context.clear_cookies()
        page.goto("/en/account/sign-in/")
        page.fill("[name=login]", user.email)
        page.fill("[name=password]", factories.PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_selector(f"summary:has-text('{user.name}')")
        return page

    return sign_in


def look(page: Page, name: str) -> None:
    """Keep a picture where asked to, and hold the page against the guidelines."""
    page.wait_for_load_state("load")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"members-{name}.png"), full_page=True)
    assert BREAKS == [], name
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": GUIDELINES}})
    BREAKS.clear()  # the auditor puts styles of its own into the page
    found = [
        f"{item['id']}: {node['html'][:160]}"
        for item in results.response["violations"]
        for node in item["nodes"]
    ]
    assert found == [], name


def write(page: Page) -> None:
    """The form as an office fills it in, with a link to sign."""
    page.fill("[name=constituent_name]", "Ngozi Abara")
    page.check("[name=constituent_language][value=fr]")
    page.check("[name=own_file][value=yes]")
    page.fill("[name=family_name]", "Abara")
    page.fill("[name=uci]", "1122-334455")
    page.fill("[name=applications]", "E123456789")
    page.select_option("[name=topic]", "status")
    page.fill("[name=question]", "Where is the application of Ms. Abara?")
    page.wait_for_selector("[data-saved]:has-text('Saved at')", timeout=15_000)
    page.check("[name=scope][value=file]")
    page.check("[name=consent_by][value=link]")
    page.fill("[name=constituent_email]", "ngozi@example.org")


def file_it(page: Page) -> OfficeEnquiry:
    page.click("text=New enquiry")
    page.click("text=Check answers")
    look(page, "refused-en")
    write(page)
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": offices.PDF}
    page.set_input_files("[name=documents]", files=[letter])
    page.wait_for_selector("[data-upload-list] >> text=letter.pdf")
    look(page, "draft-en")
    page.click("text=Check answers")
    look(page, "check-en")
    page.click("text=Send the enquiry")
    look(page, "sent-en")
    sent = OfficeEnquiry.objects.sent().get()
    route_ticket(ticket_id=offices.ticket_of(sent).pk, now=clock.now())
    return sent


def sign(page: Page) -> None:
    token = offices.token_of(SignInMail.objects.latest("pk"))
    page.goto(f"/fr/bureaux-parlementaires/consentement/{token}/")
    look(page, "signing-fr")
    page.fill("[name=name]", "Ngozi Abara")
    page.check("[name=decision][value=agree]")
    page.click("main form button[type=submit]")
    look(page, "signed-fr")


def answer(page: Page, number: str) -> None:
    page.goto(f"/en/desk/tickets/{number}/")
    page.wait_for_selector("#members-office-title")
    page.wait_for_selector("text=may be told what the consent covers")
    look(page, "desk-en")
    page.click("text=Answer with the four facts")
    page.fill("[name=done]", "The medical was received")
    page.fill("[name=next_step]", "The decision")
    page.fill("[name=by_whom]", "The office in Sydney")
    page.fill("[name=by_when_day]", "1")
    page.select_option("[name=by_when_month]", "12")
    page.fill("[name=by_when_year]", str(clock.now().year + 1))
    page.fill("[name=forward]", "Votre examen médical a été reçu.")
    look(page, "answer-en")
    page.click("text=Send the answer")


PAGES = {
    "en": ("/en/members-offices/", "enquiries", "consent", "team"),
    "fr": ("/fr/bureaux-parlementaires/", "demandes", "consentement", "equipe"),
}


def test_from_the_enquiry_to_the_words_to_forward(
    centre: None, enter: Callable[[User], Page]
) -> None:
    office = offices.office()
    manager = offices.staff(office, manager=True, now=clock.now())
    page = enter(manager)
    assert page.url.endswith("/en/members-offices/")
    sent = file_it(page)
    sign(page)
    answer(enter(factories.user("agent")), offices.ticket_of(sent).number)
    enter(manager)
    for language, (base, one, consent, team) in PAGES.items():
        page.goto(f"{base}?list=with_centre")
        look(page, f"list-{language}")
        page.goto(f"{base}{one}/{sent.pk}/")
        assert page.locator("text=The office in Sydney").first.is_visible()
        look(page, f"enquiry-{language}")
        page.goto(f"{base}{one}/{sent.pk}/{consent}/")
        look(page, f"consent-{language}")
        page.goto(f"{base}{team}/")
        look(page, f"team-{language}")
