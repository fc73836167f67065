"""The page behind the link: read, answered in either language, withdrawn."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from tests.mp_office import offices
from tickets.enums import EventKind

AGREES = {"name": "Ngozi  Abara", "decision": "agree"}


@pytest.fixture
def link(staff: User) -> tuple[offices.OfficeEnquiry, str]:
    sent, token = offices.by_link(staff, now=clock.now())
    return sent, token


@pytest.mark.parametrize(
    "base", ["/en/members-offices/consent", "/fr/bureaux-parlementaires/consentement"]
)
def test_it_says_who_may_be_told_what_and_nothing_of_the_file(
    base: str, link: tuple[offices.OfficeEnquiry, str], client: Client
) -> None:
    sent, token = link
    page = client.get(f"{base}/{token}/").content.decode()
    assert sent.office.member.name in page
    for fact in ("1122334455", "E123456789", "Ngozi", sent.own_reference):
        assert fact not in page


def test_a_name_and_an_answer_are_asked_for(
    link: tuple[offices.OfficeEnquiry, str], client: Client
) -> None:
    page = client.post(f"/en/members-offices/consent/{link[1]}/", {})
    assert page.status_code == 422
    assert "Type your full name" in page.content.decode()
    assert "Select whether you agree" in page.content.decode()


def test_whoever_agrees_may_withdraw_by_the_same_link(
    link: tuple[offices.OfficeEnquiry, str], client: Client
) -> None:
    sent, token = link
    path = f"/en/members-offices/consent/{token}/"
    signed = client.post(path, AGREES, follow=True).content.decode()
    assert "Signed as Ngozi Abara" in signed
    withdrawn = client.post(path, {"withdraw": "yes"}, follow=True).content.decode()
    assert "Your consent counts no more" in withdrawn
    sent.refresh_from_db()
    assert sent.consent is not None
    assert sent.consent.end == "withdrawn"
    kinds = list(offices.ticket_of(sent).events.values_list("kind", flat=True))
    assert kinds[-2:] == [EventKind.CONSENT_GIVEN, EventKind.CONSENT_ENDED]


def test_whoever_refuses_has_nothing_else_to_do(
    link: tuple[offices.OfficeEnquiry, str], client: Client
) -> None:
    path = f"/en/members-offices/consent/{link[1]}/"
    page = client.post(path, {**AGREES, "decision": "refuse"}, follow=True).content.decode()
    assert "You did not agree" in page


def test_an_unknown_and_an_old_link_look_the_same(staff: User, client: Client) -> None:
    _sent, old = offices.by_link(staff, now=clock.now() - dt.timedelta(days=15))
    for token in (old, "x" * 43):
        page = client.get(f"/en/members-offices/consent/{token}/")
        assert page.status_code == 404
        assert "This link is not valid any more" in page.content.decode()
