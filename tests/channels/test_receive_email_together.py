"""Two fetchers, one mail: one message."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from channels.actions.receive_email import receive_email
from channels.actions.store_email import store_email
from channels.enums import InboundAction
from tests import factories
from tests.channels import mails
from tickets.models import Message, Ticket


@pytest.mark.django_db(transaction=True)
def test_ten_fetchers_of_one_mail_make_one_ticket() -> None:
    call_command("load_reference", verbosity=0)

    def fetch(_: int) -> InboundAction:
        try:
            inbound = store_email(raw=mails.message(), mailbox="enquiries", now=factories.NOW)
            received = receive_email(inbound_id=inbound.pk, now=factories.NOW)
            assert received is not None
            return received.outcome.action
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        actions = sorted(pool.map(fetch, range(10)))
    assert actions == [InboundAction.CREATED] + [InboundAction.DUPLICATE] * 9
    assert (Ticket.objects.count(), Message.objects.filter(direction="in").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_stored_mail_read_by_ten_workers_makes_one_ticket() -> None:
    call_command("load_reference", verbosity=0)
    inbound = store_email(raw=mails.message(), mailbox="enquiries", now=factories.NOW)

    def read(_: int) -> None:
        try:
            receive_email(inbound_id=inbound.pk, now=factories.NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(read, range(10)))
    assert Ticket.objects.count() == 1
