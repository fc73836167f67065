"""The menus every page shows: apps add their entries at start-up, the skeleton draws them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

Label = str | Promise


def everybody(_user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    label: Label
    url_name: str
    icon: str
    order: int
    allowed: Callable[[Any], bool]


@dataclass(frozen=True)
class Link:
    label: Label
    href: str
    icon: str
    current: bool


class Menu:
    """An ordered list of entries, filtered by who looks."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def add(
        self,
        *,
        label: Label,
        url_name: str,
        icon: str = "",
        order: int = 50,
        allowed: Callable[[Any], bool] = everybody,
    ) -> None:
        """Adding the same URL name again replaces the entry, so a reload changes nothing."""
        self._entries[url_name] = Entry(label, url_name, icon, order, allowed)

    def links(self, request: HttpRequest) -> list[Link]:
        user = getattr(request, "user", None)
        entries = sorted(self._entries.values(), key=lambda entry: entry.order)
        shown = [(entry, reverse(entry.url_name)) for entry in entries if entry.allowed(user)]
        here = _closest(request.path, [href for _, href in shown])
        return [Link(entry.label, href, entry.icon, href == here) for entry, href in shown]


def _closest(path: str, hrefs: list[str]) -> str:
    """The entry that the page lies under: the longest, as one menu may nest in another."""
    return max((href for href in hrefs if path.startswith(href)), key=len, default="")


rail = Menu()
supervision = Menu()
account = Menu()
footer = Menu()
