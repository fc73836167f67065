"""An office's urgent enquiry all the way: consent by mail, board, desk, processing office, and
the words to forward; in both languages.
"""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journey.conftest import Centre, shell, text_of
from tests.journey.test_journey import (
    WITHIN_MS,
    WORDS,
    answer_as_office,
    escalate,
    show_news,
    sign_in,
)
from tests.mp_office.test_members_browser import FORWARD, fill_day, write

pytestmark = [pytest.mark.browser, pytest.mark.worker]

PEOPLE = """
from accounts.models import User
from contactcentre.kit import clock
from tests import factories
from tests.mp_office import offices
factories.start_numbers_at(User.objects.count() + 1)
office = offices.office(language="{language}", email="office.{language}@parliament.example")
print(offices.staff(office, manager=True, now=clock.now()).email)
print(factories.user("supervisor", language="{language}").email)
"""


class Tongue:
    """Addresses and labels of one language."""

    def __init__(self, centre: Centre, language: str) -> None:
        self.centre, self.language = centre, language

    def address(self, name: str, *args: object) -> str:
        with override(self.language):
            return self.centre.url + reverse(name, args=args)

    def press(self, page: Page, label: str) -> None:
        with override(self.language):
            words = gettext(label)
        page.get_by_role("button", name=words, exact=True).click()
        page.wait_for_load_state("load")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_urgent_enquiry_of_an_office_is_escalated_answered_and_forwarded(
    centre: Centre, browser: Browser, language: str
) -> None:
    words, tongue = WORDS[language], Tongue(centre, language)
    manager, supervisor = shell(centre, PEOPLE.format(language=language)).split()
    staff = centre.staff(language)
    board = sign_in(browser, centre, words, supervisor)
    board.goto(tongue.address("insights:board"))
    waiting = waiting_of_offices(board, tongue)

    portal = sign_in(browser, centre, words, manager)
    number = file_it(portal, tongue)
    follow = portal.url
    expect(waiting).to_have_text(re.compile(r"^1\b"), timeout=WITHIN_MS)
    give_consent(browser.new_context().new_page(), centre, tongue)

    agent = sign_in(browser, centre, words, staff["agent"])
    agent.goto(tongue.address("tickets:ticket", number))
    agent.locator("form[action*='/take'] button, form[action*='/prendre'] button").first.click()
    expect(waiting).to_have_text(re.compile(r"^0\b"), timeout=WITHIN_MS)
    escalate(agent, staff["office"])
    answer_as_office(sign_in(browser, centre, words, staff["officer"]), number)
    show_news(agent)
    expect(agent.locator("#thread")).to_contain_text("Passport requested")

    agent.goto(tongue.address("members:desk_answer", number))
    fill_day(agent, "by_when", dt.date(2030, 12, 1))
    agent.fill("[name=forward]", FORWARD)
    tongue.press(agent, "Send the answer")
    portal.goto(follow)
    expect(portal.locator("main")).to_contain_text("Passport requested")
    expect(portal.locator("[data-copy^=Votre]")).to_be_visible()


def waiting_of_offices(board: Page, tongue: Tongue) -> Locator:
    """The board's cell: how many enquiries of Members' offices nobody has taken."""
    with override(tongue.language):
        name = gettext("Member’s or Senator’s office")
    return board.get_by_role("row", name=re.compile(f"^{name}")).locator("td").first


def file_it(page: Page, tongue: Tongue) -> str:
    """Write, check, send; the number of the ticket. The page is the enquiry's own then."""
    page.goto(tongue.address("members:enquiries"))
    tongue.press(page, "New enquiry")
    write(page, tongue.language, dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9))
    tongue.press(page, "Check answers")
    tongue.press(page, "Send the enquiry")
    found = re.search(r"CC-\w{4}-\w{4}", page.locator("main").inner_text())
    assert found
    page.locator("main a.button").first.click()
    page.wait_for_load_state("load")
    return found[0]


def give_consent(page: Page, centre: Centre, tongue: Tongue) -> None:
    """The person whose file it is follows the link in their mail, and signs."""
    with override(tongue.language):
        path = reverse("members:consent", args=["token"]).removesuffix("token/")
    mail = centre.mail(path, to="ngozi@example.org")
    found = re.search(rf"https?://\S+?{path}\S+", text_of(mail))
    assert found, text_of(mail)
    page.goto(centre.url + path + found[0].partition(path)[2])
    page.fill("[name=name]", "Ngozi Abara")
    page.check("[name=decision][value=agree]")
    tongue.press(page, "Send your answer")
