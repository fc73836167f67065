"""An office sees its own enquiries and nothing else: every address, tried by everybody else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from contactcentre.permission_map import Door, doors
from mp_office.actions.draft import begin_draft
from mp_office.actions.end_access import end_access
from mp_office.models import Office, OfficeEnquiry, Term
from mp_office.models.offices import centre_day
from tests import factories
from tests.mp_office import offices

SignIn = Callable[[User], Client]
PORTAL = [
    door
    for door in doors()
    if door.name.startswith("members:") and door.route.startswith("/en/members-offices/")
]
CLOSED = [door for door in PORTAL if not door.is_public]
OF_A_ROW = [door for door in CLOSED if "<int:pk>" in door.route]
WORDS = ("Ngozi", "RID-", "Where is the application of my constituent")


class Rows:
    """One enquiry, draft, place and invitation of the office that is being tried."""

    def __init__(self, staff: User, office: Office, now: dt.datetime) -> None:
        self.sent = offices.enquiry(staff, now=now)
        self.draft = begin_draft(office=office, by=staff, now=now)
        self.place = office.staff.get(user=staff)

    def address(self, door: Door) -> str:
        pk = self.sent.pk
        if "/drafts/" in door.route:
            pk = self.draft.pk
        elif "/team/" in door.route:
            pk = self.place.pk
        return door.sample.replace("/1/", f"/{pk}/", 1)


@pytest.fixture
def rows(staff: User, office: Office) -> Rows:
    return Rows(staff, office, clock.now())


def answers(client: Client, rows: Rows, found: list[Door]) -> list[str]:
    """What came of looking at and of pressing on each door, where it was not an absence."""
    wrong = []
    for door in found:
        for method in (client.get, client.post):
            answer = method(rows.address(door))
            text = b"".join(answer) if answer.streaming else answer.content
            told = [word for word in WORDS if word in text.decode("utf-8", "replace")]
            if answer.status_code not in (403, 404, 405) or told:
                wrong.append(f"{method.__name__} {door.name}: {answer.status_code} {told}")
    return wrong


def test_there_are_such_addresses() -> None:
    assert len(CLOSED) >= 16
    assert len(OF_A_ROW) >= 13
    assert [door.name for door in PORTAL if door.is_public] == ["members:consent"]


def test_the_office_itself_gets_in(rows: Rows, signed_in: SignIn) -> None:
    browser = signed_in(offices.staff(rows.sent.office, manager=True))
    pages = ("enquiries", "team", "draft", "enquiry", "sent", "give_consent")
    for door in CLOSED:
        if door.name.removeprefix("members:") in pages:
            assert browser.get(rows.address(door)).status_code == 200, door.name


@pytest.mark.parametrize("role", ["members_office", "office_manager"])
def test_staff_of_another_office_find_nothing(role: str, rows: Rows, signed_in: SignIn) -> None:
    stranger = offices.staff(offices.office(), manager=role == "office_manager")
    assert answers(signed_in(stranger), rows, OF_A_ROW) == []


def test_lists_hold_the_own_offices_enquiries_only(rows: Rows, signed_in: SignIn) -> None:
    stranger = signed_in(offices.staff(offices.office()))
    for name in ("needs_us", "with_centre", "answered", "all", "drafts"):
        text = stranger.get(f"/en/members-offices/?list={name}").content.decode()
        assert not [word for word in WORDS if word in text], name
    stranger.post("/en/members-offices/search/", {"q": "Ngozi"})
    found = stranger.get("/en/members-offices/?list=found").content.decode()
    assert rows.sent.own_reference not in found


@pytest.mark.parametrize("manager", [False, True])
def test_whose_access_has_ended_finds_nothing(manager: bool, rows: Rows, signed_in: SignIn) -> None:
    office = rows.sent.office
    offices.staff(office, manager=True)
    gone = offices.staff(office, manager=manager)
    browser = signed_in(gone)
    assert browser.get("/en/members-offices/").status_code == 200
    end_access(staff_id=office.staff.get(user=gone).pk, by=gone, now=clock.now())
    assert answers(browser, rows, CLOSED) == []


@pytest.mark.parametrize("manager", [False, True])
def test_after_the_mandate_nobody_of_the_office_finds_anything(
    manager: bool, rows: Rows, signed_in: SignIn
) -> None:
    browser = signed_in(offices.staff(rows.sent.office, manager=manager))
    assert browser.get("/en/members-offices/").status_code == 200
    Term.objects.update(until_on=centre_day(clock.now()) - dt.timedelta(days=2))
    assert answers(browser, rows, CLOSED) == []


@pytest.mark.parametrize("role", ["agent", "supervisor", "officer", "administrator"])
def test_whoever_works_in_no_office_is_refused(role: str, rows: Rows, signed_in: SignIn) -> None:
    user = factories.officer() if role == "officer" else factories.user(role)
    assert answers(signed_in(user), rows, CLOSED) == []


def test_a_role_without_a_place_opens_nothing(rows: Rows, signed_in: SignIn) -> None:
    assert answers(signed_in(factories.user("office_manager")), rows, CLOSED) == []


def test_a_stranger_is_sent_to_sign_in(rows: Rows, client: Client) -> None:
    for door in CLOSED:
        for method in (client.get, client.post):
            answer = method(rows.address(door))
            assert answer.status_code == 302, door.name
            assert answer.headers["Location"].startswith("/en/account/sign-in/"), door.name


@pytest.mark.parametrize("role", ["members_office", "office_manager"])
def test_the_desk_is_closed_to_offices(role: str, rows: Rows, signed_in: SignIn) -> None:
    browser = signed_in(offices.staff(rows.sent.office, manager=role == "office_manager"))
    number = offices.ticket_of(rows.sent).number
    for door in doors():
        if door.route.startswith("/en/desk/") and "<str:reference>" in door.route:
            address = door.sample.replace("/x/", f"/{number}/", 1)
            assert browser.get(address).status_code == 403, door.name


def test_the_status_page_gives_no_way_around_the_portal(rows: Rows) -> None:
    """A code goes to an address of a party: this ticket has none."""
    assert not offices.ticket_of(rows.sent).parties.exclude(email="").exists()


def test_nothing_was_sent_or_ended_by_all_that_trying(
    rows: Rows, signed_in: SignIn, office: Office
) -> None:
    before = (OfficeEnquiry.objects.count(), office.staff.filter(until_at=None).count())
    answers(signed_in(offices.staff(offices.office(), manager=True)), rows, OF_A_ROW)
    rows.draft.refresh_from_db()
    after = (OfficeEnquiry.objects.count(), office.staff.filter(until_at=None).count())
    assert before == after
    assert rows.draft.sent_at is None
