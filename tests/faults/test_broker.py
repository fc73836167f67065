"""Valkey may vanish, hang or forget everything: that costs delay, never work, and no error page."""

import pytest
import redis

from tests.faults.plant import Browser, Load, Plant
from tests.local.conftest import wait_until

pytestmark = pytest.mark.worker

UNROUTED = "SELECT count(*) FROM tickets_ticket WHERE state = 'new'"
UNSENT = "SELECT count(*) FROM tickets_message WHERE delivery IN ('queued', 'sending')"
ROUTED_NOT_ONCE = """
SELECT count(*) FROM tickets_ticket t
WHERE (SELECT count(*) FROM tickets_routingdecision d WHERE d.ticket_id = t.id) <> 1
   OR (SELECT count(*) FROM tickets_event e WHERE e.ticket_id = t.id AND e.kind = 'routed') <> 1
"""


def all_routed(plant: Plant) -> bool:
    return plant.number(UNROUTED) == 0


def test_all_doors_answer_without_a_broker_and_the_work_is_done_when_it_is_back(
    plant: Plant,
) -> None:
    visitor = Browser(plant)
    last_button = visitor.fill_form()
    before = plant.number("SELECT count(*) FROM tickets_ticket")

    plant.freeze("valkey")
    hung = [plant.enquire() for _ in range(4)]
    plant.kill("valkey")
    dead = [plant.enquire() for _ in range(8)]
    sent = visitor.send("/en/contact/check-answers/", last_button)
    mail = plant.receive_email("Where is my application?")

    answers = [*hung, *dead]
    assert [answer.status for answer in answers] == [201] * 12
    assert sent.status == 200
    assert "/en/contact/sent/" in sent.url
    assert mail["action"] == "created"
    assert max(answer.seconds for answer in [*answers, sent]) < 2
    assert plant.number("SELECT count(*) FROM tickets_ticket") == before + 14

    plant.start("valkey")
    wait_until(lambda: all_routed(plant), 30)
    # None of the workers has gone deaf, nor has beat gone mute.
    plant.wait_for_beats()
    assert plant.number(ROUTED_NOT_ONCE) == 0


def test_a_broker_that_forgets_everything_loses_nothing(plant: Plant) -> None:
    mails = len(plant.post.message_ids)
    broker = redis.Redis.from_url(plant.valkey.url())
    with Load(lambda number: plant.enquire(), clients=4) as load:
        for _ in range(8):
            load.wait_for(6)
            broker.flushall()
    broker.flushall()
    broker.close()
    assert {answer.status for _, answer in load.answers} == {201}
    accepted = {answer.json["reference"] for _, answer in load.answers}
    stored = plant.rows("SELECT reference FROM tickets_ticket")
    assert accepted <= {reference for (reference,) in stored}

    wait_until(lambda: all_routed(plant) and plant.number(UNSENT) == 0, 120)
    plant.wait_for_beats()
    assert plant.number(ROUTED_NOT_ONCE) == 0
    ids = plant.post.message_ids[mails:]
    assert len(set(ids)) == len(ids)
    assert len(ids) >= len(accepted)
