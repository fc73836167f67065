"""Commands to a TwiML provider: what goes over the wire, and what each answer means."""

import base64
import json
import threading
import time
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from channels.adapters import carrier
from channels.adapters.twiml import commands
from channels.adapters.twiml.commands import TwimlCarrier
from contactcentre.local.ports import free_port
from tests import factories

ACCOUNT, TOKEN, LEG = "AC" + "1" * 32, "a-token", "CA" + "2" * 32
CALL = "11111111-1111-1111-1111-111111111111"
CLIENT = "+15145550142"


class Provider:
    """Takes each command, and answers as it was told to."""

    def __init__(self) -> None:
        self.status, self.body, self.delay = 201, {"sid": LEG}, 0.0
        self.taken: list[tuple[str, dict[str, list[str]], str]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.taken.append(
                    (self.path, parse_qs(body), self.headers["Authorization"] or "")
                )
                time.sleep(provider.delay)
                self.send_response(provider.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(provider.body).encode())

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def refuses(self, status: int, code: int) -> None:
        self.status = status
        self.body = {"code": code, "message": f"The number {CLIENT} is none", "status": status}


@pytest.fixture
def provider(settings, centre):
    made = Provider()
    settings.PHONE_ACCOUNT, settings.PHONE_TOKENS = ACCOUNT, (TOKEN, "the-next")
    settings.PHONE_API_URL = made.url
    settings.BASE_URL = "https://centre.example"
    commands._made.cache_clear()
    yield made
    made.server.shutdown()
    made.server.server_close()
    commands._made.cache_clear()


def call_out() -> str:
    return TwimlCarrier().call_out(
        line="general", call=CALL, number=CLIENT, conference="call-1", key="1"
    )


def hang_up() -> None:
    TwimlCarrier().hang_up(line="general", leg=LEG, key="1")


def call_agent(**fields) -> dict[str, list[str]]:
    """What the provider was asked for an agent."""
    agent = factories.user("agent", **fields)
    leg = TwimlCarrier().call_agent(
        line="general", call=CALL, offer=7, user=agent.pk, conference="call-1", key="1"
    )
    assert leg == LEG
    return {"agent": [str(agent.pk)]}


def test_an_agent_is_rung_and_joins_and_the_reports_name_the_call_and_the_offer(provider):
    agent = call_agent()["agent"][0]
    ((path, asked, authorization),) = provider.taken
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    assert asked["To"] == [f"client:agent-{agent}"]
    assert asked["From"] == ["+18885550100"]
    assert asked["StatusCallback"] == [
        f"https://centre.example/hooks/phone/general/agent/{CALL}/7/"
    ]
    assert asked["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert ET.fromstring(asked["Twiml"][0])[0][0].text == "call-1"
    assert base64.b64decode(authorization.removeprefix("Basic ")).decode() == f"{ACCOUNT}:{TOKEN}"


def test_an_agent_with_a_telephone_of_their_own_is_rung_there(provider):
    call_agent(telephone="+16135550198")
    assert provider.taken[0][1]["To"] == ["+16135550198"]


def test_a_client_is_called_from_the_line(provider):
    assert call_out() == LEG
    ((_path, asked, _authorization),) = provider.taken
    assert (asked["To"], asked["From"]) == ([CLIENT], ["+18885550100"])
    assert asked["StatusCallback"] == [f"https://centre.example/hooks/phone/general/called/{CALL}/"]


def test_a_caller_is_sent_to_ask_again(provider):
    TwimlCarrier().ask_again(line="general", call=CALL, leg=LEG, step=9, key="1")
    ((path, asked, _authorization),) = provider.taken
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{LEG}.json"
    assert asked["Url"] == ["https://centre.example/hooks/phone/general/keys/9/"]


def test_an_end_is_hung_up_and_one_that_has_ended_is_no_failure(provider):
    hang_up()
    assert provider.taken[0][1]["Status"] == ["completed"]
    provider.refuses(400, 21220)
    hang_up()


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (400, 21211, carrier.Refused),
        (404, 20404, carrier.Refused),
        (401, 20003, carrier.Refused),
        (429, 20429, carrier.TryAgain),
        (503, 20503, carrier.TryAgain),
    ],
)
def test_an_answer_means_never_or_later_and_its_words_are_left_out(provider, status, code, failure):
    provider.refuses(status, code)
    with pytest.raises(failure) as raised:
        call_out()
    assert raised.value.code == str(code)
    assert CLIENT not in str(raised.value)


def test_a_provider_that_is_away_is_asked_later(provider, settings):
    settings.PHONE_API_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(carrier.TryAgain, match="ConnectionError"):
        call_out()


def test_a_provider_that_takes_too_long_is_asked_later(provider, monkeypatch):
    monkeypatch.setattr(commands, "TIMEOUT_SECONDS", 0.2)
    provider.delay = 0.6
    with pytest.raises(carrier.TryAgain, match="ReadTimeout"):
        call_out()


@pytest.mark.parametrize("missing", ["PHONE_ACCOUNT", "PHONE_TOKENS"])
def test_without_an_account_nothing_is_sent(provider, settings, missing):
    setattr(settings, missing, "" if missing == "PHONE_ACCOUNT" else ())
    with pytest.raises(carrier.Refused, match="not_configured"):
        call_out()
    assert provider.taken == []


def test_no_number_is_logged(provider, caplog):
    with caplog.at_level("DEBUG"):
        call_out()
    assert CLIENT not in caplog.text
    assert "twilio" not in caplog.text


def test_calls_of_this_provider_have_this_carrier():
    assert isinstance(carrier.carrier_of("twiml"), TwimlCarrier)
