"""Hands a client's mail to the centre by its public command, as a real mail server would."""

import json
import subprocess
import sys
from dataclasses import dataclass

from contactcentre.local.mailcatcher.letters import Draft
from contactcentre.local.servers import CHECKOUT


@dataclass(frozen=True)
class Outcome:
    """`action` is one of receive_email's words, or "failed": then nothing was stored."""

    action: str
    ticket: str


def hand_over(draft: Draft, raw: bytes) -> Outcome:
    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "receive_email"),
            *("--recipient", draft.to, "--sender", draft.from_),
        ],
        input=raw,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        check=False,
    )
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = None
    if done.returncode or not isinstance(answer, dict):
        return Outcome("failed", "")
    return Outcome(str(answer.get("action", "")), str(answer.get("ticket") or ""))
