"""Processing-office, account and administration pages in a real browser, in both languages."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.actions.invite import invitation_link, invite
from accounts.actions.tokens import create_token
from accounts.enums import Language, Role
from accounts.models import User
from contactcentre.kit import clock
from contactcentre.local import browser
from tests import factories
from tests.kit.conftest import FLAGS
from tickets.actions.assign import take
from tickets.actions.refer import refer
from tickets.actions.referrals import Answer, answer, ask_centre, clarify
from tickets.actions.rules import new_rule_set_version
from tickets.adapters.files import StoredFile, keep
from tickets.enums import MayTell
from tickets.models import CalendarVersion, Referral, RuleSet, StandardText

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAW = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
OURS = (*LAW, "wcag22aa")
BREAKS: list[str] = []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = browser.find()
    if not found:
        pytest.skip("no Chromium or Chrome was found")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page on which an error of a script or a break of the content policy fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 1000}
    )
    opened = context.new_page()
    BREAKS.clear()
    opened.on("pageerror", lambda error: BREAKS.append(str(error)))
    opened.on("console", lambda line: BREAKS.extend(policy(line.text)))
    yield opened
    context.close()
    assert BREAKS == []


def policy(text: str) -> list[str]:
    return [text] if "Content Security" in text else []


@pytest.fixture
def enter(page: Page, live_server: LiveServer) -> Callable[[User], Page]:
    """Sign in by the page, as a person does."""

    def sign_in(user: User) -> Page:
        page.goto("/en/account/sign-in/")
        page.fill("[name=login]", user.email)
        page.fill("[name=password]", factories.PASSWORD)
        page.click("main button[type=submit]")
        return page

    return sign_in


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def look(page: Page, path: str, name: str, tags: tuple[str, ...] = OURS) -> None:
    """Open a page, keep a picture where asked to, and hold it against the guidelines."""
    page.goto(path)
    page.wait_for_load_state("load")
    picture(page, name)
    assert BREAKS == [], path
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(tags)}})
    BREAKS.clear()  # the auditor puts styles of its own into the page
    found = [
        f"{item['id']}: {node['html'][:160]}"
        for item in results.response["violations"]
        for node in item["nodes"]
    ]
    assert found == [], path


def referrals(officer: User, now: dt.datetime) -> list[Referral]:
    """One to acknowledge, one under way, one answered."""
    agent = factories.user("agent")
    made = []
    for number, question in enumerate(
        [
            "Has the medical been received, and can the visa be issued before November 26?",
            "Which document is missing from the file?",
            "Was the address changed?",
        ]
    ):
        ticket = factories.ticket(
            now=now,
            uci="1122334455",
            application_numbers=("E123456789",),
            urgency_claimed="travel",
            urgency_date=now.date() + dt.timedelta(days=9),
            client_date_of_birth=dt.date(1990, 5, 17),
        )
        take(ticket_id=ticket.pk, by=agent, now=now)
        sha256, size = keep(f"%PDF-1.4 {number}".encode())
        made.append(
            refer(
                ticket_id=ticket.pk,
                office=officer.offices.get(),
                reason="urgent" if number == 0 else "complaint",
                question=question,
                by=agent,
                now=now,
                files=(StoredFile(sha256, "proof.pdf", "application/pdf", size),),
            )
        )
    ask_centre(referral_id=made[1].pk, question="Which flight?", by=officer, now=now)
    clarify(referral_id=made[1].pk, text="AC 870 on Friday.", by=agent, now=now)
    facts = Answer(
        stage="Closed",
        outstanding="Nothing",
        last_activity="Address changed on Monday",
        next_update_on=now.date() + dt.timedelta(days=3),
        may_tell=MayTell.WORDING,
        wording="Your address was changed.",
    )
    answer(referral_id=made[2].pk, facts=facts, by=officer, now=now)
    return made


def test_the_offices_screens(centre: None, enter: Callable[[User], Page]) -> None:
    officer = factories.officer()
    first, second, third = referrals(officer, clock.now())
    page = enter(officer)
    for language, base in (
        ("en", "/en/processing-offices/"),
        ("fr", "/fr/bureaux-de-traitement/"),
    ):
        look(page, base, f"office-list-{language}")
        look(page, f"{base}?list=answered", f"office-answered-{language}")
        look(page, f"{base}?list=today", f"office-today-{language}")
        look(page, f"{base}{first.pk}/", f"office-new-{language}")
        look(page, f"{base}{second.pk}/", f"office-said-{language}")
        look(page, f"{base}{third.pk}/", f"office-done-{language}")


def test_an_officer_answers_in_the_browser(centre: None, enter: Callable[[User], Page]) -> None:
    officer = factories.officer()
    first, *_rest = referrals(officer, clock.now())
    page = enter(officer)
    page.goto(f"/en/processing-offices/{first.pk}/")
    page.click("text=Acknowledge")
    assert page.locator("text=Referral acknowledged.").is_visible()
    page.fill("[name=stage]", "Medical received")
    page.wait_for_selector("[data-saved]:has-text('Saved at')", timeout=10_000)
    page.reload()
    assert page.input_value("[name=stage]") == "Medical received", "kept on the server"
    page.click("text=Send answer")
    summary = page.locator("[data-error-summary]")
    assert summary.locator("a").count() == 4
    picture(page, "office-error-en")
    summary.locator("a").first.click()
    assert page.evaluate("document.activeElement.name") == "last_activity"


def test_the_account_pages(centre: None, enter: Callable[[User], Page], page: Page) -> None:
    now = clock.now()
    _made, secret = invite(
        email="ana@centre.example", roles=[Role.AGENT], language=Language.EN, by=None, now=now
    )
    invitation = "/" + invitation_link(secret, "en").split("/", 3)[3]
    french = "/" + invitation_link(secret, "fr").split("/", 3)[3]
    public = {
        "sign-in": ("/en/account/sign-in/", "/fr/compte/connexion/"),
        "forgotten": ("/en/account/password/forgotten/", "/fr/compte/mot-de-passe/oublie/"),
        "sent": ("/en/account/password/forgotten/sent/", "/fr/compte/mot-de-passe/oublie/envoye/"),
        "invitation": (invitation, french),
        "dead-link": ("/en/account/invitation/x/", "/fr/compte/invitation/x/"),
    }
    for name, paths in public.items():
        for language, path in zip(("en", "fr"), paths, strict=True):
            look(page, path, f"account-{name}-{language}")
    user = factories.user("agent")
    create_token(label="Weekly report", by=user, now=now)
    enter(user)
    for language, base in (("en", "/en/account/"), ("fr", "/fr/compte/")):
        look(page, base, f"account-profile-{language}")
    look(page, "/en/account/password/", "account-password-en")
    look(page, "/fr/compte/mot-de-passe/", "account-password-fr")
    look(page, "/en/account/sign-out/", "account-sign-out-en")


def test_the_administration(centre: None, enter: Callable[[User], Page]) -> None:
    draft = new_rule_set_version(rule_set=RuleSet.objects.in_force()[0])
    text = StandardText.objects.published()[0]
    calendar = CalendarVersion.objects.in_force()[0]
    page = enter(factories.user("administrator"))
    for language in ("en", "fr"):
        base = f"/{language}/admin/"
        invite_path = "inviter" if language == "fr" else "invite"
        publish_path = "publier" if language == "fr" else "publish"
        for name, path in {
            "index": "",
            "users": "accounts/user/",
            "invite": f"accounts/user/{invite_path}/",
            "queues": "tickets/queue/",
            "rules": f"tickets/ruleset/{draft.pk}/change/",
            "publish": f"tickets/ruleset/{draft.pk}/{publish_path}/",
            "text": f"tickets/standardtext/{text.pk}/change/",
            "calendar": f"tickets/calendarversion/{calendar.pk}/change/",
        }.items():
            look(page, base + path, f"admin-{name}-{language}", LAW)
