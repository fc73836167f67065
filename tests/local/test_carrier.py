"""The demonstration carrier: plays documents, signs what it posts, takes the provider's commands.

The judge of its commands is the provider's own library; of its signatures, the library's validator.
"""

import json
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator
from twilio.rest import Client

from contactcentre.local.carrier.dial import Telephone
from contactcentre.local.carrier.documents import read
from contactcentre.local.carrier.exchange import Exchange
from contactcentre.local.carrier.lines import Line
from contactcentre.local.carrier.player import call_in, call_out
from contactcentre.local.carrier.webhooks import Centre
from contactcentre.local.ports import free_port
from contactcentre.local.servers import CHECKOUT
from tests.local.conftest import Run, wait_until

ACCOUNT, TOKEN = "AC" + "0" * 32, "a-token"
FAST = 200
CALLER = "+15145550142"
SORRY = "<Response><Say language='en-CA'>Sorry.</Say></Response>"


class FakeCentre:
    """Answers each path with the document it was given; keeps what was posted."""

    def __init__(self) -> None:
        self.documents: dict[str, str | int] = {}
        self.posted: list[tuple[str, dict[str, str]]] = []
        self.refused: list[str] = []
        centre = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fields = {
                    name: values[0]
                    for name, values in parse_qs(body, keep_blank_values=True).items()
                }
                signature = self.headers[SIGNATURE_HEADER]
                address = centre.url + self.path
                if not RequestValidator(TOKEN).validate(address, fields, signature):
                    centre.refused.append(self.path)
                centre.posted.append((self.path, fields))
                answer = centre.documents.get(self.path, 204)
                self.send_response(answer if isinstance(answer, int) else 200)
                self.end_headers()
                if isinstance(answer, str):
                    self.wfile.write(answer.encode())

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def of(self, path: str) -> list[dict[str, str]]:
        return [fields for where, fields in self.posted if where == path]

    def line(self) -> Line:
        return Line(
            slug="general",
            number="+16135550100",
            names={"en": "General", "fr": "Générale"},
            voice=f"{self.url}/voice/",
            status=f"{self.url}/status/",
            fallback=f"{self.url}/fallback/",
            document=read(SORRY.encode()),
        )


@pytest.fixture
def centre():
    fake = FakeCentre()
    yield fake
    fake.close()
    assert fake.refused == []


@pytest.fixture
def exchange(centre):
    return Exchange(Centre(ACCOUNT, TOKEN, centre.url, centre.url), pace=FAST)


def said(leg, who: str = "centre") -> list[str]:
    return [line.text for line in leg.transcript if line.who == who]


def over(leg) -> None:
    assert leg.wait_until(lambda: leg.is_over, 10), leg.transcript


def listens(leg) -> None:
    assert leg.wait_until(lambda: leg.is_listening, 10), leg.transcript


def gather(action: str, words: str = "Press.", more: str = "") -> str:
    return (
        f"<Response><Gather action='{action}' {more}><Say language='fr-CA'>{words}</Say></Gather>"
        "<Say>Nothing came.</Say></Response>"
    )


def test_a_call_is_announced_signed_and_its_end_is_reported(centre, exchange):
    centre.documents["/voice/"] = "<Response><Say language='fr-CA'>Bonjour</Say></Response>"
    leg = call_in(exchange, centre.line(), CALLER)
    over(leg)
    assert said(leg) == ["Bonjour"]
    assert leg.transcript[0].language == "fr"
    (asked,) = centre.of("/voice/")
    assert (asked["From"], asked["To"]) == (CALLER, "+16135550100")
    assert (asked["CallSid"], asked["CallStatus"]) == (leg.sid, "ringing")
    wait_until(lambda: bool(centre.of("/status/")))
    (report,) = centre.of("/status/")
    assert (report["CallStatus"], report["SequenceNumber"]) == ("completed", "0")


def test_a_key_ends_the_reading_and_is_posted(centre, exchange):
    exchange.pace = 1
    words = "long " * 400
    centre.documents["/voice/"] = gather(f"{centre.url}/keys/", words, "numDigits='1'")
    centre.documents["/keys/"] = "<Response><Say>Thanks.</Say><Hangup/></Response>"
    leg = call_in(exchange, centre.line(), CALLER)
    listens(leg)
    assert leg.press("2")
    over(leg)
    assert centre.of("/keys/")[0]["Digits"] == "2"
    assert centre.of("/keys/")[0]["CallStatus"] == "in-progress"


def test_several_keys_end_with_the_finishing_one_which_is_not_posted(centre, exchange):
    centre.documents["/voice/"] = gather(
        f"{centre.url}/keys/", more="finishOnKey='#' timeout='600'"
    )
    centre.documents["/keys/"] = "<Response/>"
    leg = call_in(exchange, centre.line(), CALLER)
    listens(leg)
    for key in "12*34#":
        leg.press(key)
    over(leg)
    assert centre.of("/keys/")[0]["Digits"] == "12*34"
    assert centre.of("/keys/")[0]["FinishedOnKey"] == "#"


@pytest.mark.parametrize(("more", "posted"), [("", 0), ("actionOnEmptyResult='true'", 1)])
def test_silence_is_posted_where_it_was_asked_for(centre, exchange, more, posted):
    centre.documents["/voice/"] = gather(f"{centre.url}/keys/", more=f"timeout='2' {more}")
    centre.documents["/keys/"] = "<Response><Say>You said nothing.</Say></Response>"
    leg = call_in(exchange, centre.line(), CALLER)
    over(leg)
    assert len(centre.of("/keys/")) == posted
    assert said(leg)[-1] == ("You said nothing." if posted else "Nothing came.")


def test_keys_outside_a_gather_are_not_heard(centre, exchange):
    centre.documents["/voice/"] = "<Response><Pause length='3600'/></Response>"
    leg = call_in(exchange, centre.line(), CALLER)
    assert leg.wait_until(lambda: leg.status == "in-progress", 10)
    assert not leg.press("1")
    leg.hang_up()
    over(leg)


def test_a_redirect_is_followed(centre, exchange):
    centre.documents["/voice/"] = f"<Response><Redirect>{centre.url}/more/</Redirect></Response>"
    centre.documents["/more/"] = "<Response><Say>Here.</Say></Response>"
    leg = call_in(exchange, centre.line(), CALLER)
    over(leg)
    assert said(leg) == ["Here."]


@pytest.mark.parametrize("answer", [500, "no document", "<Response><Sing/></Response>"])
def test_where_no_document_comes_the_fallback_is_asked(centre, exchange, answer):
    centre.documents |= {"/voice/": answer, "/fallback/": "<Response><Say>Later.</Say></Response>"}
    leg = call_in(exchange, centre.line(), CALLER)
    over(leg)
    assert said(leg) == ["Later."]
    assert centre.of("/fallback/")[0]["ErrorCode"] == "11200"


def test_where_nothing_answers_the_caller_hears_the_document_that_was_kept(centre, exchange):
    centre.documents["/voice/"] = gather(f"{centre.url}/keys/", more="timeout='3600'")
    leg = call_in(exchange, centre.line(), CALLER)
    listens(leg)
    centre.close()
    leg.press("1")
    leg.press("#")
    over(leg)
    assert said(leg)[-1] == "Sorry."


def test_every_report_may_come_twice(centre):
    exchange = Exchange(Centre(ACCOUNT, TOKEN, centre.url, centre.url), pace=FAST, repeats=True)
    centre.documents["/voice/"] = "<Response/>"
    for _call in range(2):
        over(call_in(exchange, centre.line(), CALLER))
    wait_until(lambda: len(centre.of("/status/")) == 3)
    sids = [report["CallSid"] for report in centre.of("/status/")]
    assert len(set(sids)) == 2


def rung(exchange, to: str, seconds: int):
    """A telephone that the centre rings, and for how long."""
    leg = exchange.new_leg(from_="+16135550100", to=to, direction="outbound-api")
    call_out(exchange, leg, read(SORRY.encode()), seconds=seconds)
    return leg


@pytest.mark.parametrize("to", ["client:agent-7", "sip:agent@desk.example"])
def test_an_agent_s_telephone_picks_up_by_itself_unless_told_not_to(exchange, to):
    leg = rung(exchange, to, 60)
    over(leg)
    assert leg.status == "completed"
    exchange.auto_answer = False
    leg = rung(exchange, to, 60)
    over(leg)
    assert leg.status == "no-answer"


def test_a_client_s_telephone_rings_until_it_is_answered_though_it_never_called(exchange):
    leg = rung(exchange, CALLER, 60)
    over(leg)
    assert leg.status == "no-answer"
    leg = rung(exchange, CALLER, 36000)
    assert leg.wait_until(lambda: leg.rings, 10), leg.status
    leg.answer()
    over(leg)
    assert leg.status == "completed"


def test_a_caller_who_is_passed_on_talks_with_who_answers(centre, exchange):
    centre.documents["/voice/"] = "<Response><Dial timeout='36000'>+16135550199</Dial></Response>"
    leg = call_in(exchange, centre.line(), CALLER)
    assert leg.wait_until(lambda: "dialling" in said(leg, "note"), 10), leg.transcript
    wait_until(lambda: any(leg.rings for leg in exchange.newest()))
    (other,) = [leg for leg in exchange.newest() if leg.to == "+16135550199"]
    other.answer()
    assert leg.wait_until(lambda: "talking" in said(leg, "note"), 10), leg.transcript
    exchange.speak(other, "Duty desk.")
    assert said(leg, "other") == ["Duty desk."]
    other.hang_up()
    over(leg)


class Running:
    """A carrier of its own process, as bin/up starts it, and the provider's client for it."""

    def __init__(self, directory: Path) -> None:
        self.centre = FakeCentre()
        lines = directory / "lines.json"
        lines.write_text(json.dumps([asdict(self.centre.line()) | {"document": SORRY}]))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.program = Run(
            *("contactcentre.local.carrier", "--http-port", str(self.port)),
            *("--centre", self.centre.url, "--pace", str(FAST), "--lines", str(lines)),
            **{"BASE_URL": self.centre.url, "PHONE_ACCOUNT": ACCOUNT, "PHONE_TOKENS": TOKEN},
        )
        wait_until(self.answers)
        self.client = Client(ACCOUNT, TOKEN)
        self.client.api.base_url = self.url
        self.client.http_client.session.trust_env = False

    def answers(self) -> bool:
        try:
            return '"ok"' in self.get("/healthz")
        except OSError:
            return False

    def get(self, path: str, **headers: str) -> str:
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request) as response:
            self.headers = response.headers
            return response.read().decode()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    program = Running(tmp_path_factory.mktemp("carrier"))
    yield program
    program.program.end(signal.SIGKILL)
    program.centre.close()


@pytest.fixture
def carrier(running):
    """The process goes on from test to test; what it was told and has told is forgotten."""
    running.centre.documents.clear()
    running.centre.posted.clear()
    return running


def ring(carrier: Running, room: str = "room", to: str = "client:agent-7"):
    return carrier.client.calls.create(
        to=to,
        from_="+16135550100",
        twiml=f"<Response><Dial><Conference>{room}</Conference></Dial></Response>",
        status_callback=f"{carrier.centre.url}/agent/",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )


def states(centre: FakeCentre) -> list[str]:
    seen = {fields["SequenceNumber"]: fields["CallStatus"] for fields in centre.of("/agent/")}
    return [seen[number] for number in sorted(seen)]


def test_the_provider_s_own_client_rings_holds_redirects_and_ends(carrier):
    centre = carrier.centre
    first, second = ring(carrier), ring(carrier, to="client:agent-8")
    legs = [Telephone(carrier.url, made.sid) for made in (first, second)]
    wait_until(lambda: any("talking" in leg.transcript() for leg in legs))
    (room,) = carrier.client.conferences.list(friendly_name="room", status="in-progress")
    inside = {participant.call_sid for participant in room.participants.list()}
    assert inside >= {first.sid, second.sid}
    held = carrier.client.conferences(room.sid).participants(first.sid).update(hold=True)
    assert held.hold
    legs[0].hears("held")
    centre.documents["/next/"] = "<Response><Say>Next.</Say><Pause length='9999'/></Response>"
    carrier.client.calls(second.sid).update(url=f"{centre.url}/next/", method="POST")
    legs[1].hears("Next.")
    carrier.client.calls(second.sid).update(status="completed")
    legs[1].is_over()
    carrier.client.conferences(room.sid).update(status="completed")
    legs[0].is_over()
    assert carrier.client.calls(first.sid).fetch().status == "completed"
    wait_until(lambda: states(centre) == ["initiated", "ringing", "in-progress", "completed"])


def test_commands_are_refused_as_the_provider_refuses_them(carrier):
    made = ring(carrier)
    carrier.client.calls(made.sid).update(status="completed")
    Telephone(carrier.url, made.sid).is_over()
    with pytest.raises(TwilioRestException) as refusal:
        carrier.client.calls(made.sid).update(status="completed")
    assert refusal.value.code == 21220
    with pytest.raises(TwilioRestException) as refusal:
        carrier.client.calls("CA" + "9" * 32).fetch()
    assert (refusal.value.status, refusal.value.code) == (404, 20404)
    stranger = Client(ACCOUNT, "another")
    stranger.api.base_url = carrier.url
    with pytest.raises(TwilioRestException) as refusal:
        stranger.calls(made.sid).fetch()
    assert refusal.value.status == 401


def test_pages_are_in_both_languages_and_run_only_their_own_script(carrier):
    made = ring(carrier, to="+15145550142")
    assert '<html lang="en">' in carrier.get("/en/")
    assert "+15145550142" in carrier.get("/en/")
    page = carrier.get(f"/fr/telephones/{made.sid}/")
    assert '<html lang="fr">' in page
    assert page.count('name="key"') == 12
    assert carrier.headers["Content-Security-Policy"].startswith("default-src 'none'")
    state = json.loads(carrier.get(f"/en/telephones/{made.sid}/state/"))
    assert state["status"] in ("ringing", "in-progress")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        carrier.get("/en/", Host="rebound.example")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{carrier.url}/en/auto-answer/", data=b"on=0")


def test_a_script_calls_presses_and_reads_the_transcript(carrier):
    centre = carrier.centre
    centre.documents["/voice/"] = gather(f"{centre.url}/keys/", more="numDigits='2' timeout='3600'")
    centre.documents["/keys/"] = "<Response><Say language='fr-CA'>Merci.</Say></Response>"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "contactcentre.local.carrier.dial"),
            *("--carrier", carrier.url, "--line", "general", "--from", CALLER),
            *("42", "until:Merci"),
        ],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["centre [fr]: Press.", "me: ••", "centre [fr]: Merci."]
    assert centre.of("/keys/")[0]["Digits"] == "42"


def test_a_page_elsewhere_can_place_no_call(carrier):
    body = json.dumps({"line": "general"}).encode()
    request = urllib.request.Request(
        f"{carrier.url}/script/calls.json", data=body, headers={"Content-Type": "text/plain"}
    )
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(request)


def call_by_keypad(page, carrier: Running, language: str, more: str = "") -> None:
    """The centre asks; whatever is keyed, it thanks and waits."""
    centre = carrier.centre
    centre.documents["/voice/"] = gather(f"{centre.url}/keys/", more=more)
    centre.documents["/keys/"] = (
        "<Response><Say language='fr-CA'>Merci.</Say><Pause length='99999'/></Response>"
    )
    page.goto(f"{carrier.url}/{language}/")
    page.fill("#id_other", "+15145550199")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/{language}/telephones/*/")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_telephone_works_by_keyboard_and_without_barrier(carrier, chromium, language):
    page = chromium.new_context().new_page()
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text))
    call_by_keypad(page, carrier, language, "numDigits='1' timeout='36000'")
    log = page.locator("[data-transcript]")
    expect(log).to_contain_text("Press.")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("*")
    expect(log).to_contain_text("Merci.")
    expect(log.locator("[lang=fr]").last).to_have_text("Merci.")
    assert carrier.centre.of("/keys/")[0]["Digits"] == "*"
    page.locator("button.end").click()
    expect(page.locator(".keypad")).to_be_hidden()
    page.goto(f"{carrier.url}/{language}/")
    assert Axe().run(page).response["violations"] == []
    assert problems == []


@pytest.mark.browser
def test_a_telephone_works_without_script(carrier, chromium):
    page = chromium.new_context(java_script_enabled=False).new_page()
    call_by_keypad(page, carrier, "en", "numDigits='1' timeout='36000'")
    page.reload()
    page.locator("button[value='5']").click()
    wait_until(lambda: bool(carrier.centre.of("/keys/")))
    page.locator("noscript a").click()
    expect(page.locator("main")).to_contain_text("Merci.")
    page.locator("button.end").click()
