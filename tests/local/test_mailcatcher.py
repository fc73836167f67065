"""The mail catcher keeps every mail that it took, shows it safely, and answers as the client."""

import html
import json
import os
import re
import smtplib
import urllib.error
import urllib.parse
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import settings

from contactcentre.local.mailcatcher.letters import answer_to, read, write
from contactcentre.local.mailcatcher.store import Store
from contactcentre.local.ports import free_port
from tests.local.conftest import wait_until
from tickets.models import Message

TEXT = "Bonjour Zoé,\n<script>alert(1)</script>\nhttp://127.0.0.1:8000/fr/suivi/?a=1&b=2\n"


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "Contact centre <enquiries@centre.example>"
    message["To"] = "zoe@client.example"
    message["Reply-To"] = "enquiries+signed@centre.example"
    message["Subject"] = "Votre café"
    message["Message-ID"] = "<first@centre.example>"
    for name, value in headers.items():
        del message[name]
        message[name] = value
    message.set_content(TEXT)
    return message


class Inbox:
    """A running mail catcher, seen from outside."""

    def __init__(self, run, directory, **env: str) -> None:
        self.run, self.directory, self.env = run, directory, env
        self.smtp_port, self.http_port = free_port(), free_port()
        self.start()

    def start(self) -> None:
        self.program = self.run(
            "contactcentre.local.mailcatcher",
            *("--smtp-port", str(self.smtp_port), "--http-port", str(self.http_port)),
            *("--data", str(self.directory)),
            **self.env,
        )
        wait_until(self.answers)

    def answers(self) -> bool:
        try:
            return self.get("/messages.json") is not None
        except OSError:
            return False

    def get(self, path: str, **headers: str) -> str:
        url = f"http://127.0.0.1:{self.http_port}{path}"
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
            self.headers = response.headers
            return response.read().decode()

    def post(self, path: str, **fields: str) -> str:
        """Fill in the form of that page and send it, as a browser does: the page that follows."""
        page = self.get(path)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        shown = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page)) | hidden
        values = {name: html.unescape(value) for name, value in shown.items()} | fields
        cookie = self.headers["Set-Cookie"].partition(";")[0]
        url = f"http://127.0.0.1:{self.http_port}{path}"
        body = urllib.parse.urlencode(values).encode()
        request = urllib.request.Request(url, data=body, headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read().decode()

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as smtp:
            smtp.send_message(message)

    def messages(self, query: str = "") -> list[dict]:
        path = f"/messages.json?q={urllib.parse.quote(query)}"
        return json.loads(self.get(path))["messages"]


@pytest.fixture
def inbox(run, tmp_path):
    return Inbox(run, tmp_path / "mail")


def test_a_mail_that_was_taken_survives_a_kill(inbox):
    inbox.send(mail())
    inbox.program.process.kill()
    inbox.program.end()
    inbox.start()
    (caught,) = inbox.messages()
    assert caught["recipients"] == ["zoe@client.example"]
    assert caught["subject"] == "Votre café"
    assert caught["text"].replace("\r\n", "\n") == TEXT


def test_mails_are_shown_in_both_languages_and_run_nothing(inbox):
    inbox.send(mail())
    inbox.send(mail(To="paul@client.example", Subject="Your coffee"))
    assert [caught["subject"] for caught in inbox.messages("zoe@")] == ["Votre café"]
    (caught,) = inbox.messages("café")

    listed = inbox.get("/en/")
    assert listed.index("Your coffee") < listed.index("Votre café")
    assert '<html lang="en">' in listed
    assert '<html lang="fr">' in inbox.get("/fr/")

    page = inbox.get(f"/fr/{caught['id']}/")
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert 'href="http://127.0.0.1:8000/fr/suivi/?a=1&amp;b=2"' in page
    assert f'href="/en/{caught["id"]}/" lang="en"' in page
    assert inbox.headers["Content-Security-Policy"].startswith("default-src 'none'")
    source = inbox.get(f"/fr/{caught['id']}/source/")
    assert source.startswith("From: Contact centre")


@pytest.mark.parametrize("path", ["/en/nothing/", "/en/..%2f..%2fsecrets/", "/en/nothing/reply/"])
def test_what_was_not_caught_is_not_found(inbox, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        inbox.get(path)


def test_only_this_machine_s_own_names_are_answered(inbox):
    with pytest.raises(urllib.error.HTTPError, match="400"):
        inbox.get("/en/", Host="rebound.example")


def test_a_form_of_another_site_is_refused(inbox):
    body = urllib.parse.urlencode({"sender": "a@b.example", "text": "x"}).encode()
    url = f"http://127.0.0.1:{inbox.http_port}/en/write/"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(url, data=body))


@pytest.mark.django_db(transaction=True)
def test_what_is_written_as_a_client_comes_in_as_mail_does(run, tmp_path, centre):
    inbox = Inbox(run, tmp_path / "mail", DATABASE_URL=database_url())
    fields = {"sender": "zoe@client.example", "subject": "Permis", "text": "Bonjour, où en est-il?"}
    page = inbox.post("/en/write/", **fields)
    (message,) = Message.objects.filter(direction="in", body__contains="où en est-il")
    assert "The centre opened a ticket." in page
    assert message.ticket.number in page


def database_url() -> str:
    database = settings.DATABASES["default"]
    door = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    return f"postgres://{door}/{database['NAME']}"


def test_an_answer_is_what_the_client_s_own_program_would_send(tmp_path):
    store = Store(tmp_path)
    references = "<older@centre.example>"
    original = mail(References=references).as_bytes()
    kept = store.keep(
        sender="enquiries@centre.example", recipients=["zoe@client.example"], raw=original
    )
    caught = store.get(kept)
    draft = answer_to(caught)
    assert draft.from_ == "zoe@client.example"
    assert draft.to == "enquiries+signed@centre.example"
    assert draft.subject == "Re: Votre café"

    raw = write(draft, answers=caught, file=("reçu.pdf", b"%PDF-1.7"))
    answer = message_from_bytes(raw, policy=policy.default)
    assert answer["In-Reply-To"] == "<first@centre.example>"
    assert answer["References"] == f"{references} <first@centre.example>"
    assert re.fullmatch(r"<[0-9a-f]{24}@client\.example>", answer["Message-ID"])
    assert "> Bonjour Zoé," in answer.get_body().get_content()
    (file,) = answer.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("reçu.pdf", "application/pdf")
    assert answer_to(caught).subject == draft.subject
    assert read(caught).references == references


def test_a_torn_file_of_a_kill_is_not_a_mail_and_goes_at_the_next_start(tmp_path, run):
    (tmp_path / "00000000000000000001-abcdef01.new").write_bytes(b"{")
    assert Store(tmp_path).ids() == []
    Inbox(run, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_who_looks_into_the_inbox_takes_no_mail_that_is_being_written(tmp_path, monkeypatch):
    store = Store(tmp_path)
    fsync = os.fsync

    def look_meanwhile(handle: int) -> None:
        Store(tmp_path).ids()
        fsync(handle)

    monkeypatch.setattr(os, "fsync", look_meanwhile)
    kept = store.keep(sender="", recipients=["zoe@client.example"], raw=mail().as_bytes())
    assert Store(tmp_path).ids() == [kept]


def test_a_mail_that_cannot_be_written_is_asked_for_again(inbox):
    inbox.directory.rename(inbox.directory.with_name("away"))
    with pytest.raises(smtplib.SMTPDataError) as refused:
        inbox.send(mail())
    assert refused.value.smtp_code == 451
