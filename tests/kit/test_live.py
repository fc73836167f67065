"""Live updates wait behind a button and lose nothing; files go up by themselves."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.kit.conftest import open_before
from tests.kit.pages import SEEN

pytestmark = pytest.mark.browser
PDF: FilePayload = {"name": "passport.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
SMALL: FilePayload = {"name": "page2.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
LARGE: FilePayload = {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1001}


@pytest.fixture(autouse=True)
def seen() -> dict:
    SEEN.update(rows=0, ids=[], files=[])
    return SEEN


def test_news_wait_until_they_are_asked_for(page: Page, address: str, seen: dict) -> None:
    page.goto(f"{address}/en/list/")
    show = page.get_by_role("button", name="3 new: show them")
    expect(show).to_be_visible()
    expect(page.locator("#list li")).to_have_count(1)
    expect(page.locator("[data-announce]")).to_have_text("3 new enquiries.")
    show.click()
    expect(page.locator("#list li")).to_have_count(2)
    expect(show).to_be_hidden()


def test_after_a_break_the_stream_goes_on_from_the_last_event(
    page: Page, address: str, seen: dict
) -> None:
    page.goto(f"{address}/en/list/")
    expect(page.locator(".live")).to_have_text("Reconnecting…")
    page.wait_for_timeout(500)
    assert seen["ids"][0] == "4"
    assert set(seen["ids"][1:]) == {"5"}


def test_a_line_that_stays_dead_is_called_dead(page: Page, address: str) -> None:
    page.clock.install()
    page.route("**/stream/*", lambda route: route.abort())
    page.goto(f"{address}/fr/list/")
    page.clock.run_for(100)
    expect(page.locator(".live")).to_have_text("Reconnexion…")
    page.clock.run_for(11_000)
    expect(page.locator(".live")).to_have_text("Données non actualisées")


def test_a_file_chosen_before_the_script_has_come_goes_up_when_it_comes(
    page: Page, address: str, seen: dict
) -> None:
    script = open_before(page, "upload", f"{address}/en/files/")
    page.locator("#id_file").set_input_files([PDF])
    script.continue_()
    row = page.locator("[data-upload-list] .file")
    expect(row).to_contain_text("passport.pdf")
    expect(row).to_contain_text("Ready")


def test_files_go_up_at_once_and_can_be_removed(page: Page, address: str, seen: dict) -> None:
    page.goto(f"{address}/en/files/")
    chooser = page.locator("#id_file")
    chooser.set_input_files([PDF])
    row = page.locator("[data-upload-list] .file")
    expect(row).to_contain_text("passport.pdf")
    expect(row).to_contain_text("Ready")
    chooser.set_input_files([SMALL])
    expect(row).to_have_count(2)
    page.get_by_role("button", name="Remove passport.pdf").click()
    expect(row).to_have_count(1)
    expect(page.get_by_role("button", name="Remove page2.pdf")).to_be_focused()
    expect(page.locator("[data-announce]")).to_have_text("passport.pdf removed")
    page.get_by_role("button", name="Remove page2.pdf").click()
    expect(chooser).to_be_focused()
    assert seen["files"] == []


def test_a_file_that_is_too_big_is_refused_before_it_is_sent(
    page: Page, address: str, seen: dict
) -> None:
    page.goto(f"{address}/en/files/")
    page.locator("#id_file").set_input_files([LARGE])
    problem = page.get_by_role("alert")
    expect(problem).to_have_text("“large.pdf” must be smaller than 1,000\N{NO-BREAK SPACE}bytes")
    assert seen["files"] == []


def test_a_file_that_cannot_be_sent_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/fr/files/")
    page.route("**/upload/", lambda route: route.abort())
    page.locator("#id_file").set_input_files([PDF])
    expect(page.get_by_role("alert")).to_contain_text("n’a pas pu être téléversé")
    expect(page.locator("[data-upload-list] .file")).to_have_count(0)
