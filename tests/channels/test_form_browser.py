"""The public pages in a real browser on a phone, in both languages: accessible, none too wide."""

import pytest
from playwright.sync_api import Page, expect

from channels.models import StatusCode
from tests.browsing import Visits
from tests.channels.visitors import PDF, Visitor
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 390


class Walk:
    """A visitor's way through the public pages, each of which is looked at."""

    def __init__(self, visits: Visits, language: str) -> None:
        self.visits, self.language = visits, language
        self.addresses = Visitor(language)
        self.page: Page = visits.enter()
        self.page.set_viewport_size({"width": PHONE, "height": 844})

    def open(self, name: str) -> None:
        response = self.page.goto(self.addresses.url(name))
        assert response is not None
        assert response.ok, name
        self.see(name)

    def send(self) -> None:
        self.page.locator("main form .button--primary, main form .button--start").last.click()

    def go_on(self, name: str) -> None:
        """Send what is filled in; that page comes."""
        self.send()
        self.page.wait_for_url(f"**{self.addresses.url(name)}")
        self.see(name)

    def see(self, name: str) -> None:
        self.visits.look(self.page, f"public-{name}-{self.language}")
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE, name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_enquiry_from_the_start_page_to_its_status(
    visits: Visits, centre: None, language: str
) -> None:
    walk = Walk(visits, language)
    walk.open("start")
    walk.page.locator("main form button, main a.button--start").first.click()
    walk.see("topic")
    say_what_it_is_about(walk)
    say_what_is_known(walk)
    walk.go_on("check")
    walk.send()
    walk.page.locator("main", has_text="CC-").wait_for()
    ticket = Ticket.objects.get()
    expect(walk.page.locator("main")).to_contain_text(ticket.number)
    walk.see("sent")
    read_its_status(walk, ticket.number)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_texts_of_the_foot(visits: Visits, centre: None, language: str) -> None:
    walk = Walk(visits, language)
    for name in ("privacy", "terms", "accessibility"):
        walk.open(name)


def say_what_it_is_about(walk: Walk) -> None:
    """The longest way there is: a mistake, somebody in danger, a representative."""
    page = walk.page
    walk.send()
    page.locator(".error-summary").wait_for()
    walk.see("topic-refused")
    page.check("[name=topic][value=urgent]")
    walk.go_on("urgency")
    page.check("[name=urgency][value=safety]")
    walk.go_on("safety")
    walk.go_on("who")
    page.check("[name=role][value=representative]")
    walk.go_on("representative")
    page.check("[name=named][value=yes]")
    walk.go_on("numbers")


def say_what_is_known(walk: Walk) -> None:
    page = walk.page
    page.fill("[name=uci]", "11-2233-4455")
    page.fill("[name=application]", "W123456789")
    walk.go_on("question")
    page.fill("[name=question]", "Où en est mon dossier? " * 9)
    walk.go_on("files")
    page.set_input_files(
        "input[type=file]",
        {"name": "a-letter-with-a-rather-long-name.pdf", "mimeType": "", "buffer": PDF},
    )
    page.locator("[data-remove]").wait_for()
    walk.see("files-chosen")
    walk.go_on("reach")
    page.fill("[name=name]", "Minh Trần")
    page.fill("[name=email]", "minh.tran@example.org")
    page.select_option("[name=country]", "CA")
    page.select_option("[name=province]", "QC")


def read_its_status(walk: Walk, number: str) -> None:
    page = walk.page
    walk.open("status")
    page.fill("[name=number]", number)
    page.fill("[name=email]", "minh.tran@example.org")
    walk.go_on("status_code")
    page.fill("[name=code]", StatusCode.objects.latest("pk").code())
    walk.go_on("status_enquiry")
