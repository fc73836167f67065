"""Reads of the public pages."""

import datetime as dt
import statistics
from functools import lru_cache

from django.db.models import QuerySet

from channels.enums import InboundState
from channels.models import DraftFile, InboundMessage
from channels.progress import Happened
from tickets.enums import Channel, ClockKind, EventKind
from tickets.models import Attachment, Clock, EnquiryType, Event, Message, Ticket

RECENT = dt.timedelta(days=28)
SAMPLE = 500
# Fewer answers than this say nothing about what the next person can expect.
ENOUGH = 10
REFRESH_SECONDS = 300


def topics() -> QuerySet[EnquiryType]:
    """The first level of what an enquiry may be about."""
    return EnquiryType.objects.filter(parent=None, active=True, on_form=True)


def details_of(topic: str) -> QuerySet[EnquiryType]:
    """The second level under a topic, as far as the form offers it."""
    return EnquiryType.objects.filter(parent__code=topic, active=True, on_form=True)


def happened(ticket: Ticket) -> list[Happened]:
    """The events of a ticket, in order, as far as its page goes."""
    events = Event.objects.filter(ticket=ticket).order_by("at", "id")
    return [
        Happened(EventKind(event.kind), event.at, event.data.get("before", "")) for event in events
    ]


def messages_for_client(ticket: Ticket) -> QuerySet[Message]:
    """The thread as the client may read it, oldest first, with its files."""
    return (
        ticket.messages.shown_to_client()
        .select_related("person")
        .prefetch_related("attachments")
        .order_by("created_at", "id")
    )


def file_for_client(ticket: Ticket, file_id: int) -> Attachment | None:
    """A file of a message that the client may read."""
    return Attachment.objects.filter(
        pk=file_id, ticket=ticket, message__isnull=False, message__flagged=False
    ).first()


def usual_days(now: dt.datetime) -> tuple[int, dt.datetime] | None:
    """In how many days half of the recent web enquiries had their first answer, and as of when.

    None when there are too few. Each process asks the database again after five minutes.
    """
    turn = int(now.timestamp() // REFRESH_SECONDS)
    as_of = dt.datetime.fromtimestamp(turn * REFRESH_SECONDS, dt.UTC)
    days = _median_days(as_of)
    return None if days is None else (days, as_of)


@lru_cache(maxsize=1)
def _median_days(as_of: dt.datetime) -> int | None:
    answered = (
        Clock.objects.filter(
            kind=ClockKind.FIRST_RESPONSE,
            stopped_at__lte=as_of,
            stopped_at__gt=as_of - RECENT,
            state__in=["met", "missed"],
            ticket__channel=Channel.WEB,
        )
        .order_by("-stopped_at")
        .values_list("started_at", "stopped_at")[:SAMPLE]
    )
    waits = [(stopped - started).total_seconds() for started, stopped in answered if stopped]
    if len(waits) < ENOUGH:
        return None
    return max(1, -(-int(statistics.median(waits)) // 86_400))


def draft_files_named(candidates: set[str]) -> set[str]:
    """Which of some SHA-256s a draft's file has: those are not swept."""
    return set(DraftFile.objects.filter(sha256__in=candidates).values_list("sha256", flat=True))


def raw_mails_named(candidates: set[str]) -> set[str]:
    """Which of some SHA-256s are the bytes of a mail that is kept in storage."""
    mails = InboundMessage.objects.exclude(state=InboundState.DUPLICATE)
    kept = mails.filter(raw=None, raw_sha256__in=candidates)
    return set(kept.values_list("raw_sha256", flat=True))
