"""Addresses that only take a form lead a browser back to the page that has the form."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from contactcentre.way_back import page_above
from tests import factories

BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("/en/status/enquiry/message/", "/en/status/enquiry/"),
        ("/fr/suivi/demande/message/", "/fr/suivi/demande/"),
        ("/fr/suivi/demande/fichiers/12/retirer/", "/fr/suivi/demande/fichiers/12/"),
        ("/en/desk/next/", "/en/desk/"),
        ("/api/v1/tickets/", ""),
        ("/live/", ""),
    ],
)
def test_the_page_of_an_address_is_the_nearest_above_it(asked: str, page: str) -> None:
    with translation.override(asked[1:3] if asked[1:3] in ("en", "fr") else "en"):
        assert page_above(asked) == page


@pytest.mark.django_db
def test_a_refused_message_is_not_an_empty_page_in_the_other_language(client: Client) -> None:
    answer = client.get("/fr/suivi/demande/message/", **BROWSER)
    assert answer.headers["Location"] == "/fr/suivi/demande/"


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize("composer", ["reply", "note", "office"])
def test_signing_in_again_after_a_send_leads_to_the_ticket(client: Client, composer: str) -> None:
    ticket = factories.ticket()
    client.force_login(factories.user("agent"))
    answer = client.get(reverse(f"tickets:{composer}", args=[ticket.number]), **BROWSER)
    assert answer.headers["Location"] == reverse("tickets:ticket", args=[ticket.number])


def test_programs_are_told_the_method_is_wrong(client: Client) -> None:
    answer = client.get("/fr/suivi/demande/message/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 405
