"""A supervisor opens and closes a special operation in a real browser, in both languages."""

import pytest
from playwright.sync_api import Page

from accounts.models import User
from contactcentre.kit import clock
from tests import factories
from tests.browsing import Visits
from tickets.models import SpecialOperation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOM = {
    "en": "/en/supervision/special-operations/",
    "fr": "/fr/supervision/operations-speciales/",
}
EDITING = {"en": ("edit", "end"), "fr": ("modifier", "fin")}
WORDS = {
    "en": {
        "open": "open/", "fill": "Fill in", "preview": "Preview", "now": "Open it now",
        "close": "close/", "close_it": "Close it", "report": "Contacts by day and channel",
        "start": "/en/contact/", "away": "Hide", "over": "This service is closed",
    },
    "fr": {
        "open": "ouvrir/", "fill": "Remplir", "preview": "Aperçu", "now": "Ouvrir maintenant",
        "close": "fermer/", "close_it": "Fermer l’opération", "report": "Contacts par jour et par",
        "start": "/fr/communiquer/", "away": "Masquer", "over": "Ce service est fermé",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_the_first_page_to_the_report(visits: Visits, centre: None, language: str) -> None:
    page = visits.enter(factories.user("supervisor", language=language))
    operation = opened(visits, page, language)
    seen_by_the_public(visits, page, operation, language)
    arrive(operation)
    closed(visits, page, operation, language)


def opened(visits: Visits, page: Page, language: str) -> SpecialOperation:
    """From a template to an operation that receives."""
    words = WORDS[language]
    page.goto(f"{ROOM[language]}{words['open']}")
    visits.look(page, f"operation-open-{language}")
    page.select_option("[name=template]", "evacuation")
    page.fill("[name=place_en]", "Lebanon")
    page.fill("[name=place_fr]", "Liban")
    page.get_by_role("button", name=words["fill"]).click()
    page.locator("[name=teams]").first.check()
    page.get_by_role("button", name=words["preview"]).click()
    visits.look(page, f"operation-preview-{language}")
    page.get_by_role("button", name=words["now"]).click()
    visits.look(page, f"operation-running-{language}")
    operation = SpecialOperation.objects.get()
    assert operation.is_active(clock.now())
    return operation


def seen_by_the_public(
    visits: Visits, page: Page, operation: SpecialOperation, language: str
) -> None:
    """The banner leads to the form, and can be put away."""
    words = WORDS[language]
    page.goto(words["start"])
    banner = page.locator(".banner")
    assert operation.text_in("banner", language) in banner.inner_text()
    visits.look(page, f"operation-banner-{language}")
    banner.locator("a[href^='/']").click()
    visits.look(page, f"operation-form-{language}")
    page.locator("main form button").first.click()
    page.locator(".notice", has_text=operation.name_in(language)).first.wait_for()
    visits.look(page, f"operation-step-{language}")
    page.goto(words["start"])
    page.locator(".banner").get_by_role("button", name=words["away"]).click()
    page.locator(".banner").wait_for(state="detached")


def closed(visits: Visits, page: Page, operation: SpecialOperation, language: str) -> None:
    """Its report stays, and its form says where to go."""
    words, room = WORDS[language], ROOM[language]
    page.goto(room)
    visits.look(page, f"operation-list-{language}")
    page.goto(f"{room}{operation.pk}/{words['close']}")
    visits.look(page, f"operation-close-{language}")
    page.get_by_role("button", name=words["close_it"]).click()
    page.get_by_text(words["report"]).first.wait_for()
    visits.look(page, f"operation-report-{language}")
    page.goto(f"{words['start']}{operation.slug_in(language)}/")
    page.get_by_text(words["over"]).first.wait_for()
    visits.look(page, f"operation-over-{language}")


def arrive(operation: SpecialOperation) -> None:
    """Some enquiries, so that the report has something to tell."""
    for country in ("LB", "LB", "FR", ""):
        factories.ticket(operation=operation.pk, country=country, now=clock.now())


def test_a_mistake_is_shown_in_the_part_that_was_folded_away(
    visits: Visits, supervisor: User
) -> None:
    page = visits.enter(supervisor)
    operation = factories.operation(by=supervisor, now=clock.now())
    page.goto(f"{ROOM['en']}{operation.pk}/edit/")
    visits.look(page, "operation-edit")
    page.fill("[name=banner_en]", "Only English")
    page.get_by_role("button", name="Save").click()
    assert page.locator("[name=banner_fr]").is_visible()
    assert page.get_by_role("link", name="Write it in both languages, or in neither").is_visible()
    visits.look(page, "operation-edit-mistake")
    for language, pages in EDITING.items():
        for name in pages:
            address = f"{ROOM[language]}{operation.pk}/{name}/"
            visits.look(page, f"operation-{name}-{language}", path=address)
