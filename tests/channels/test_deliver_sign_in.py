"""Mails about sign-in go out over the same server, are tried again, and leave no key behind."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.actions.mail import queue_mail
from accounts.enums import MailState
from accounts.models import SignInMail
from channels.actions.deliver_sign_in import deliver_sign_in
from channels.tasks import deliver_sign_in as task
from contactcentre.kit import clock
from tests import factories
from tests.channels.sink import Sink, listening

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening(settings) as server:
        yield server


@pytest.fixture
def mail(now: dt.datetime) -> SignInMail:
    return queue_mail(
        to="ana@centre.example", language="fr", subject="Votre compte", body="Le lien", now=now
    )


def test_it_goes_to_one_address_in_its_language(
    sink: Sink, mail: SignInMail, now: dt.datetime
) -> None:
    deliver_sign_in(mail_id=mail.pk, now=now)
    (taken,) = sink.taken
    assert (taken.sender, taken.recipients) == ("", ["ana@centre.example"])
    assert taken.content["Subject"] == "Votre compte"
    assert taken.content["Content-Language"] == "fr-CA"
    assert taken.content["Auto-Submitted"] == "auto-generated"
    assert taken.content.get_content() == "Le lien\n"


def test_a_task_that_runs_twice_sends_once(sink: Sink) -> None:
    mail = queue_mail(to="a@b.example", language="en", subject="s", body="b", now=clock.now())
    for _ in range(2):
        task(mail.pk)
    assert len(sink.taken) == 1
    task(mail.pk + 1)


@pytest.mark.parametrize(
    ("answer", "state"),
    [("450 4.2.1 later", MailState.QUEUED), ("550 5.1.1 nobody", MailState.FAILED)],
)
def test_refusals_of_the_server_are_told_apart(
    sink: Sink, mail: SignInMail, now: dt.datetime, answer: str, state: MailState
) -> None:
    sink.on_rcpt = [answer]
    deliver_sign_in(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    assert mail.state == state
    assert mail.last_error == answer[:9]
    deliver_sign_in(mail_id=mail.pk, now=now + dt.timedelta(minutes=1))
    assert len(sink.taken) == (1 if state == MailState.QUEUED else 0)


def test_a_server_that_is_away_costs_delay_only(
    settings: Any, mail: SignInMail, now: dt.datetime
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    deliver_sign_in(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.next_attempt_at) == (MailState.QUEUED, now + dt.timedelta(minutes=1))


def test_the_link_of_a_forgotten_password_arrives(sink: Sink, client: Client) -> None:
    user = factories.user("agent", teams=False)
    client.post("/en/account/password/forgotten/", {"email": user.email})
    deliver_sign_in(mail_id=SignInMail.objects.get().pk, now=clock.now())
    link = re.search(r"https?://[^/]+(/\S+)", sink.taken[0].content.get_content())
    assert link is not None
    assert "Choose a new password" in client.get(link[1], follow=True).content.decode()
