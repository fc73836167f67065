"""The small scripts, in a real browser: they help, and nothing depends on them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.kit.conftest import open_before

pytestmark = pytest.mark.browser


@pytest.fixture
def form(page: Page, address: str) -> Page:
    page.goto(f"{address}/en/form/")
    return page


@pytest.fixture
def desk(page: Page, address: str) -> Page:
    page.goto(f"{address}/en/desk/")
    return page


def test_the_summary_takes_the_focus_and_its_links_lead_to_the_fields(form: Page) -> None:
    form.get_by_role("button", name="Continue").click()
    summary = form.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(form).to_have_title("Error: A form – Contact centre")
    summary.get_by_role("link", name="Select what your enquiry is about").click()
    expect(form.locator("#id_topic_0")).to_be_focused()
    summary.get_by_role("link", name="E-mail").click()
    expect(form.locator("#id_email")).to_be_focused()


def test_two_clicks_send_once_and_the_button_keeps_its_words(form: Page) -> None:
    sent: list[str] = []

    def stay(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=204)

    form.route("**/en/form/", stay)
    button = form.locator("form#sample button")
    button.dblclick()
    expect(button).to_have_text("Continue Sending…")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(form.locator("[data-announce]")).to_have_text("Sending…")
    assert len(sent) == 1
    assert 'name="go"' in sent[0] or "go=1" in sent[0]


def test_a_draft_is_saved_after_a_pause_and_the_time_is_shown(form: Page) -> None:
    form.clock.install()
    form.locator("#id_question").fill("Bonjour")
    form.clock.run_for(2900)
    expect(form.locator("[data-saved]")).to_have_text("")
    form.clock.run_for(200)
    expect(form.locator("[data-saved]")).to_have_text("Saved at 2:41 pm, Bonjour")


def test_what_is_typed_before_the_script_has_come_is_saved_too(page: Page, address: str) -> None:
    script = open_before(page, "autosave", f"{address}/en/form/")
    page.locator("#id_question").fill("Bonjour")
    page.clock.install()
    script.continue_()
    page.wait_for_load_state()
    page.clock.run_for(3100)
    expect(page.locator("[data-saved]")).to_have_text("Saved at 2:41 pm, Bonjour")


def test_what_is_typed_after_the_session_ended_is_sent_after_the_next_sign_in(form: Page) -> None:
    sent: list[str] = []
    form.clock.install()
    form.route("**/save/", lambda route: route.fulfill(status=401))
    form.locator("#id_question").fill("Bonjour")
    form.clock.run_for(3100)
    saved = form.locator("[data-saved]")
    expect(saved).to_have_text("You are signed out. Sign in on another tab, then send")
    form.route("**/en/form/", lambda route: (sent.append("sent"), route.fulfill(status=204)))
    button = form.locator("form#sample button")
    with form.expect_response("**/save/"):
        button.click()
    expect(button).to_have_text("Continue")
    assert sent == []
    form.unroute("**/save/")
    with form.expect_request("**/en/form/"):
        button.click()
    expect(button).to_have_text("Continue Sending…")


def test_a_draft_that_cannot_be_saved_says_so_and_is_tried_again(form: Page) -> None:
    form.clock.install()
    form.route("**/save/", lambda route: route.abort())
    form.locator("#id_question").fill("Bonjour")
    form.clock.run_for(3100)
    expect(form.locator("[data-saved]")).to_have_text("Not saved. We will try again")
    form.unroute("**/save/")
    form.clock.run_for(31_000)
    expect(form.locator("[data-saved]")).to_have_text("Saved at 2:41 pm, Bonjour")


def test_characters_are_counted_at_once_and_spoken_after_a_pause(form: Page) -> None:
    form.clock.install()
    line, spoken = form.locator("[data-count-for=id_question]"), form.locator("[data-announce]")
    expect(line).to_have_text("You can use up to 10 characters")
    form.locator("#id_question").fill("é" * 9)
    expect(line).to_have_text("1 character left")
    form.clock.run_for(1000)
    expect(spoken).to_have_text("")
    form.clock.run_for(600)
    expect(spoken).to_have_text("1 character left")
    form.locator("#id_question").fill("é" * 12)
    expect(line).to_have_text("2 characters too many")
    expect(form.locator("#id_question")).to_have_value("é" * 12)


def test_the_form_works_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/fr/formulaire/")
    page.locator("form#sample button").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Un problème est survenu")
    page.goto(f"{address}/en/desk/")
    for name in ("reply", "note"):
        expect(page.locator(f"section#{name}")).to_be_visible()
    context.close()


def test_composer_tabs_show_one_section_and_keep_what_was_typed(desk: Page) -> None:
    reply, note = desk.locator("section#reply"), desk.locator("section#note")
    expect(reply).to_be_visible()
    expect(note).to_be_hidden()
    desk.locator("#t1").fill("Dear client")
    desk.get_by_role("tab", name="Note").click()
    expect(reply).to_be_hidden()
    expect(desk.locator("#t2")).to_be_focused()
    desk.get_by_role("tab", name="Note").press("ArrowLeft")
    expect(desk.get_by_role("tab", name="Reply")).to_be_focused()
    expect(desk.locator("#t1")).to_have_value("Dear client")


def test_single_keys_act_only_while_the_list_has_the_focus(desk: Page) -> None:
    desk.keyboard.press("a")
    assert not desk.url.endswith("#taken")
    desk.locator("#row-one").focus()
    desk.keyboard.press("j")
    expect(desk.locator("#row-two")).to_be_focused()
    desk.keyboard.press("k")
    expect(desk.locator("#row-one")).to_be_focused()
    desk.keyboard.press("a")
    assert desk.url.endswith("#taken")


def test_keys_never_take_what_is_typed(desk: Page) -> None:
    text = desk.locator("#t1")
    text.focus()
    desk.keyboard.type("jkari?é«»{}@#ą~")
    expect(text).to_have_value("jkari?é«»{}@#ą~")
    expect(desk.locator("#keys")).to_be_hidden()


def test_keys_with_alt_are_left_alone(desk: Page) -> None:
    desk.locator("#row-one").focus()
    for chord in ("Alt+a", "Control+Alt+a"):
        desk.keyboard.press(chord)
    assert not desk.url.endswith("#taken")


def test_the_question_mark_lists_the_keys_and_escape_closes(desk: Page) -> None:
    desk.locator("#row-one").focus()
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Next row")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    desk.get_by_role("button", name="Keys").click()
    expect(dialog).to_be_visible()


def test_control_enter_sends(desk: Page) -> None:
    desk.locator("#t1").focus()
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/en/desk/?sent=yes*")


def test_copy_buttons_copy(desk: Page) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = desk.locator("[data-copy=CC-1]")
    button.click()
    expect(button).to_contain_text("Copied")
    assert desk.evaluate("navigator.clipboard.readText()") == "CC-1"


@pytest.mark.parametrize("path", ["/en/form/", "/fr/formulaire/", "/en/desk/", "/fr/poste/"])
def test_pages_have_no_barrier_and_fit_320_pixels(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{address}{path}")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_component_is_without_barrier(page: Page, address: str) -> None:
    for path in ("/en/all/7/", "/fr/tout/7/", "/fr/failing/500/", "/en/failing/404/"):
        page.goto(f"{address}{path}")
        assert Axe().run(page).response["violations"] == []


def test_a_failed_form_is_without_barrier(form: Page) -> None:
    form.get_by_role("button", name="Continue").click()
    expect(form.locator("[data-error-summary]")).to_be_focused()
    assert Axe().run(form).response["violations"] == []


def test_the_ring_of_the_focus_has_its_halo(form: Page) -> None:
    form.keyboard.press("Tab")
    form.keyboard.press("Tab")
    style = form.evaluate(
        "() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineWidth, s.outlineColor, s.boxShadow]; }"
    )
    assert style[:2] == ["4px", "rgb(19, 84, 236)"]
    assert "rgb(255, 255, 255)" in style[2]
