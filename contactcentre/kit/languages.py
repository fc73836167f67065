"""The page's language, its twin in the other one, and what the skeletons show around it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language

from contactcentre.kit import navigation

NAMES = {"en": "English", "fr": "Français"}
SHORT_NAMES = {"en": "EN", "fr": "FR"}


def page_language() -> str:
    """Return en or fr, whatever variant is active."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def language_word(code: str) -> str:
    """What a language is called in the page’s own; other codes stay as they are."""
    return str(settings.LANGUAGE_NAMES.get(code, code))


def other_language(language: str) -> str:
    return "en" if language == "fr" else "fr"


def brand_name(language: str) -> str:
    return settings.BRAND_NAMES[language]


def toggle_url(request: HttpRequest) -> str:
    """This very page in the other language, with its query string.

    A page that does not exist has no translation: its prefix is swapped, so that the reader gets
    the same message in the other language instead of being sent to another page.
    """
    path = request.get_full_path()
    language, other = page_language(), other_language(page_language())
    translated = translate_url(path, other)
    if translated != path:
        return translated
    if path.startswith(f"/{language}/"):
        return f"/{other}/{path.removeprefix(f'/{language}/')}"
    return f"/{other}/"


@dataclass(frozen=True)
class Toggle:
    url: str
    language: str
    name: str
    short_name: str


class Site:
    """What the skeletons ask for; each part is computed only where a template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def language(self) -> str:
        return page_language()

    @cached_property
    def brand(self) -> str:
        return brand_name(self.language)

    @cached_property
    def home(self) -> str:
        return reverse("home")

    @cached_property
    def toggle(self) -> Toggle:
        other = other_language(self.language)
        return Toggle(toggle_url(self._request), other, NAMES[other], SHORT_NAMES[other])

    @cached_property
    def alternates(self) -> list[tuple[str, str]]:
        """Absolute addresses for hreflang; without query strings, which may hold a filter."""
        urls = {self.language: self._request.path, self.toggle.language: self.toggle.url}
        return [
            (language, self._request.build_absolute_uri(urls[language].partition("?")[0]))
            for language in ("en", "fr")
        ]

    @cached_property
    def rail(self) -> list[navigation.Link]:
        return navigation.rail.links(self._request)

    @cached_property
    def account(self) -> list[navigation.Link]:
        return navigation.account.links(self._request)

    @cached_property
    def footer(self) -> list[navigation.Link]:
        return navigation.footer.links(self._request)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site` in every template."""
    return {"site": Site(request)}
