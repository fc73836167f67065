"""An office sees its own enquiries and nothing else: every address, tried by everybody else."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import Language
from accounts.models import Invitation, User
from contactcentre.kit import clock
from contactcentre.permission_map import Door, doors
from mp_office.actions.draft import begin_draft
from mp_office.actions.end_access import end_access
from mp_office.actions.invite_staff import invite_staff
from mp_office.actions.write import write_message
from mp_office.enums import Purpose
from mp_office.models import EnquiryFile, Office, OfficeEnquiry, Term
from mp_office.models.offices import centre_day
from tests import factories
from tests.mp_office import offices
from tickets.adapters.files import StoredFile, keep

SignIn = Callable[[User], Client]
PORTAL = [
    door
    for door in doors()
    if door.name.startswith("members:") and door.route.startswith("/en/members-offices/")
]
CLOSED = [door for door in PORTAL if not door.is_public]
OF_A_ROW = [door for door in CLOSED if "<int:pk>" in door.route]
OF_A_FILE = {door.name: door for door in OF_A_ROW if "<int:file_pk>" in door.route}
WORDS = ("Ngozi", "RID-", "Where is the application of my constituent")


class Rows:
    """What the office that is being tried has: one of each that an address names."""

    def __init__(self, staff: User, office: Office, now: dt.datetime) -> None:
        self.sent = offices.enquiry(staff, now=now)
        self.draft = begin_draft(office=office, by=staff, now=now)
        self.place = office.staff.get(user=staff)
        self.invited, _link = invite_staff(
            office=office,
            email=f"new{office.pk}@example.org",
            manager=False,
            language=Language.EN,
            by=staff,
            now=now,
        )
        self.waiting = offices.with_file(self.draft, Purpose.DOCUMENT)
        sha256, size = keep(offices.PDF)
        message = write_message(
            enquiry_id=self.sent.pk,
            key="k",
            text="She has a flight.",
            files=(StoredFile(sha256, "flight.pdf", "application/pdf", size),),
            by=staff,
            now=now,
        )
        self.attached = message.attachments.get()

    def address(self, door: Door, files: "Rows | None" = None) -> str:
        """Where the door leads to what is the office's; to a file of others where they are told."""
        row, of = self.sent.pk, files or self
        file = of.attached.pk
        if "/drafts/" in door.route:
            row, file = self.draft.pk, of.waiting.pk
        elif "/team/invitations/" in door.route:
            row = self.invited.pk
        elif "/team/" in door.route:
            row = self.place.pk
        values = {"pk": row, "file_pk": file, "field": "documents", "secret": "x"}
        return re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]), door.route)

    def are_whole(self) -> bool:
        """Whether nothing was taken away: the file beside the draft, the invitation."""
        good = Invitation.objects.filter(
            pk=self.invited.invitation_id, expires_at__gt=clock.now()
        ).exists()
        return good and EnquiryFile.objects.filter(pk=self.waiting.pk).exists()


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
    assert set(OF_A_FILE) == {"members:file", "members:remove_file"}
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


@pytest.fixture
def others(centre: None) -> Rows:
    """Another office with rows of its own."""
    office = offices.office()
    return Rows(offices.staff(office), office, clock.now())


def test_an_own_enquiry_opens_no_file_of_another_office(
    rows: Rows, others: Rows, signed_in: SignIn
) -> None:
    browser, door = signed_in(others.place.user), OF_A_FILE["members:file"]
    assert b"".join(browser.get(others.address(door))) == offices.PDF
    assert browser.get(others.address(door, files=rows)).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "XMLHttpRequest"}])
def test_an_own_draft_removes_no_file_of_another_office(
    headers: dict[str, str], rows: Rows, others: Rows, signed_in: SignIn
) -> None:
    browser, door = signed_in(others.place.user), OF_A_FILE["members:remove_file"]
    answer = browser.post(others.address(door, files=rows), headers=headers)
    assert rows.are_whole()
    assert rows.waiting.name not in answer.content.decode()
    browser.post(others.address(door), headers=headers)
    assert not others.are_whole()


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
    assert rows.are_whole()
