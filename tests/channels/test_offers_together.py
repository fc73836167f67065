"""Many sweeps at once: a caller is offered to one agent, and an agent gets one caller."""

import threading

import pytest
from django.db import connection, transaction

from channels.actions.offer_calls import offer_calls
from channels.actions.switchboard import lock_call
from channels.models import Offer
from tests.channels.test_offers import ready, waiting
from tests.factories import NOW


@pytest.mark.django_db(transaction=True)
def test_together_they_make_one_offer_each(centre: None) -> None:
    for number in range(4):
        waiting(number=f"+1613555010{number}")
    for _ in range(3):
        ready()
    start = threading.Barrier(4)

    def sweep() -> None:
        start.wait(5)
        try:
            offer_calls(now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    offers = Offer.objects.all()
    assert len({offer.agent_id for offer in offers}) == len(offers) == 3
    assert len({offer.call_id for offer in offers}) == 3


@pytest.mark.django_db(transaction=True)
def test_a_call_that_another_verb_holds_is_left_to_it(centre: None) -> None:
    """Who hangs up locks the call, then its place: a sweep that waited would stop both."""
    call = waiting().call
    ready()
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock_call(call.pk)
                held.set()
                over.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    assert offer_calls(now=NOW) == []
    over.set()
    thread.join(10)
    assert [offer.call for offer in offer_calls(now=NOW)] == [call]
