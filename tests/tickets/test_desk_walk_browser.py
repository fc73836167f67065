"""Every page of the desk in a real browser, in both languages: accessible."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from accounts.models import User
from contactcentre.kit import clock
from tests import factories
from tests.browsing import Visits
from tickets.actions.assign import take
from tickets.actions.escalate import escalate
from tickets.actions.reply import reply
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import ProcessingOffice, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UCI = "1122334455"
OF_AN_AGENT = {
    "discard", "escalate", "facts", "hand_over", "history", "priority", "resolve", "restrict",
    "transfer", "urgency",
}  # fmt: skip
OF_A_SUPERVISOR = {"assign", "grant", "steal", "withdraw"}


def taken(agent: User) -> Ticket:
    """A ticket of a client who is known, with an answer, owned by that agent."""
    now = clock.now()
    made = factories.ticket(now=now, uci=UCI, application_numbers=("W123456789",))
    take(ticket_id=made.pk, by=agent, now=now)
    reply(ticket_id=made.pk, text="Which visa?", thread_version=0, by=agent, now=now)
    return made


def refer_and_seal(ticket: Ticket, agent: User, supervisor: User) -> None:
    """So that there is a referral to withdraw, and somebody to name."""
    facts = {"ticket_id": ticket.pk, "now": clock.now()}
    office = ProcessingOffice.objects.filter(active=True)[0]
    escalate(office=office, reason="urgent", question="When?", by=agent, **facts)
    restrict(sensitivity=Sensitivity.RESTRICTED, reason="A namesake", by=supervisor, **facts)


def address(language: str, name: str, *args: object) -> str:
    with override(language):
        return reverse(f"tickets:{name}", args=args)


def look(visits: Visits, page: Page, name: str, path: str) -> None:
    """At a page that is there: one that says what is wrong would be accessible too."""
    response = page.goto(path)
    assert response is not None
    assert response.ok, path
    visits.look(page, name)


def ticket_page(visits: Visits, page: Page, ticket: Ticket, language: str) -> set[str]:
    """Look at it; the pages of its own that it leads to, those of other apps among them."""
    at = address(language, "ticket", ticket.number)
    page.goto(at)
    expect(page.locator(".slot")).to_have_count(0)
    page.locator(".pane-side [data-menu] > summary").click()
    visits.look(page, f"ticket-{language}")
    links = page.locator(f".pane-list a[href^='{at}'], .pane-side a[href^='{at}']")
    return set(links.evaluate_all("links => links.map((each) => each.pathname)"))


def look_at_deeds(visits: Visits, page: Page, found: set[str], language: str) -> None:
    for each in sorted(found):
        look(visits, page, f"ticket-{each.split('/')[-2]}-{language}", each)


def addresses(language: str, ticket: Ticket, deeds: set[str]) -> set[str]:
    return {address(language, deed, ticket.number) for deed in deeds}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_lists_of_an_agent(visits: Visits, agent: User, language: str) -> None:
    taken(agent)
    queue = factories.ticket(now=clock.now(), uci=UCI).queue
    assert queue
    page = visits.enter(agent)
    look(visits, page, f"my-work-{language}", address(language, "my_work"))
    look(visits, page, f"queues-{language}", address(language, "queues"))
    look(visits, page, f"queue-{language}", address(language, "queue", queue.code))
    page.locator("[data-keys-open]").click()
    visits.look(page, f"keys-{language}")
    page.goto(address(language, "search"))
    page.fill("#desk-search", UCI)
    page.keyboard.press("Enter")
    page.locator("#search-title").wait_for()
    visits.look(page, f"search-{language}")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_ticket_and_what_an_agent_does_with_it(
    visits: Visits, agent: User, language: str
) -> None:
    ticket = taken(agent)
    page = visits.enter(agent)
    found = ticket_page(visits, page, ticket, language)
    assert addresses(language, ticket, OF_AN_AGENT) <= found
    look_at_deeds(visits, page, found, language)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_supervisor_sees(
    visits: Visits, agent: User, supervisor: User, language: str
) -> None:
    ticket = taken(agent)
    refer_and_seal(ticket, agent, supervisor)
    page = visits.enter(supervisor)
    look(visits, page, f"team-{language}", address(language, "team"))
    look(visits, page, f"return-{language}", address(language, "return_work", agent.pk))
    found = ticket_page(visits, page, ticket, language)
    more = addresses(language, ticket, OF_A_SUPERVISOR)
    assert more <= found
    look_at_deeds(visits, page, more, language)
