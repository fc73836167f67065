"""The examples of docs/api.md do what stands below them."""

import re
import shlex
from string import Template
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.models import ApiToken, User
from tests import factories
from tests.factories import NOW
from tickets.actions.refer import refer
from tickets.actions.route import route_ticket
from tickets.api.errors import KNOWN
from tickets.models import Ticket
from tickets.tasks import index

EXAMPLE = re.compile(
    r"```sh\n(?P<line>curl .*?)\n# (?P<status>\d{3}):(?P<told>.*?)\n```", re.DOTALL
)
CENTRE = "http://testserver"


def examples() -> list[re.Match[str]]:
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    found = list(EXAMPLE.finditer(text))
    assert len(found) == text.count("```sh"), "every example says how it is answered"
    return found


def call(line: str) -> Any:
    """What curl would send."""
    words = iter(shlex.split(line.replace("\\\n", ""))[1:])
    method, body, headers, url = "GET", "", {}, ""
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _colon, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "-d":
            body = next(words)
        else:
            url = word
    kind = headers.pop("Content-Type", "application/octet-stream")
    path = url.removeprefix(CENTRE)
    return Client().generic(method, path, body, content_type=kind, headers=headers)


def token(user: User) -> str:
    return ApiToken.objects.issue(user=user, label="Guide", now=NOW)[1]


def test_the_examples_do_what_the_guide_says(agent: User, officer: User) -> None:
    asked = factories.ticket()
    referral = refer(
        ticket_id=asked.pk,
        office=officer.offices.get(),
        reason="urgent",
        question="When?",
        by=agent,
        now=NOW,
    )
    values = {
        "CENTRE": CENTRE,
        "TOKEN": token(agent),
        "OFFICER": token(officer),
        "REFERRAL": str(referral.pk),
    }
    for example in examples():
        answer = call(Template(example["line"]).safe_substitute(values))
        assert answer.status_code == int(example["status"]), (example["line"], answer.content)
        if answer.status_code == 201 and "number" in answer.json() and "TICKET" not in values:
            opened = Ticket.objects.get(reference=answer.json()["reference"])
            values["TICKET"] = opened.reference
            route_ticket(ticket_id=opened.pk, now=opened.created_at)
            index(opened.pk)
    assert Ticket.objects.count() == 2
    resolved = Ticket.objects.get(reference=values["TICKET"])
    assert (resolved.state, resolved.thread_version) == ("resolved", 1)
    referral.refresh_from_db()
    assert referral.state == "answered"


def test_the_codes_of_the_guide_are_those_that_are_given() -> None:
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\|.* (\d{3}) \| (.+?) \|", text, re.MULTILINE))
    for status, code, _words in KNOWN.values():
        if code != "refused":
            assert f"`{code}`" in rows[str(status)], code
