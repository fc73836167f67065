"""A call in a real browser, in both languages: accessible, live, and nothing typed is lost."""

import time

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from accounts.models import User
from channels.models import Call, Callback, Disposition
from contactcentre.kit import clock
from tests import factories
from tests.browsing import Visits
from tests.channels import taken_calls
from tickets.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CALLS = {"en": "/en/desk/calls/", "fr": "/fr/poste/appels/"}
BY_HAND = {"en": "/en/desk/calls/log/", "fr": "/fr/poste/appels/consigner/"}
# A stream that opens, and says nothing more for ten minutes.
SILENT = "retry: 600000\n\nevent: ping\ndata: {}\n\n"
TOLD = "document.body.dispatchEvent(new Event('call'))"


@pytest.fixture
def agent(centre: None) -> User:
    return factories.user("agent", languages=["en", "fr"])


def hung_up(call: Call) -> None:
    taken_calls.hung_up(call, now=clock.now())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_call_from_the_ring_to_its_end(visits: Visits, agent: User, language: str) -> None:
    page = visits.enter(agent)
    taken_calls.waiting()
    visits.look(page, f"calls-{language}", path=CALLS[language])
    offer = taken_calls.offered(agent, now=clock.now())
    page.evaluate(TOLD)
    expect(page.locator("#call-bar [data-call-accept] button")).to_be_focused()
    visits.look(page, f"calls-ringing-{language}")

    call = taken_calls.accepted(offer, now=clock.now())
    page.goto(f"{CALLS[language]}{call.uuid}/")
    note = page.locator("textarea[name=note]")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    note.fill("Déménagé en mai")
    visits.look(page, f"call-talking-{language}")
    hung_up(call)
    note.press_sequentially("!")
    page.evaluate(TOLD)
    expect(page.locator("#finish input[name=result]").first).to_be_visible()
    expect(note).to_be_focused()
    expect(note).to_have_value("Déménagé en mai!")
    assert not [url for url in asked if "note=" in url]
    end_with_a_callback(visits, page, language)
    page.wait_for_url(f"**{CALLS[language]}")
    assert Disposition.objects.get().result == "callback"
    assert [each.body for each in call.ticket.notes.all()] == ["Déménagé en mai!"]
    assert Callback.objects.get().ticket == call.ticket
    with override(language):
        calls_of_it = reverse("channels:ticket_calls", args=[call.ticket.number])
    visits.look(page, f"calls-of-a-ticket-{language}", path=calls_of_it)


def end_with_a_callback(visits: Visits, page: Page, language: str) -> None:
    """Its fields come when it is chosen; what is chosen stays whatever else is told of the call."""
    finish = page.locator("#finish")
    number, chosen = (
        finish.locator(field)
        for field in ("input[name=number]", "input[name=result][value=callback]")
    )
    expect(number).to_be_hidden()
    chosen.check()
    expect(number).to_be_visible()
    expect(number).to_have_value("1-514-555-0142")
    visits.look(page, f"call-ending-{language}")
    page.evaluate(TOLD)
    expect(chosen).to_be_checked()
    finish.locator("button[type=submit]").last.click()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_call_is_logged_by_hand(visits: Visits, agent: User, language: str) -> None:
    page = visits.enter(agent)
    visits.look(page, f"by-hand-{language}", path=BY_HAND[language])
    page.locator("input[name=phone]").fill("12")
    page.locator("main form[method=post] button[type=submit]").last.click()
    visits.look(page, f"by-hand-refused-{language}")


def test_notes_come_back_with_the_page(visits: Visits, agent: User) -> None:
    call = taken_calls.talking(agent, now=clock.now())
    page = visits.enter(agent)
    page.goto(f"{CALLS['en']}{call.uuid}/")
    note = page.locator("textarea[name=note]")
    note.fill("Moved in May")
    expect(page.locator("#finish [data-saved]")).to_contain_text("Saved at")
    note.fill("Moved in May, to Laval")
    page.goto("/en/desk/queues/")
    ends = time.monotonic() + 10
    while Draft.objects.get().body != "Moved in May, to Laval" and time.monotonic() < ends:
        page.wait_for_timeout(50)
    page.goto(f"{CALLS['en']}{call.uuid}/")
    expect(note).to_have_value("Moved in May, to Laval")


def test_finish_leads_to_the_form_of_the_same_page(visits: Visits, agent: User) -> None:
    call = taken_calls.talking(agent, now=clock.now())
    page = visits.enter(agent)
    page.goto(f"{CALLS['en']}{call.uuid}/")
    hung_up(call)
    page.evaluate(TOLD)
    page.get_by_role("link", name="Finish the call").click()
    expect(page.locator("#finish input[name=result]").first).to_be_in_viewport()


def streams_of(page: Page, path: str) -> int:
    """How many streams a page opens."""
    opened: list[str] = []

    def answer(route) -> None:
        opened.append(route.request.url)
        route.fulfill(content_type="text/event-stream", body=SILENT)

    page.route("**/live/**", answer)
    page.goto(path)
    page.wait_for_timeout(300)
    page.unroute("**/live/**", answer)
    return len(opened)


def test_a_page_opens_one_stream(visits: Visits, centre: None) -> None:
    supervisor = factories.user("supervisor")
    call = taken_calls.talking(supervisor, now=clock.now())
    page = visits.enter(supervisor)
    pages = [
        "/en/desk/",
        "/en/desk/queues/",
        f"/en/desk/tickets/{call.ticket.number}/",
        CALLS["en"],
        f"{CALLS['en']}{call.uuid}/",
        BY_HAND["en"],
        "/en/supervision/",
        "/en/supervision/history/",
    ]
    assert {path: streams_of(page, path) for path in pages} == dict.fromkeys(pages, 1)


def test_a_page_that_nobody_sees_gives_its_stream_back(visits: Visits, agent: User) -> None:
    page = visits.enter(agent)
    page.add_init_script(
        """
        window.streams = [];
        window.EventSource = class extends EventSource {
          constructor(url) { super(url); window.streams.push(this); }
        };
        """
    )
    page.route(
        "**/live/**",
        lambda route: route.fulfill(content_type="text/event-stream", body=SILENT),
    )
    page.goto("/en/desk/queues/")
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    assert page.evaluate("window.streams.map((each) => each.readyState)") == [2]
    page.evaluate(hide, False)
    assert page.evaluate("window.streams.length") == 2
    assert page.evaluate("window.streams[1].readyState") < 2
