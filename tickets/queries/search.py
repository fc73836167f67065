"""Search: numbers, addresses and words, newest first, and never more than a screenful."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, QuerySet, Value

from accounts.models import User
from contactcentre.kit.db import TookTooLong, time_limit
from people import identifiers
from tickets import references
from tickets.models import Party, Ticket, TicketSearch
from tickets.queries.rows import with_rows

LONGEST = 200
MOST = 50
MOST_MATCHES = 500
SECONDS = 2
CONFIGURATIONS = ("simple", "english", "french")


class TooBroad(Exception):
    """So many enquiries match that they could not be found in time."""


def find_reference(user: User, typed: str) -> Ticket | None:
    """The ticket whose whole reference was typed, if the user may see it."""
    reference = references.parse(typed) or ""
    return Ticket.objects.visible_to(user).filter(reference=reference).first()


def search(user: User, typed: str) -> list[Ticket]:
    """The newest matches that the user may see: one more than a screenful when there are more.

    Each way of looking goes through its own index and gives its newest matches only. Raises
    TooBroad when that takes too long all the same.
    """
    text = " ".join(typed.replace("\x00", "").split())[:LONGEST]
    if not text:
        return []
    try:
        with time_limit(SECONDS):
            found = {pk for way in _ways(text) for pk in way.order_by("-pk")[:MOST_MATCHES]}
    except TookTooLong as error:
        raise TooBroad from error
    seen = Ticket.objects.visible_to(user).filter(pk__in=found)
    return list(with_rows(seen).order_by("-created_at", "-id")[: MOST + 1])


def _ways(text: str) -> Iterator[QuerySet[Any, int]]:
    yield TicketSearch.objects.filter(words=_words(text)).values_list("pk", flat=True)
    if "@" in text:
        yield _of_party(email=text.lower())
        return
    tickets = Ticket.objects.order_by().values_list("pk", flat=True)
    # One reference in eleven has no digit in it.
    if reference := references.parse(text):
        yield tickets.filter(reference=reference)
    number = identifiers.canonical(text)
    if not any(char.isdigit() for char in number):
        return
    yield tickets.filter(uci=identifiers.canonical_uci(text))
    yield tickets.filter(application_numbers__contains=[number])
    phone = identifiers.canonical_phone(text) if len(number) >= 7 else None
    if phone:
        yield _of_party(phone=phone)


def _of_party(**facts: str) -> QuerySet[Any, int]:
    parties = Party.objects.filter(**facts).values("ticket")
    return Ticket.objects.filter(pk__in=parties).values_list("pk", flat=True)


def _words(text: str) -> SearchQuery:
    """The words in either language, and as they stand for names; accents do not matter."""
    folded = Func(Value(text), function="immutable_unaccent")
    return reduce(
        or_,
        (
            SearchQuery(folded, config=configuration, search_type="websearch")
            for configuration in CONFIGURATIONS
        ),
    )
