"""A document is passed on, acknowledged and told, and statuses are shown, in a real browser."""

import datetime as dt

import pytest
from django.conf import settings
from playwright.sync_api import Page

from channels.models import StatusCode
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from people.enums import Awaited, AwaitedFrom, LineOfBusiness
from tests import factories
from tests.browsing import Visits
from tests.channels.visitors import PDF
from tests.people.statuses import BORN, NUMBER, UCI, known
from tickets.actions.open import Sender
from tickets.models import DocumentHandover, ProcessingOffice, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "minh.tran@example.org"
WORDS = {
    "en": {
        "ticket": "/en/desk/tickets/{}/", "pass": "pass-document-on/", "go": "Pass it on",
        "office": "/en/processing-offices/documents/", "has": "Acknowledge receipt",
        "status": "/en/status/", "told": "received your document",
    },
    "fr": {
        "ticket": "/fr/poste/billets/{}/", "pass": "transmettre-document/", "go": "Transmettre",
        "office": "/fr/bureaux-de-traitement/documents/", "has": "Accuser réception",
        "status": "/fr/suivi/", "told": "a reçu votre document",
    },
}  # fmt: skip


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
    ticket: Ticket, visits: Visits, language: str
) -> None:
    words = WORDS[language]
    office = ProcessingOffice.objects.exclude(duty_email="").order_by("code")[0]
    agent, officer = factories.user("agent"), factories.officer(office)
    desk = visits.enter(agent)
    desk.goto(words["ticket"].format(ticket.number) + words["pass"])
    desk.get_by_role("button", name=words["go"], exact=True).click()
    visits.look(desk, f"hand-over-refused-{language}")
    _fill_in(desk, office)
    desk.get_by_role("button", name=words["go"], exact=True).click()
    desk.wait_for_url(f"**{words['ticket'].format(ticket.number)}")
    visits.look(desk, f"ticket-{language}")
    handover = DocumentHandover.objects.get()
    bureau = visits.enter(officer)
    bureau.goto(words["office"])
    visits.look(bureau, f"documents-{language}")
    bureau.get_by_role("link", name=handover.number).click()
    visits.look(bureau, f"document-{language}")
    bureau.get_by_role("button", name=words["has"]).click()
    bureau.wait_for_load_state("load")
    handover.refresh_from_db()
    assert handover.received_by == officer
    client = _follow(visits.enter(), ticket, words["status"])
    assert words["told"] in client.inner_text("main")
    visits.look(client, f"status-{language}")


def _fill_in(page: Page, office: ProcessingOffice) -> None:
    day = today_in(clock.now(), settings.CENTRE_TIME_ZONE) - dt.timedelta(days=1)
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
