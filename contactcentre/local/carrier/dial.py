"""Telephones for scripts and tests, on a running carrier; as a command, one call from keys given.

    python -m contactcentre.local.carrier.dial --carrier http://127.0.0.1:8026 \\
        --line general --from +15145550142 2 1 "until:agent" hangup
"""

import argparse
import json
import sys
import time
import urllib.request
from collections.abc import Callable, Collection
from typing import Any

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
STEP_SECONDS = 0.1


class TookTooLong(Exception):
    """What was waited for did not come; the text holds the transcript."""


def fetch(url: str, asked: dict[str, Any] | None = None) -> dict[str, Any]:
    body = None if asked is None else json.dumps(asked).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310
    with DIRECT.open(request, timeout=30) as response:
        answer: dict[str, Any] = json.loads(response.read())
    return answer


class Telephone:
    """One end of a call at the carrier, caller's or agent's."""

    def __init__(self, carrier: str, sid: str) -> None:
        self.url, self.sid = f"{carrier}/script/telephones/{sid}.json", sid
        self._used = 0

    def facts(self) -> dict[str, Any]:
        return fetch(self.url)

    def transcript(self) -> str:
        """What was said, a line each, with who said it."""
        return "\n".join(_line(said) for said in self.facts()["said"])

    def press(self, keys: str, *, seconds: float = 60) -> None:
        """Key all of this into the next Gather that listens."""
        facts = self.wait(
            lambda facts: facts["is_listening"] and facts["gathers"] > self._used, seconds
        )
        self._used = facts["gathers"]
        for key in keys:
            fetch(self.url, {"press": key})

    def say(self, words: str) -> None:
        fetch(self.url, {"say": words})

    def answer(self) -> None:
        fetch(self.url, {"answer": True})

    def hang_up(self) -> None:
        fetch(self.url, {"hang_up": True})

    def hears(self, words: str, *, seconds: float = 60) -> None:
        """Wait until these words were said. Raises TookTooLong."""
        self.wait(lambda facts: any(words in _line(said) for said in facts["said"]), seconds)

    def is_over(self, *, seconds: float = 60) -> None:
        """Wait until the call has ended. Raises TookTooLong."""
        self.wait(lambda facts: facts["is_over"], seconds)

    def wait(self, true: Callable[[dict[str, Any]], bool], seconds: float) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while not true(facts := self.facts()):
            if time.monotonic() > end:
                raise TookTooLong(self.transcript())
            time.sleep(STEP_SECONDS)
        return facts


def call(carrier: str, *, line: str, number: str) -> Telephone:
    """Call this line of the centre from this number."""
    asked = {"line": line, "from": number}
    return Telephone(carrier, fetch(f"{carrier}/script/calls.json", asked)["sid"])


def ringing(carrier: str, *, to: Collection[str] = (), seconds: float = 60) -> Telephone:
    """The telephone (of these numbers) that rings, or was just picked up. Raises TookTooLong."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for facts in fetch(f"{carrier}/script/calls.json")["telephones"]:
            if _is_called(facts) and (not to or facts["to"] in to):
                return Telephone(carrier, facts["sid"])
        time.sleep(STEP_SECONDS)
    raise TookTooLong("no telephone rang")


def _is_called(facts: dict[str, Any]) -> bool:
    return bool(facts["direction"] != "inbound" and not facts["is_over"])


def _line(said: dict[str, str]) -> str:
    if said["who"] == "note":
        return f"({said['text']} {said['detail']})".replace(" )", ")")
    language = f" [{said['language']}]" if said["language"] else ""
    return f"{said['who']}{language}: {said['text']}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m contactcentre.local.carrier.dial")
    parser.add_argument("--carrier", required=True, help="address of the demonstration carrier")
    parser.add_argument("--line", required=True, help="the line's name in the addresses")
    parser.add_argument("--from", dest="number", default="+15145550142")
    parser.add_argument(
        "steps",
        nargs="*",
        help='keys for one question, "until:WORDS", "wait:SECONDS", or "hangup"',
    )
    chosen = parser.parse_args(arguments)
    telephone = call(chosen.carrier, line=chosen.line, number=chosen.number)
    code = 0
    try:
        for step in chosen.steps:
            _take(telephone, step)
    except TookTooLong:
        code = 1
    print(telephone.transcript())
    return code


def _take(telephone: Telephone, step: str) -> None:
    word, _colon, rest = step.partition(":")
    if word == "until":
        telephone.hears(rest)
    elif word == "wait":
        time.sleep(float(rest))
    elif word == "hangup":
        telephone.hang_up()
    else:
        telephone.press(step)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
