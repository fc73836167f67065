"""A ticket for a program: with the newest of all that belongs to it, or as a row of a list."""

from django.db.models import Prefetch, prefetch_related_objects

from tickets.models import Event, Message, Note, Referral, Ticket

MOST = 300


def whole(ticket: Ticket) -> Ticket:
    """The ticket with the newest of all that is shown of it, in a few queries."""
    newest = ("-created_at", "-id")
    prefetch_related_objects(
        [ticket],
        Prefetch(
            "messages",
            Message.objects.select_related("user")
            .prefetch_related("attachments")
            .order_by(*newest)[:MOST],
            to_attr="newest_messages",
        ),
        Prefetch(
            "notes",
            Note.objects.select_related("user").order_by(*newest)[:MOST],
            to_attr="newest_notes",
        ),
        Prefetch(
            "events",
            Event.objects.select_related("user").order_by("-id")[:MOST],
            to_attr="newest_events",
        ),
        Prefetch(
            "referrals",
            Referral.objects.select_related("office").prefetch_related("messages").order_by("id"),
        ),
    )
    return ticket


def as_row(ticket: Ticket) -> Ticket:
    """The ticket as it is now, with what a row shows of it."""
    return Ticket.objects.with_row_data().get(pk=ticket.pk)
