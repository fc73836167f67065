"""Bulk history for benchmarks: the constraints of the tables hold for it too."""

import pytest
from django.core.management import call_command

from tickets.models import Message, Ticket, TicketSearch

pytestmark = pytest.mark.django_db


def test_rows_are_made_that_hold_together() -> None:
    call_command("load_history", tickets=50)
    assert Ticket.objects.count() == Message.objects.count() == TicketSearch.objects.count() == 50
    assert Ticket.objects.exclude(parties=None).exclude(events=None).distinct().count() == 50
