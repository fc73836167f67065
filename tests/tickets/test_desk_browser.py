"""The desk in a real browser: what is drawn stays where it is."""

import pytest

from contactcentre.kit import clock
from tests import factories
from tests.browsing import Visits
from tickets.actions.assign import take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# How far what was drawn has moved without the user's doing, by Chromium's own measure.
MOVED = """
() => new Promise((told) => {
  let sum = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  });
  observer.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => told(sum), 300);
})
"""

# How many pixels the bar that tells of news pushes down what follows it.
PUSHED = """
() => {
  const bar = document.querySelector("[data-live-news]");
  const top = () => bar.nextElementSibling.getBoundingClientRect().top;
  const before = top();
  bar.hidden = false;
  return top() - before;
}
"""


@pytest.mark.parametrize("address", ["", "resolve/", "transfer/"])
def test_nothing_moves_when_it_turns_out_who_else_is_reading(
    visits: Visits, centre: None, address: str
) -> None:
    now = clock.now()
    agent, other = factories.user("agent"), factories.user("agent")
    ticket = factories.ticket(now=now)
    take(ticket_id=ticket.pk, by=agent, now=now)
    at = f"/en/desk/tickets/{ticket.number}/"
    visits.enter(other).goto(at)
    page = visits.enter(agent)
    page.goto(at + address)
    page.locator("#company", has_text="is reading").wait_for()
    assert page.evaluate(MOVED) < 0.01


@pytest.mark.parametrize("page_of", ["ticket", "queue", "my work"])
def test_nothing_moves_when_there_is_news(visits: Visits, centre: None, page_of: str) -> None:
    now = clock.now()
    agent = factories.user("agent")
    ticket = factories.ticket(now=now)
    take(ticket_id=ticket.pk, by=agent, now=now)
    other = factories.ticket(now=now)
    assert other.queue
    page = visits.enter(agent)
    page.goto(
        {
            "ticket": f"/en/desk/tickets/{ticket.number}/",
            "queue": f"/en/desk/queues/{other.queue.code}/",
            "my work": "/en/desk/",
        }[page_of]
    )
    assert page.evaluate(PUSHED) == 0
    assert page.locator("[data-live-show]").is_visible()
