"""The toggle leads to the same page in the other language, and loses nothing."""

import re

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django.fixtures import Settings

from contactcentre.kit import languages


@pytest.mark.parametrize(
    ("language", "here", "there"),
    [
        ("en", "/en/form/", "/fr/formulaire/"),
        ("fr", "/fr/formulaire/", "/en/form/"),
        ("en", "/en/all/7/?page=2&sort=due", "/fr/tout/7/?page=2&sort=due"),
        ("en", "/en/no-such-page/?q=1", "/fr/no-such-page/?q=1"),
        ("en", "/save/", "/fr/"),
    ],
)
def test_toggle(requests: RequestFactory, language: str, here: str, there: str) -> None:
    with translation.override(language):
        assert languages.toggle_url(requests.get(here)) == there


def test_toggle_link_says_its_language(pages: Client) -> None:
    html = pages.get("/en/all/7/?page=2").content.decode()
    [link] = re.findall(r'<a class="toggle".*?</a>', html, re.DOTALL)
    assert 'href="/fr/tout/7/?page=2"' in link
    assert 'lang="fr"' in link
    assert 'hreflang="fr"' in link
    assert 'translate="no"' in link
    assert 'title="Français"' in link
    assert "Français</span>" in link


def test_both_addresses_are_announced_without_their_query(pages: Client) -> None:
    html = pages.get("/fr/tout/7/?name=Tran").content.decode()
    assert '<html lang="fr">' in html
    for language, url in (("en", "/en/all/7/"), ("fr", "/fr/tout/7/")):
        assert f'hreflang="{language}" href="http://testserver{url}"' in html
    assert "Tran" not in html.partition("</head>")[0]


def test_a_page_that_does_not_exist_has_the_toggle_too(pages: Client, settings: Settings) -> None:
    settings.DEBUG = False
    response = pages.get("/en/nowhere/")
    assert response.status_code == 404
    assert 'href="/fr/nowhere/"' in response.content.decode()


def test_brand_follows_the_language(pages: Client, settings: Settings) -> None:
    settings.BRAND_NAMES = {"en": "Service Desk", "fr": "Guichet"}
    assert "Guichet</title>" in pages.get("/fr/formulaire/").content.decode()
    assert "Service Desk</title>" in pages.get("/en/form/").content.decode()
