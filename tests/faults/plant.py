"""A centre of single processes that a test starts and kills, and clients that use it meanwhile."""

import http.cookiejar
import json
import os
import pwd
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import log as smtp_log

from contactcentre.local import processes
from contactcentre.local.children import MARK, Program
from contactcentre.local.datadir import DataDir
from contactcentre.local.ports import LOOPBACK, free_port
from contactcentre.local.postgres import APP, OWNER, Postgres
from contactcentre.local.servers import CHECKOUT
from contactcentre.local.valkey import Valkey
from tests.local.conftest import OWN_SERVERS, bring_tables, wait_until

POOL = 8
STAFF = """
from django.core.management import call_command
from accounts.actions.tokens import create_token
from contactcentre.kit import clock
from tests import factories
call_command("load_reference", verbosity=0)
agent = factories.user("supervisor")
factories.officer()
print("TOKEN", create_token(label="load", by=agent, now=clock.now())[1])
print("EMAIL", agent.email)
"""


@dataclass
class Answer:
    """What a client got, and after how many seconds."""

    status: int
    body: str
    seconds: float
    url: str = ""
    headers: Message = field(default_factory=Message)

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Post:
    """Takes every mail, slowly enough to be interrupted; remembers the ids."""

    def __init__(self) -> None:
        self.message_ids: list[str] = []
        self.seconds_each = 0.0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = re.search(rb"(?im)^Message-ID:\s*(\S+)", envelope.content)
        time.sleep(self.seconds_each)
        self.message_ids.append(found[1].decode() if found else "")
        return "250 taken"


class Plant:
    """Servers and processes of one centre, each under the test's own hand."""

    def __init__(self, data: DataDir) -> None:
        self.data = data
        data.prepare()
        self.postgres, self.valkey = Postgres(data), Valkey(data)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.post = Post()
        self.smtp = Controller(self.post, hostname=LOOPBACK, port=free_port())
        for name in ("postgres", "valkey"):
            data.choose_port(name)
        self.place = processes.Place(
            host=LOOPBACK,
            web_port=free_port(),
            smtp_port=0,
            inbox_port=0,
            mail_dir=data.root / "mail",
            carrier_port=0,
            web_url="",
        )
        self.url = f"http://{LOOPBACK}:{self.place.web_port}"
        self.token = self.email = ""

    def build(self) -> None:
        """Everything up, and somebody at the desk."""
        smtp_log.setLevel("ERROR")
        bring_tables(self.data)
        self.smtp.start()
        self.start("postgres")
        self.postgres.make_roles()
        self.start("valkey")
        static = self._popen(self._program("static", processes.COLLECT_STATIC))
        self.manage(*processes.MIGRATE[2:])
        said = self.manage("shell", "--verbosity", "0", "-c", STAFF)
        self.token, self.email = re.findall(r"(?:TOKEN|EMAIL) (\S+)", said)
        assert static.wait(60) == 0
        self.mend()

    def close(self) -> None:
        for name in ("beat", "beat2", "periodic", "periodic2", "worker", "web"):
            self.kill(name)
        self.kill("valkey")
        self.stop("postgres", signal.SIGINT)
        self.smtp.stop()

    # -- processes

    def start(self, name: str) -> None:
        """Start a part; a server is also waited for."""
        if name == "postgres":
            # The backends of a killed one need a moment to notice.
            wait_until(lambda: self._started(name, self.postgres.prepare(), self.postgres.answers))
        elif name == "valkey":
            wait_until(lambda: self._started(name, self.valkey.prepare(), self.valkey.answers))
        else:
            argv = processes.processes(self.place)[name.removesuffix("2")]
            if name == "periodic2":
                argv = tuple(word.replace("periodic@", "second@") for word in argv)
            self.running[name] = self._popen(self._program(name, argv))

    def _started(self, name: str, program: Program, answers: Callable[[], bool]) -> bool:
        if not self._lives(name):
            self.running[name] = self._popen(program)
        return answers()

    def kill(self, name: str) -> None:
        """End it and its children at once, as the kernel does when memory is short."""
        self.stop(name, signal.SIGKILL)

    def stop(self, name: str, sent: signal.Signals) -> None:
        process = self.running.pop(name, None)
        if process is None:
            return
        if name == "postgres":
            process.send_signal(sent)
        else:
            os.killpg(process.pid, sent)
        process.wait(30)

    def freeze(self, name: str) -> None:
        """It is there and listens, and answers nobody."""
        self.running[name].send_signal(signal.SIGSTOP)

    def mend(self) -> None:
        """Whatever is missing is started again; then a task has gone all the way round."""
        whole = ("postgres", "valkey", "web", "worker", "periodic", "beat")
        missing = [name for name in whole if not self._lives(name)]
        for name in missing:
            self.start(name)
        if missing:
            wait_until(lambda: self.get("/healthz").status == 200, 30)
            self.wait_for_beats()

    def _lives(self, name: str) -> bool:
        return name in self.running and self.running[name].poll() is None

    def wait_for_beats(self) -> None:
        """Until beat and both workers have shown a sign of life from after this moment."""
        ((now,),) = self.rows("SELECT clock_timestamp()")
        beats = "SELECT count(*) FROM kit_heartbeat WHERE name IN ('beat', 'worker') AND at > %s"
        wait_until(lambda: self.number(beats, now) == 2, 60)

    def _program(self, name: str, argv: Sequence[str]) -> Program:
        return Program(name=name, argv=(sys.executable, *argv[1:]), env=self.environment(name))

    def environment(self, name: str = "") -> dict[str, str]:
        given = {key: value for key, value in os.environ.items() if key not in OWN_SERVERS}
        ours = {
            "CC_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "contactcentre.settings",
            "SECRET_KEY": self.data.secret("secret_key"),
            "DATABASE_URL": self.postgres.url(APP),
            "DATABASE_OWNER_URL": self.postgres.url(OWNER),
            "REDIS_URL": self.valkey.url(),
            "EMAIL_URL": f"smtp://{LOOPBACK}:{self.smtp.port}",
            "DATA_DIR": str(self.data.root),
            "STATIC_DIR": str(self.data.root / "static"),
            "BASE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        }
        return given | ours | ({"DATABASE_POOL": str(POOL)} if name == "web" else {})

    def _popen(self, program: Program) -> subprocess.Popen[bytes]:
        user = program.user
        with (self.data.root / f"{program.name}.log").open("ab") as log:
            return subprocess.Popen(
                program.argv,
                cwd="/" if user is not None else CHECKOUT,
                env={**program.env, MARK: str(self.data.root)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=user,
                group=None if user is None else pwd.getpwuid(user).pw_gid,
                extra_groups=None if user is None else [],
            )

    def log(self, name: str) -> str:
        path = self.data.root / f"{name}.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def manage(self, *arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=self.environment(),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    # -- what is stored

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.postgres.url(OWNER), autocommit=True) as connection:
            found = connection.execute(query, values)
            return found.fetchall() if found.description else []

    def number(self, query: str, *values: object) -> int:
        return int(self.rows(query, *values)[0][0])

    def end_leases(self) -> None:
        """Now: nobody gives back what was being sent when its sender died, until the lease ends."""
        self.rows("UPDATE tickets_message SET next_attempt_at = now() WHERE delivery = 'sending'")

    # -- clients

    def get(self, path: str) -> Answer:
        return ask(urllib.request.Request(self.url + path))

    def enquire(self, key: str = "", text: str = "Where is it?") -> Answer:
        """Hand in an enquiry by the API."""
        body = {
            "language": "en",
            "subject": "A question",
            "body": text,
            "sender": {"name": "Minh Tran", "email": f"{uuid.uuid4().hex[:12]}@client.example"},
        }
        if key:
            body["sender"]["email"] = f"{key}@client.example"  # type: ignore[index]
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key or uuid.uuid4().hex,
        }
        data = json.dumps(body).encode()
        return ask(urllib.request.Request(f"{self.url}/api/v1/tickets/", data, headers))

    def receive_email(self, text: str) -> dict[str, Any]:
        raw = (
            f"From: Zoe <{uuid.uuid4().hex[:8]}@client.example>\nTo: enquiries@centre.example\n"
            f"Subject: By mail\nMessage-ID: <{uuid.uuid4()}@client.example>\n\n{text}\n"
        )
        found: dict[str, Any] = json.loads(self.manage("receive_email", stdin=raw))
        return found


def ask(
    request: urllib.request.Request, opener: urllib.request.OpenerDirector | None = None
) -> Answer:
    """The answer, whatever it is; status 0 where there was none."""
    begun = time.monotonic()
    get = opener.open if opener else urllib.request.urlopen
    try:
        with get(request, timeout=30) as response:
            said, status, url = response.read(), response.status, response.url
            headers = response.headers
    except urllib.error.HTTPError as error:
        said, status, url, headers = error.read(), error.code, error.url, error.headers
        error.close()
    except OSError:
        said, status, url, headers = b"", 0, "", Message()
    return Answer(status, said.decode(), time.monotonic() - begun, url, headers)


class Browser:
    """Cookies, forms and redirects, as a browser without scripts handles them."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> Answer:
        return ask(urllib.request.Request(self.plant.url + path), self.opener)

    def post(self, path: str, **fields: str) -> Answer:
        """Fill in the form of that page and send it."""
        page = self.get(path)
        assert page.status == 200, (path, page.status)
        return self.send(path, {**hidden_fields(page.body), **fields})

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        data = urllib.parse.urlencode(fields).encode()
        headers = {"Referer": self.plant.url + path}
        return ask(urllib.request.Request(self.plant.url + path, data, headers), self.opener)

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def fill_form(self) -> dict[str, str]:
        """Every page of the web form up to the last; what its last button would send."""
        answers: dict[str, dict[str, str]] = {
            "topic": {"topic": "status"},
            "who": {"role": "applicant"},
            "numbers": {"uci": "1122-33-4455"},
            "question": {"question": "Where is my application?"},
            "files": {},
            "reach": {
                "name": "Minh Tran",
                "email": f"{uuid.uuid4().hex[:12]}@client.example",
                "country": "CA",
                "province": "QC",
                "answer_language": "en",
            },
        }
        for page, fields in answers.items():
            answer = self.post(f"/en/contact/{page}/", **fields)
            assert answer.status == 200, (page, answer.status)
            assert not answer.url.endswith(f"/{page}/"), (page, answer.body)
        return hidden_fields(self.get("/en/contact/check-answers/").body)


def hidden_fields(page: str) -> dict[str, str]:
    main = page[page.find("<main") :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', main))


class Load:
    """Clients who go on asking in the background until the block ends."""

    def __init__(self, act: Callable[[int], Answer], *, clients: int, every: float = 0.0) -> None:
        self.act, self.clients, self.every = act, clients, every
        self.answers: list[tuple[int, Answer]] = []
        self._end = threading.Event()
        self._numbers = iter(range(10**9))
        self._lock = threading.Lock()

    def __enter__(self) -> "Load":
        self._pool = ThreadPoolExecutor(self.clients)
        self._work = [self._pool.submit(self._go_on) for _ in range(self.clients)]
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._pool.shutdown()
        for work in self._work:
            work.result()

    def _go_on(self) -> None:
        while not self._end.is_set():
            with self._lock:
                number = next(self._numbers)
            self.answers.append((number, self.act(number)))
            self._end.wait(self.every)

    def wait_for(self, count: int, seconds: float = 30) -> None:
        """Until so many more have been answered."""
        wanted = len(self.answers) + count
        wait_until(lambda: len(self.answers) >= wanted, seconds)
