"""A document is passed on, acknowledged and told, and statuses are shown, in a real browser."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from channels.models import StatusCode
from contactcentre.kit import clock
from contactcentre.local import browser
from people.enums import Awaited, AwaitedFrom, LineOfBusiness
from tests import factories
from tests.channels.visitors import PDF
from tests.kit.conftest import FLAGS
from tests.people.statuses import BORN, NUMBER, UCI, known
from tickets.actions.open import Sender
from tickets.models import DocumentHandover, ProcessingOffice, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OURS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
EMAIL = "minh.tran@example.org"
WORDS = {
    "en": {
        "ticket": "/en/desk/tickets/{}/", "pass": "pass-document-on/", "go": "Pass it on",
        "office": "/en/processing-offices/documents/", "has": "Acknowledge receipt",
        "status": "/en/status/", "told": "received your document",
    },
    "fr": {
        "ticket": "/fr/poste/dossiers/{}/", "pass": "transmettre-document/", "go": "Transmettre",
        "office": "/fr/bureaux-de-traitement/documents/", "has": "Accuser réception",
        "status": "/fr/suivi/", "told": "a reçu votre document",
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
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[User | None], Page]]:
    """A browser of somebody who works here, signed in, or of a visitor."""
    contexts = []

    def open_for(user: User | None) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": 1440, "height": 1000}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: BREAKS.append(str(error)))
        if user is not None:
            page.goto("/en/account/sign-in/")
            page.fill("[name=login]", user.email)
            page.fill("[name=password]", factories.PASSWORD)
            page.click("main button[type=submit]")
        return page

    BREAKS.clear()
    yield open_for
    for context in contexts:
        context.close()


def check(page: Page, name: str) -> None:
    """Keep a picture where asked to, and hold the page against the guidelines."""
    page.wait_for_load_state("load")
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(OURS)}})
    found = [
        f"{item['id']}: {node['html'][:160]}"
        for item in results.response["violations"]
        for node in item["nodes"]
    ]
    assert found == [], name
    assert BREAKS == [], name


@pytest.fixture
def ticket(centre: None) -> Ticket:
    now = clock.now()
    known(as_of=now - dt.timedelta(hours=5))
    known(
        as_of=now - dt.timedelta(days=9),
        application_number="E301234567",
        line_of_business=LineOfBusiness.WORK_PERMIT,
        awaited=Awaited.REVIEW,
        awaited_from=AwaitedFrom.OFFICE,
    )
    return factories.ticket(
        now=now - dt.timedelta(hours=2),
        sender=Sender(name="Minh Tran", email=EMAIL),
        uci=UCI,
        application_numbers=(NUMBER,),
        client_date_of_birth=BORN,
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_the_desk_to_the_office_to_the_client(
    ticket: Ticket, visit: Callable[[User | None], Page], language: str
) -> None:
    words = WORDS[language]
    office = ProcessingOffice.objects.exclude(duty_email="").order_by("code")[0]
    agent, officer = factories.user("agent"), factories.officer(office)
    desk = visit(agent)
    desk.goto(words["ticket"].format(ticket.number) + words["pass"])
    desk.get_by_role("button", name=words["go"], exact=True).click()
    check(desk, f"hand-over-refused-{language}")
    _fill_in(desk, office)
    desk.get_by_role("button", name=words["go"], exact=True).click()
    desk.wait_for_url(f"**{words['ticket'].format(ticket.number)}")
    check(desk, f"ticket-{language}")
    handover = DocumentHandover.objects.get()
    bureau = visit(officer)
    bureau.goto(words["office"])
    check(bureau, f"documents-{language}")
    bureau.get_by_role("link", name=handover.number).click()
    check(bureau, f"document-{language}")
    bureau.get_by_role("button", name=words["has"]).click()
    bureau.wait_for_load_state("load")
    handover.refresh_from_db()
    assert handover.received_by == officer
    client = _follow(visit(None), ticket, words["status"])
    assert words["told"] in client.inner_text("main")
    check(client, f"status-{language}")


def _fill_in(page: Page, office: ProcessingOffice) -> None:
    day = clock.now().date() - dt.timedelta(days=1)
    page.select_option("[name=office]", str(office.pk))
    page.fill("[name=title]", "Police certificate from Portugal")
    page.set_input_files(
        "[name=uploads]",
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": PDF},
    )
    page.check("[name=consent_of]")
    page.check("[name=consent_by][value=phone]")
    page.fill("[name=consent_on_day]", str(day.day))
    page.select_option("[name=consent_on_month]", str(day.month))
    page.fill("[name=consent_on_year]", str(day.year))


def _follow(page: Page, ticket: Ticket, address: str) -> Page:
    """To the status page of the ticket, with the code that was sent."""
    page.goto(address)
    page.fill("[name=number]", ticket.number)
    page.fill("[name=email]", EMAIL)
    page.click("main button[type=submit]")
    page.fill("[name=code]", StatusCode.objects.latest("pk").code())
    page.click("main button[type=submit]")
    page.wait_for_load_state("load")
    return page
