"""Mails about sign-in are rows with a delivery state, tried again, and emptied in the end."""

import datetime as dt

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actions.mail import begin_sending, mark_failed, mark_sent, queue_mail
from accounts.enums import MailState
from accounts.models import SignInMail
from accounts.signals import mail_queued

pytestmark = pytest.mark.django_db


def begun(mail: SignInMail, now: dt.datetime) -> SignInMail:
    found = begin_sending(mail_id=mail.pk, now=now)
    assert found is not None
    return found


def due(now: dt.datetime) -> list[int]:
    return [mail.pk for mail in SignInMail.objects.due_for_delivery(now)]


@pytest.fixture
def mail(now: dt.datetime) -> SignInMail:
    return queue_mail(
        to="ana@centre.example", language="en", subject="A\r\nB", body="the key", now=now
    )


def test_a_subject_is_one_line(mail: SignInMail) -> None:
    assert mail.subject == "A B"


def test_it_is_said_once_it_has_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, now: dt.datetime
) -> None:
    heard: list[int] = []

    def hear(mail_id: int, **_: object) -> None:
        heard.append(mail_id)

    mail_queued.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            mail = queue_mail(to="a@b.example", language="en", subject="s", body="b", now=now)
            assert heard == []
        assert heard == [mail.pk]
    finally:
        mail_queued.disconnect(hear)


def test_it_is_being_sent_before_the_network_is_touched(mail: SignInMail, now: dt.datetime) -> None:
    assert due(now) == [mail.pk]
    sending = begun(mail, now)
    assert (sending.state, sending.attempts) == (MailState.SENDING, 1)
    assert begin_sending(mail_id=mail.pk, now=now) is None, "a second worker leaves it alone"
    assert due(now + dt.timedelta(minutes=5)) == [mail.pk], "one that died is found"


def test_what_was_sent_is_emptied(mail: SignInMail, now: dt.datetime) -> None:
    mark_sent(mail=begun(mail, now), now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.body, mail.sent_at) == (MailState.SENT, "", now)
    assert not due(now + dt.timedelta(days=1))


def test_a_failure_is_tried_again_later_and_later(mail: SignInMail, now: dt.datetime) -> None:
    pauses = []
    for _ in range(7):
        mark_failed(mail=begun(mail, now), error="451", now=now)
        mail.refresh_from_db()
        assert mail.next_attempt_at is not None
        pauses.append((mail.next_attempt_at - now).total_seconds() // 60)
        now = mail.next_attempt_at
    assert pauses == [1, 2, 5, 10, 30, 60, 60]
    assert mail.last_error == "451"


def test_a_final_refusal_ends_it(mail: SignInMail, now: dt.datetime) -> None:
    mark_failed(mail=begun(mail, now), error="550", now=now, final=True)
    mail.refresh_from_db()
    assert (mail.state, mail.body) == (MailState.FAILED, "")


def test_a_mail_whose_link_has_died_is_not_sent(mail: SignInMail, now: dt.datetime) -> None:
    assert begin_sending(mail_id=mail.pk, now=now + dt.timedelta(days=1)) is None
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
