"""Calls all the way, in both languages: one hears a status by keypad, one speaks to an agent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from contactcentre.local.carrier.dial import Telephone, call, ringing
from tests.journey.conftest import CLIENT, Centre, shell
from tests.journey.test_journey import WORDS, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.worker]

# What is solved closes two weeks later.
STATE = """
import datetime as dt
from channels.models import Call
from contactcentre.kit import clock
from tickets.actions.resolve import close
call = Call.objects.get(provider_id="{sid}")
print(call.outcome, call.language, call.ticket.state, end=" ")
print(close(ticket_id=call.ticket_id, now=clock.now() + dt.timedelta(days=15)).state)
"""
OFFERED = """
from channels.models import Offer
print(Offer.objects.latest("pk").made_at.timestamp() * 1000)
"""
# When the bar first shows a call that rings, on a page that has nothing else to listen for.
RANG = """
new MutationObserver(() => {
  if (document.querySelector("[data-call-accept]")) window.rang ??= Date.now();
}).observe(document, { subtree: true, childList: true });
"""
SAID = {
    "en": {"key": "1", "waits": "You are in the queue", "queues": "/en/desk/queues/"},
    "fr": {"key": "2", "waits": "Vous êtes dans la file", "queues": "/fr/poste/files/"},
}


def call_from_the_keypad(browser: Browser, carrier: str, language: str) -> tuple[Page, Telephone]:
    """A client at the page of the carrier; the same telephone as a script sees it."""
    page = browser.new_context().new_page()
    page.goto(f"{carrier}/{language}/")
    page.select_option("#id_line", "general")
    page.select_option("#id_number", "+16135550143")
    page.locator("main form button").first.click()
    page.wait_for_url("**/telephones/**")
    return page, Telephone(carrier, page.url.rstrip("/").rpartition("/")[2])


def key(page: Page, telephone: Telephone, keys: str) -> None:
    """On the keyboard, once the centre listens again."""
    asked = telephone.wait(lambda facts: facts["is_listening"], 60)["gathers"]
    page.keyboard.type(keys)
    telephone.wait(lambda facts: facts["gathers"] > asked or not facts["is_listening"], 60)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_caller_hears_where_their_application_stands(carrier: str, language: str) -> None:
    caller = call(carrier, line="general", number="+16135550143")
    for keys in (SAID[language]["key"], "1", CLIENT["uci"], CLIENT["born"]):
        caller.press(keys)
    caller.hears("document")
    *_, status = [said for said in caller.facts()["said"] if said["who"] == "centre"]
    assert status["language"] == language
    assert CLIENT["uci"] not in caller.transcript()
    caller.hang_up()


def test_a_caller_hears_it_at_the_keypad_too_in_french(browser: Browser, carrier: str) -> None:
    page, caller = call_from_the_keypad(browser, carrier, "fr")
    for keys in (SAID["fr"]["key"], "1", CLIENT["uci"], CLIENT["born"]):
        key(page, caller, keys)
    expect(page.locator("[data-transcript]")).to_contain_text("document", timeout=30_000)
    caller.hang_up()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_caller_waits_speaks_to_an_agent_and_becomes_a_closed_ticket(
    centre: Centre,
    browser: Browser,
    carrier: str,
    language: str,
    record_property: Callable[[str, object], None],
) -> None:
    words, said = WORDS[language], SAID[language]
    agent = sign_in(browser, centre, words, centre.staff(language)["agent"])
    agent.locator("details.presence summary").click()
    agent.locator("details.presence button[value=ready]").click()
    agent.add_init_script(RANG)
    agent.goto(f"{centre.url}{said['queues']}")
    page, caller = call_from_the_keypad(browser, carrier, language)
    for keys in (said["key"], "3", "1"):
        key(page, caller, keys)

    accept = agent.locator("[data-call-accept] button")
    expect(accept.first).to_be_visible(timeout=30_000)
    after = agent.evaluate("window.rang") - float(shell(centre, OFFERED))
    record_property("from_offer_to_bar_ms", round(after))
    # A second is the aim; the machine of the tests does other things as well.
    assert after < 3000
    accept.first.click()
    expect(page.locator("[data-transcript]")).to_contain_text(said["waits"], timeout=15_000)

    telephone = ringing(carrier)
    caller.wait(lambda facts: "talking" in str(facts["said"]), 60)
    telephone.say("Bonjour! Hello!")
    expect(page.locator("[data-transcript]")).to_contain_text("Bonjour! Hello!")
    agent.locator("form[action$='/end/'] button, form[action$='/fin/'] button").first.click()
    caller.is_over()
    finish_the_call(agent)
    assert shell(centre, STATE.format(sid=caller.sid)) == f"answered {language} resolved closed"


def finish_the_call(agent: Page) -> None:
    """What came of it: solved."""
    finish = agent.locator("#finish form")
    expect(finish.locator("input[name=result]").first).to_be_visible(timeout=15_000)
    finish.locator("input[name=result][value=solved]").check()
    finish.locator("select[name=outcome]").select_option(index=1)
    finish.locator("button").last.click()
    expect(finish).to_be_hidden(timeout=15_000)
