"""PostgreSQL killed in the middle of work: what was accepted is there, the rest is told so."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.plant import Answer, Load, Plant
from tests.faults.test_broker import all_routed
from tests.local.conftest import wait_until

pytestmark = pytest.mark.worker

STACK_TRACE = ("Traceback", "psycopg", "OperationalError", "File &quot;", "DEBUG")
PAGES = ("/en/contact/", "/fr/suivi/", "/healthz", "/readyz")


def key(number: int) -> str:
    return f"ledger-{number:06d}"


def outage(plant: Plant) -> list[Answer]:
    """What pages answer while PostgreSQL is away; then it is back, and so are they."""
    plant.kill("postgres")
    time.sleep(0.5)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(plant.get, PAGES))
    plant.start("postgres")
    back = time.monotonic()
    wait_until(lambda: plant.get(PAGES[0]).status == 200, 30)
    assert time.monotonic() - back < 8
    return answers


def says_it_plainly(answer: Answer) -> None:
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Sorry, the service is not available right now" in answer.body
    assert "What you saved before is kept." in answer.body
    assert '<section lang="fr">' in answer.body
    assert [word for word in STACK_TRACE if word in answer.body] == []


def test_what_was_accepted_is_stored_and_the_rest_is_told_so(plant: Plant) -> None:
    with Load(lambda number: plant.enquire(key(number)), clients=4) as load:
        load.wait_for(20)
        english, french, health, ready = outage(plant)
        load.wait_for(20)
    says_it_plainly(english)
    says_it_plainly(french)
    assert (health.status, ready.status) == (200, 503)

    refused = {number: answer for number, answer in load.answers if answer.status != 201}
    assert {(a.status, a.json["code"]) for a in refused.values()} == {(503, "unavailable")}
    accepted = {number: answer for number, answer in load.answers if answer.status == 201}
    by_key = "SELECT t.reference FROM tickets_ticket t JOIN tickets_contact c ON c.ticket_id = t.id"
    for number, answer in accepted.items():
        stored = plant.rows(f"{by_key} WHERE c.key LIKE %s", f"%{key(number)}")
        assert stored == [(answer.json["reference"],)]
    # One that was refused may have been stored in the last moment: asked again, it is the same.
    assert {plant.enquire(key(number)).status for number in refused} == {201}
    keys = "SELECT count(*) FROM tickets_contact WHERE key LIKE %s"
    assert plant.number(keys, "%ledger-%") == len(load.answers)
    # Workers and beat, too, have found their way back.
    plant.wait_for_beats()
    wait_until(lambda: all_routed(plant), 20)
