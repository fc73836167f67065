"""`manage.py receive_email --dry-run` is a contract that people script against."""

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.channels import mails

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "subject", "from", "from_name", "to", "cc", "reply_to", "message_id", "in_reply_to",
    "references", "date", "text", "reply", "html", "attachments", "is_auto", "is_bounce",
    "bounce_hard", "bounce_status", "language", "error",
}  # fmt: skip


def run(raw: bytes, *options: str) -> list[dict[str, Any]]:
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "DATABASE_URL": "postgres://nobody@[::1]:1/x",
    }
    ran = subprocess.run(
        [sys.executable, "manage.py", "receive_email", "--dry-run", *options],
        input=raw,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_message_is_answered_with_every_fact() -> None:
    raw = mails.multipart(
        [
            mails.part("Bonjour, où est ma réponse?\r\n\r\n-- \r\nA"),
            mails.attached(mails.PDF, "a.pdf"),
        ],
        headers=[
            "In-Reply-To: <q@centre.example>",
            "References: <p@centre.example> <q@centre.example>",
        ],
    )
    (found,) = run(raw)
    assert set(found) == KEYS
    assert found["from"] == "amina.diallo@example.org"
    assert found["from_name"] == "Amina Diallo"
    assert found["to"] == ["enquiries@centre.example"]
    assert found["message_id"] == "first@example.org"
    assert found["in_reply_to"] == "q@centre.example"
    assert found["references"] == ["p@centre.example", "q@centre.example"]
    assert found["date"] == "2026-11-23T15:03:00+00:00"
    assert found["text"] == "Bonjour, où est ma réponse?\n\n-- \nA"
    assert found["reply"] == "Bonjour, où est ma réponse?"
    assert found["language"] == "fr"
    assert found["error"] is None
    assert found["attachments"] == [
        {
            "filename": "a.pdf",
            "type": "application/pdf",
            "size": len(mails.PDF),
            "inline": False,
            "sha256": hashlib.sha256(mails.PDF).hexdigest(),
        }
    ]


def test_what_is_no_mail_is_answered_with_a_code() -> None:
    assert [answer["error"] for answer in run(b"")] == ["empty"]


def test_a_stream_answers_line_by_line_in_order() -> None:
    lines = [
        {"id": n, "raw_b64": base64.b64encode(mails.message(subject=f"n{n}")).decode()}
        for n in range(3)
    ]
    written = [json.dumps(line) for line in lines]
    written[2:2] = ["not json", '{"id": "z", "raw_b64": 7}', ""]
    found = run("\n".join(written).encode(), "--stream")
    assert [answer["id"] for answer in found] == [0, 1, None, "z", 2]
    assert [answer.get("subject") for answer in found] == ["n0", "n1", None, None, "n2"]
    assert [answer["error"] for answer in found] == [None, None, "bad_line", "bad_line", None]


def test_the_null_sender_is_an_option() -> None:
    (found,) = run(mails.message(), "--sender", "")
    assert found["is_auto"]
