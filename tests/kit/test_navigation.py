"""Menus show what a person may open, and where they are."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from contactcentre.kit.navigation import Menu


@pytest.fixture
def menu() -> Menu:
    made = Menu()
    made.add(label="Second", url_name="desk", order=2)
    made.add(label="First", url_name="home", order=1)
    made.add(label="Hidden", url_name="form", allowed=lambda user: user.is_authenticated)
    return made


def shown(menu: Menu, requests: RequestFactory, path: str) -> list[tuple[str, str, bool]]:
    request = requests.get(path)
    request.user = AnonymousUser()
    return [(str(link.label), link.href, link.current) for link in menu.links(request)]


def test_entries_are_in_order_filtered_and_marked(menu: Menu, requests: RequestFactory) -> None:
    with translation.override("en"):
        assert shown(menu, requests, "/en/desk/CC-1/") == [
            ("First", "/en/", False),
            ("Second", "/en/desk/", True),
        ]


def test_entries_lead_to_the_page_of_their_language(menu: Menu, requests: RequestFactory) -> None:
    with translation.override("fr"):
        assert [href for _, href, _ in shown(menu, requests, "/fr/")] == ["/fr/", "/fr/poste/"]


def test_adding_twice_replaces(menu: Menu, requests: RequestFactory) -> None:
    menu.add(label="Renamed", url_name="desk", order=2)
    with translation.override("en"):
        labels = [label for label, _, _ in shown(menu, requests, "/en/")]
    assert labels == ["First", "Renamed"]
