"""Pieces of a page that another room draws: neither has to know the other.

A room registers, in its `AppConfig.ready`, who draws a piece; a piece that nobody draws leaves no
hole.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString

_drawers: dict[str, Callable[[], SafeString]] = {}


def register(name: str, draw: Callable[[], SafeString]) -> None:
    """Registering the same name again replaces who draws it."""
    _drawers[name] = draw


def drawn(name: str) -> SafeString:
    """The piece as of now, in the page’s language; empty where nobody draws it."""
    draw = _drawers.get(name)
    return draw() if draw else SafeString("")
