"""From an office's urgent enquiry to the words that it passes on, in a real browser, in each
language: the person consents, the desk asks a processing office, an officer answers.
"""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Page

from accounts.models import SignInMail
from contactcentre.kit import clock
from mp_office.actions.invite_staff import invite_staff
from mp_office.models import Office, OfficeEnquiry
from mp_office.models.offices import centre_day
from tests import factories
from tests.browsing import Visits
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tickets.actions.route import route_ticket
from tickets.models import Referral, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS = {
    "stage": "Eligibility being reviewed",
    "last_activity": "The medical was received",
    "outstanding": "The decision",
}
FORWARD = "Votre examen médical a été reçu."


class Walk:
    """The pages of one language, each looked at."""

    def __init__(self, visits: Visits, language: str) -> None:
        self.visits, self.language = visits, language

    def address(self, name: str, *args: object) -> str:
        with override(self.language):
            return reverse(name, args=args)

    def words(self, message: str) -> str:
        with override(self.language):
            return gettext(message)

    def look(self, page: Page, name: str, path: str = "") -> None:
        self.visits.look(page, f"members-{name}-{self.language}", path=path)
        assert page.get_attribute("html", "lang") == self.language

    def press(self, page: Page, label: str) -> None:
        page.get_by_role("button", name=self.words(label), exact=True).click()


@pytest.fixture(params=["en", "fr"])
def walk(request: pytest.FixtureRequest, visits: Visits) -> Walk:
    return Walk(visits, request.param)


def fill_day(page: Page, name: str, day: dt.date) -> None:
    page.fill(f"[name={name}_day]", str(day.day))
    page.select_option(f"[name={name}_month]", str(day.month))
    page.fill(f"[name={name}_year]", str(day.year))


def write(page: Page, language: str, flight: dt.date) -> None:
    """The form as an office fills it in, with a proof of urgency and a link to sign."""
    page.fill("[name=constituent_name]", "Ngozi Abara")
    page.check(f"[name=constituent_language][value={language}]")
    page.check("[name=own_file][value=yes]")
    page.fill("[name=family_name]", "Abara")
    page.fill("[name=uci]", "1122-334455")
    page.fill("[name=applications]", "E123456789")
    page.select_option("[name=topic]", "status")
    page.fill("[name=question]", "Can the visa be issued before her flight?")
    page.check("[name=urgency][value=travel]")
    fill_day(page, "urgency_date", flight)
    page.check("[name=scope][value=file]")
    page.check("[name=consent_by][value=link]")
    page.fill("[name=constituent_email]", "ngozi@example.org")
    ticket = {"name": "ticket.pdf", "mimeType": "application/pdf", "buffer": offices.PDF}
    page.set_input_files("[name=proof]", files=[ticket])
    page.wait_for_selector("[data-upload-list] >> text=ticket.pdf")


def file_it(walk: Walk, page: Page, flight: dt.date) -> OfficeEnquiry:
    walk.look(page, "empty", walk.address("members:enquiries"))
    walk.press(page, "New enquiry")
    walk.press(page, "Check answers")
    walk.look(page, "refused")
    write(page, walk.language, flight)
    page.wait_for_function("document.querySelector('[data-saved]').textContent.trim() !== ''")
    walk.look(page, "draft")
    walk.press(page, "Check answers")
    walk.look(page, "check")
    walk.press(page, "Send the enquiry")
    walk.look(page, "sent")
    sent = OfficeEnquiry.objects.sent().get()
    route_ticket(ticket_id=ticket_of(sent).pk, now=clock.now())
    walk.look(page, "waits", walk.address("members:enquiry", sent.pk))
    return sent


def sign(walk: Walk, page: Page) -> None:
    token = offices.token_of(SignInMail.objects.latest("pk"))
    walk.look(page, "signing", walk.address("members:consent", token))
    page.fill("[name=name]", "Ngozi Abara")
    page.check("[name=decision][value=agree]")
    walk.press(page, "Send your answer")
    walk.look(page, "signed")


def escalate(walk: Walk, page: Page, ticket: Ticket) -> Referral:
    """The agent sees who asks and what may be told, and asks the office in charge."""
    page.goto(walk.address("tickets:ticket", ticket.number))
    page.wait_for_selector("#members-office-title")
    page.wait_for_selector("text=ngozi@example.org")
    walk.look(page, "desk")
    page.goto(walk.address("tickets:escalate", ticket.number))
    page.select_option("[name=office]", index=1)
    page.check("[name=reason][value=urgent]")
    page.fill("[name=question]", "Can the visa be issued before the flight?")
    page.locator("main form:has([name=question]) button[type=submit]").click()
    page.wait_for_load_state("load")
    return Referral.objects.get(ticket=ticket)


def officer_answers(walk: Walk, page: Page, referral: Referral, day: dt.date) -> None:
    page.goto(walk.address("offices:referral", referral.pk))
    for name, text in FACTS.items():
        page.fill(f"[name={name}]", text)
    fill_day(page, "next_update_on", day)
    page.check("[name=may_tell][value=yes]")
    walk.press(page, "Send answer")
    page.wait_for_load_state("load")
    referral.refresh_from_db()
    assert referral.state == "answered"


def answer_office(walk: Walk, page: Page, ticket: Ticket, day: dt.date) -> None:
    """What the officer said is filled in; the agent adds a day and what may be passed on."""
    page.goto(walk.address("members:desk_answer", ticket.number))
    assert page.input_value("[name=done]").endswith(f"{FACTS['stage']}\n{FACTS['last_activity']}")
    assert page.input_value("[name=next_step]") == FACTS["outstanding"]
    assert page.input_value("[name=by_when_day]") == ""
    fill_day(page, "by_when", day)
    page.fill("[name=forward]", FORWARD)
    walk.look(page, "answer")
    walk.press(page, "Send the answer")
    page.wait_for_load_state("load")


def test_from_an_urgent_enquiry_to_the_words_to_forward(centre: None, walk: Walk) -> None:
    today = centre_day(clock.now())
    office = offices.office(language=walk.language)
    manager = offices.staff(office, manager=True, now=clock.now())
    portal = walk.visits.enter(manager)
    sent = file_it(walk, portal, today + dt.timedelta(days=9))
    ticket = ticket_of(sent)
    assert ticket.priority == 1
    sign(walk, walk.visits.enter())
    desk = walk.visits.enter(factories.user("agent"))
    referral = escalate(walk, desk, ticket)
    officer = factories.officer()
    officer.offices.set([referral.office])
    officer_answers(walk, walk.visits.enter(officer), referral, today + dt.timedelta(days=9))
    answer_office(walk, desk, ticket, today + dt.timedelta(days=12))
    portal.context.grant_permissions(["clipboard-read", "clipboard-write"])
    walk.look(portal, "follow", walk.address("members:enquiry", sent.pk))
    assert portal.locator(".facts", has_text=FACTS["last_activity"]).first.is_visible()
    portal.click("[data-copy^=Votre]")
    portal.wait_for_function(f"navigator.clipboard.readText().then(t => t === '{FORWARD}')")
    for name in ("enquiries", "team"):
        walk.look(portal, name, f"{walk.address(f'members:{name}')}?list=all")
    walk.look(portal, "consent", walk.address("members:give_consent", sent.pk))
    look_at_the_way_back(walk, office)


def look_at_the_way_back(walk: Walk, office: Office) -> None:
    """Somebody who left another office is invited into this one."""
    now = clock.now()
    former = offices.staff(offices.office(until_on=centre_day(now) - dt.timedelta(days=2)))
    _invitation, link = invite_staff(
        office=office, email=former.email, manager=False, language=walk.language, by=None, now=now
    )
    walk.look(walk.visits.enter(former), "joining", urlsplit(link).path)
