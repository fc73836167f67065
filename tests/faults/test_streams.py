"""Live streams hold no connection to PostgreSQL: there are thousands of desks, and few of those."""

import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from contactcentre.local.ports import LOOPBACK
from tests import factories
from tests.faults.plant import POOL, Browser, Plant, hidden_fields

pytestmark = pytest.mark.worker

STREAMS = 20
IN_USE = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'contactcentre' AND state LIKE 'idle in transaction%%'
"""


class Stream:
    """An open live feed."""

    def __init__(self, plant: Plant, cookies: str, topic: str) -> None:
        self.connection = http.client.HTTPConnection(LOOPBACK, plant.place.web_port, timeout=10)
        self.connection.request("GET", f"/live/desk/?topic={topic}", headers={"Cookie": cookies})
        self.answer = self.connection.getresponse()

    def read_until(self, word: str) -> str:
        said = ""
        while word not in said:
            said += self.answer.readline().decode()
        return said

    def close(self) -> None:
        self.connection.close()


@pytest.fixture
def desk(plant: Plant) -> Browser:
    browser = Browser(plant)
    sign_in = "/en/account/sign-in/"
    answer = browser.post(sign_in, login=plant.email, password=factories.PASSWORD)
    assert answer.url.endswith("/en/desk/"), answer.body
    return browser


def test_open_streams_leave_the_pages_their_connections(plant: Plant, desk: Browser) -> None:
    reference = plant.enquire().json["reference"]
    streams = [Stream(plant, desk.cookies, "me") for _ in range(STREAMS - 1)]
    streams.append(Stream(plant, desk.cookies, f"ticket:{reference}"))
    try:
        assert {stream.answer.status for stream in streams} == {200}
        for stream in streams:
            stream.read_until("event: ping")
        assert len(streams) > POOL
        with ThreadPoolExecutor(POOL) as pool:
            pages = list(pool.map(desk.get, ["/en/desk/", "/en/desk/queues/"] * POOL))
        assert {page.status for page in pages} == {200}
        assert max(page.seconds for page in pages) < 4
        assert plant.number(IN_USE) == 0

        page = f"/en/desk/tickets/{reference}/"
        token = hidden_fields(desk.get(page).body)["csrfmiddlewaretoken"]
        desk.send(f"{page}note/", {"csrfmiddlewaretoken": token, "text": "Said."})
        begun = time.monotonic()
        assert "event: changed" in streams[-1].read_until("event: changed")
        assert time.monotonic() - begun < 2
    finally:
        for stream in streams:
            stream.close()


def test_a_stream_that_is_left_is_forgotten(plant: Plant, desk: Browser) -> None:
    for _ in range(STREAMS):
        Stream(plant, desk.cookies, "me").close()
    with socket.create_connection((LOOPBACK, plant.place.web_port), timeout=5):
        assert desk.get("/en/desk/").status == 200
