"""Workers and beat killed, doubled and late: each thing is done once, at its true moment."""

import datetime as dt
import time

import pytest

from tests.faults.plant import Load, Plant
from tests.faults.test_broker import ROUTED_NOT_ONCE, UNSENT, all_routed
from tests.local.conftest import wait_until

pytestmark = pytest.mark.worker

# Enquiries of some time ago whose clocks nobody watched since.
OLD = """
import datetime as dt
from contactcentre.kit import clock, wake
from tests import factories
now = clock.now()
with wake.circuit.held():
    for number in range(12):
        made = factories.ticket(now=now - dt.timedelta(days=30), enquiry_type="status")
        print("OLD", made.pk)
"""
FIRED = """
SELECT e.clock_id, e.kind, e.level, e.at, e.recorded_at, c.due_at
FROM tickets_clockevent e JOIN tickets_clock c ON c.id = e.clock_id WHERE c.ticket_id = ANY(%s)
"""
DUE = "SELECT count(*) FROM tickets_clock WHERE next_fire_at <= now()"


def test_a_worker_killed_in_the_middle_does_everything_once(plant: Plant) -> None:
    mails = len(plant.post.message_ids)
    plant.post.seconds_each = 0.05
    with Load(lambda number: plant.enquire(), clients=4) as load:
        for _ in range(3):
            load.wait_for(8)
            time.sleep(0.3)
            plant.kill("worker")
            plant.start("worker")
    plant.post.seconds_each = 0.0
    assert {answer.status for _, answer in load.answers} == {201}

    def settled() -> bool:
        plant.end_leases()
        return all_routed(plant) and plant.number(UNSENT) == 0

    wait_until(settled, 60)
    assert plant.number(ROUTED_NOT_ONCE) == 0
    ids = plant.post.message_ids[mails:]
    assert len(set(ids)) >= len(load.answers)
    # Where the answer of the mail server was lost with the worker, the same mail goes again.
    assert max(ids.count(found) for found in ids) <= 2
    told = "SELECT count(*) FROM tickets_event WHERE kind = 'delivered' GROUP BY data ORDER BY 1"
    assert {count for (count,) in plant.rows(told)} == {1}


def test_clocks_that_came_due_unwatched_are_told_once_at_their_true_moment(plant: Plant) -> None:
    for name in ("beat", "periodic"):
        plant.kill(name)
    said = plant.manage("shell", "--verbosity", "0", "-c", OLD)
    tickets = [int(line.split()[1]) for line in said.splitlines() if line.startswith("OLD")]
    assert plant.rows(FIRED, tickets) == []
    for name in ("beat", "beat2", "periodic", "periodic2"):
        plant.start(name)
    wait_until(lambda: plant.number(DUE) == 0, 40)
    time.sleep(3)  # a few more ticks of both

    fired = plant.rows(FIRED, tickets)
    assert len({(clock, kind, level) for clock, kind, level, *_ in fired}) == len(fired)
    breached = [row for row in fired if row[1] == "clock_breached"]
    assert len(breached) == 2 * len(tickets)
    for _clock, _kind, _level, at, recorded_at, due_at in breached:
        assert at == due_at
        assert recorded_at - at > dt.timedelta(days=1)
    events = (
        "SELECT count(*) FROM tickets_event WHERE ticket_id = ANY(%s)"
        " AND kind IN ('clock_at_risk', 'clock_breached', 'clock_climbed')"
    )
    assert plant.number(events, tickets) == len(fired)
    notices = (
        "SELECT count(*), count(DISTINCT (ticket_id, user_id, dedupe_key)) FROM tickets_notice"
        " WHERE ticket_id = ANY(%s)"
    )
    ((told, once),) = plant.rows(notices, tickets)
    assert told == once > 0
    for name in ("beat2", "periodic2"):
        plant.kill(name)
