"""What a day spoke of: programme issues of what was resolved, and words of subjects."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, F

from insights.enums import TopicKind
from insights.rising import words
from tickets.enums import Channel, EventKind, Sensitivity
from tickets.models import Event, Ticket

# So that a word leads to no person, and a name that one of them wrote is never kept.
PEOPLE = 3
Topic = tuple[TopicKind, str, str, int]


def topics_of(start: dt.datetime, end: dt.datetime) -> Iterator[Topic]:
    """Kind, key, language and count of every topic of the day."""
    yield from _issues(start, end)
    yield from _words(start, end)


def _issues(start: dt.datetime, end: dt.datetime) -> Iterator[Topic]:
    rows = (
        Event.objects.filter(kind=EventKind.RESOLVED, at__gte=start, at__lt=end)
        .exclude(ticket__programme_issue=None)
        .values(code=F("ticket__programme_issue__code"))
        .annotate(n=Count("ticket", distinct=True))
    )
    for row in rows:
        yield TopicKind.ISSUE, row["code"], "", row["n"]


def _words(start: dt.datetime, end: dt.datetime) -> Iterator[Topic]:
    """Words by the number of people who used them, in ordinary enquiries that they wrote.

    Nobody wrote the subject of a call.
    """
    people: dict[tuple[str, str], set[int]] = defaultdict(set)
    tickets = Ticket.objects.filter(
        created_at__gte=start, created_at__lt=end, sensitivity=Sensitivity.ORDINARY
    ).exclude(channel=Channel.PHONE)
    for subject, language, client in tickets.values_list("subject", "language", "client").iterator(
        chunk_size=2000
    ):
        for word in words(subject, language):
            people[word, language].add(client)
    for (word, language), clients in people.items():
        if len(clients) >= PEOPLE:
            yield TopicKind.WORD, word, language, len(clients)
