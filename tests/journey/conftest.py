"""A whole centre, started as an operator starts it, and a browser to walk through it."""

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from contactcentre.local.children import stop_left_over
from contactcentre.local.datadir import DataDir
from contactcentre.local.mailcatcher.store import Store
from contactcentre.local.servers import CHECKOUT
from tests.browsing import launch
from tests.local.conftest import OWN_SERVERS, Run, bring_tables, wait_until

TRY_AGAIN = 75
# Whole centres and browsers share the machine with other tests.
expect.set_options(timeout=30_000)
STAFF = """
from tests import factories
from accounts.enums import PresenceState
from accounts.models import Presence, User
from tickets.models import ProcessingOffice
# Those of the tests before have gone home: else calls are offered to them first.
Presence.objects.update(state=PresenceState.OFFLINE)
factories.start_numbers_at(User.objects.count() + 1)
factories.user("agent", language="{language}")
factories.officer()
User.objects.filter(roles=["officer"]).update(language="{language}")
for user in User.objects.order_by("-pk")[:2]:
    print("ACCOUNT", user.roles[0], user.email)
print("ACCOUNT", "office", ProcessingOffice.objects.order_by("code")[0].pk)
"""


CLIENT = {"uci": "1122334455", "born": "19880417"}
EXTRACT = (
    "uci,date_of_birth,application_number,line_of_business,stage,awaited,awaited_from,"
    "last_activity,last_activity_on,next_step,next_step_on,as_of,source\n"
    "1122334455,1988-04-17,E301234567,citizenship,eligibility,document,client,"
    "document_requested,{day},review,,{now},Case system\n"
)
# Whatever the hour of the test, somebody is there.
ALWAYS_OPEN = """
from contactcentre.kit import clock
from channels.models import VoiceLine
from tickets.models import BusinessCalendar, CalendarVersion
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
calendar, new = BusinessCalendar.objects.get_or_create(code="always", name_en="x", name_fr="x")
if new:
    CalendarVersion.objects.create(
        calendar=calendar, zone="America/Toronto", published_at=clock.now(),
        hours={day: [["00:00", "24:00"]] for day in days},
    )
VoiceLine.objects.update(calendar=calendar)
"""


@dataclass
class Centre:
    """A running centre: its address, its commands, and the mail that left it."""

    url: str
    data: DataDir
    program: Run

    def manage(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run manage.py beside the running centre, as an operator would."""
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def manage_until_done(self, *arguments: str, stdin: bytes) -> str:
        """Like `manage`, trying again while it says "not now", as a mail server would."""
        for _ in range(60):
            done = self.run(*arguments, stdin=stdin)
            if done.returncode != TRY_AGAIN:
                break
            time.sleep(1)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def run(self, *arguments: str, stdin: bytes) -> "subprocess.CompletedProcess[bytes]":
        env = {key: value for key, value in os.environ.items() if key not in OWN_SERVERS}
        env |= {"DATA_DIR": str(self.data.root), "CC_ENV": "development"}
        env["DJANGO_SETTINGS_MODULE"] = "contactcentre.settings"
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=env,
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )

    def staff(self, language: str) -> dict[str, str]:
        """An agent of every queue and an officer, fresh: role → address; and the office’s key."""
        said = self.manage("shell", "--verbosity", "0", "-c", STAFF.format(language=language))
        return dict(re.findall(r"ACCOUNT (\w+) (\S+)", said))

    def mails(self) -> list[EmailMessage]:
        """What the mail catcher holds, oldest first."""
        store = Store(Path(self.data.root) / "mail")
        caught = [store.get(mail_id) for mail_id in reversed(store.ids())]
        return [message_from_bytes(mail.raw, policy=policy.default) for mail in caught if mail]

    def mail(self, word: str, *, to: str) -> EmailMessage:
        """The last mail to that address whose subject or text has the word, once it is there."""

        def found() -> list[EmailMessage]:
            ours = [mail for mail in self.mails() if mail["To"] == to]
            return [mail for mail in ours if word in text_of(mail)]

        # A lost connection is tried again after some minutes.
        wait_until(lambda: bool(found()), 240)
        return found()[-1]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return f"{mail['Subject']}\n{body.get_content() if body else ''}"


@pytest.fixture(scope="package")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`bin/up --no-demo`, without the installation that bin/test has done already."""
    data = DataDir(tmp_path_factory.mktemp("centre") / "data")
    bring_tables(data)
    more = ("--no-demo", "--port", "0", "--data", str(data.root))
    program = Run("contactcentre.local.up", *more, CC_ENV="development")
    try:
        line = program.wait_for("Ready: http://127.0.0.1:", seconds=180)
        yield Centre(line.removeprefix("Ready: ").strip(), data, program)
    finally:
        program.end(signal.SIGTERM)
        stop_left_over(data.root)
        data.empty()


@pytest.fixture(autouse=True)
def _told(centre: Centre) -> Iterator[None]:
    """What the centre said meanwhile stands below a test that failed."""
    said = len(centre.program.lines)
    yield
    sys.stdout.write("\n".join(centre.program.lines[said:]))


def shell(centre: Centre, code: str) -> str:
    return centre.manage("shell", "--verbosity", "0", "-c", code).strip()


@pytest.fixture(scope="package")
def carrier(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the demonstration carrier of an open centre that knows one client."""
    now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    extract: Path = tmp_path_factory.mktemp("extract") / "statuses.csv"
    extract.write_text(EXTRACT.format(day=now.date(), now=now.isoformat(timespec="seconds")))
    centre.manage("import_statuses", str(extract))
    shell(centre, ALWAYS_OPEN)
    return f"http://127.0.0.1:{centre.data.port('carrier')}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launch()


@pytest.fixture(autouse=True)
def _nobody_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever came for a test leaves: an open page goes on asking."""
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()
