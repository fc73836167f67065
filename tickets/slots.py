"""Places on the desk that apps above fill without the desk knowing them.

An app registers, in its `AppConfig.ready`, a URL name and the capability that its view requires.
A place on a ticket gives that URL the ticket's reference. The page loads the fragment by htmx and
links to it where there is no JavaScript; a place that nobody fills leaves no hole. What would move
the page when it comes is drawn with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from accounts.roles import Can

Draw = Callable[[Any], SafeString]


class Place(StrEnum):
    """Where something may stand."""

    TOP_BAR = "top_bar"
    TICKET_CONTEXT = "ticket_context"
    TICKET_ACTIONS = "ticket_actions"
    COMPOSER_CHECK = "composer_check"


@dataclass(frozen=True)
class Slot:
    """What fills a place, for those who hold the capability."""

    url_name: str
    label: str | Promise
    capability: Can
    order: int
    draw: Draw | None = None


_filled: dict[Place, dict[str, Slot]] = {place: {} for place in Place}


def register(
    place: Place,
    *,
    url_name: str,
    label: str | Promise,
    capability: Can,
    order: int = 50,
    draw: Draw | None = None,
) -> None:
    """Fill a place. Registering the same URL name again replaces it."""
    _filled[place][url_name] = Slot(url_name, label, capability, order, draw)


def unregister(place: Place, *, url_name: str) -> None:
    """Empty a place again."""
    _filled[place].pop(url_name, None)


def filled(place: Place | str, user: Any) -> list[Slot]:
    """What this user sees in a place, in order."""
    slots = sorted(_filled[Place(place)].values(), key=lambda slot: slot.order)
    return [slot for slot in slots if user.can(slot.capability)]
