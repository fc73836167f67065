"""The searchable text of a ticket, beside it so that the ticket's own row stays narrow."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class TicketSearch(models.Model):
    """Words of subject, names and messages in both languages, accents folded."""

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="search"
    )
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="ticket_search_words")]

    def __str__(self) -> str:
        return f"words of {self.pk}"
