"""Staff are invited by their manager, and leave at once."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.enums import Language
from accounts.models import Invitation, SignInMail, User
from contactcentre.kit import clock
from mp_office.actions.end_access import end_access
from mp_office.actions.invite_staff import invite_staff
from mp_office.actions.take_on import take_on
from mp_office.exceptions import LastManager
from mp_office.models import Member, Office, Staff, Term
from mp_office.models.offices import centre_day
from tests import factories
from tests.mp_office import offices

SignIn = Callable[[User], Client]
TEAM = "/en/members-offices/team/"


@pytest.fixture
def manager(office: Office) -> User:
    return offices.staff(office, manager=True)


def link_in_mail() -> str:
    body = SignInMail.objects.latest("pk").body
    found = re.search(r"https?://[^/]+(/\S+)", body)
    assert found
    return found[1]


def accept(client: Client, path: str) -> None:
    password = factories.PASSWORD
    client.post(path, {"name": "Rosa Lind", "password1": password, "password2": password})


def test_whoever_accepts_works_in_the_office_that_invited(
    manager: User, office: Office, signed_in: SignIn, client: Client
) -> None:
    signed_in(manager).post(TEAM, {"email": "rosa@parliament.example", "language": "en"})
    accept(client, link_in_mail())
    rosa = User.objects.get(email="rosa@parliament.example")
    assert rosa.roles == ["members_office"]
    assert Staff.objects.get(user=rosa).office == office
    assert signed_in(rosa).get("/en/members-offices/").status_code == 200


def test_an_invitation_can_be_taken_back(
    manager: User, office: Office, signed_in: SignIn, client: Client
) -> None:
    browser = signed_in(manager)
    browser.post(TEAM, {"email": "rosa@parliament.example", "language": "en"})
    browser.post(f"{TEAM}invitations/{office.invitations.get().pk}/end/")
    accept(client, link_in_mail())
    assert not User.objects.filter(email="rosa@parliament.example").exists()
    assert Invitation.objects.get().used_at is None


def test_an_address_with_an_account_is_refused_with_words(
    manager: User, staff: User, signed_in: SignIn
) -> None:
    answer = signed_in(manager).post(TEAM, {"email": staff.email, "language": "en"})
    assert answer.status_code == 422


def test_a_manager_ends_the_access_of_another(
    manager: User, staff: User, office: Office, signed_in: SignIn
) -> None:
    place = office.staff.get(user=staff)
    signed_in(manager).post(f"{TEAM}{place.pk}/end/")
    assert signed_in(staff).get("/en/members-offices/").status_code == 404
    place.refresh_from_db()
    assert place.ended_by == manager


def test_the_last_manager_stays(manager: User, office: Office, now: dt.datetime) -> None:
    with pytest.raises(LastManager):
        end_access(staff_id=office.staff.get(user=manager).pk, by=manager, now=now)


def test_staff_do_not_manage(staff: User, signed_in: SignIn) -> None:
    assert signed_in(staff).get(TEAM).status_code == 403


def test_an_administrator_opens_an_office_and_invites_its_first_manager(
    administrator: User, signed_in: SignIn, client: Client
) -> None:
    browser = signed_in(administrator)
    terms = {
        "terms-TOTAL_FORMS": "1",
        "terms-INITIAL_FORMS": "0",
        "terms-0-constituency": "Halifax-Ouest",
        "terms-0-from_on": str(centre_day(clock.now())),
    }
    added = browser.post(
        "/en/admin/mp_office/member/add/", {"name": "Noor Haddad", "kind": "mp", **terms}
    )
    assert added.status_code == 302, added.content.decode()[1500:6000]
    facts = {
        "member": Member.objects.get().pk,
        "name": "Noor Haddad, Halifax-Ouest",
        "email": "haddad@parliament.example",
        "language": "en",
        "languages": ["en"],
        "reference_prefix": "HX-",
    }
    browser.post("/en/admin/mp_office/office/add/", facts)
    made = Office.objects.get()
    assert made.organisation.name == "Noor Haddad, Halifax-Ouest"
    page = browser.post(
        f"/en/admin/mp_office/office/{made.pk}/invite/",
        {"email": "first@parliament.example", "language": "en"},
    )
    assert "The invitation is on its way" in page.content.decode()
    accept(client, link_in_mail())
    first = User.objects.get(email="first@parliament.example")
    assert first.roles == ["office_manager"]
    assert signed_in(first).get(TEAM).status_code == 200


def test_the_mandate_is_that_of_the_centres_day(centre: None) -> None:
    office = offices.office(until_on=dt.date(2026, 11, 23))
    late_in_ottawa = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
    assert office.term_at(late_in_ottawa) is not None
    assert office.term_at(late_in_ottawa + dt.timedelta(hours=3)) is None


def leave(user: User, now: dt.datetime) -> None:
    place = Staff.objects.get(user=user, until_at=None)
    end_access(staff_id=place.pk, by=user, now=now)


def test_who_left_comes_back_in_the_role_of_the_invitation(
    manager: User, staff: User, office: Office, signed_in: SignIn
) -> None:
    leave(staff, clock.now())
    invited = {"email": staff.email.upper(), "language": "en", "manager": "on"}
    assert signed_in(manager).post(TEAM, invited).status_code == 302
    link = link_in_mail()
    browser = signed_in(staff)
    assert browser.get("/en/members-offices/").status_code == 404
    assert str(office) in browser.get(link).content.decode()
    assert browser.post(link).headers["Location"] == "/en/members-offices/"
    staff = User.objects.get(pk=staff.pk)
    assert staff.roles == ["office_manager"]
    assert Staff.objects.working(clock.now()).get(user=staff).office == office
    assert signed_in(staff).get(TEAM).status_code == 200
    assert browser.post(link).status_code == 404


def test_who_moves_to_another_office_sees_nothing_of_the_old_one(
    manager: User, office: Office, signed_in: SignIn
) -> None:
    old = offices.office()
    mover = offices.staff(old, manager=True)
    offices.staff(old, manager=True)
    sent = offices.enquiry(mover, constituent_name="Léa Roy", own_reference="OLD-1")
    browser = signed_in(mover)
    browser.post("/en/members-offices/search/", {"q": "Léa Roy"})
    leave(mover, clock.now())
    signed_in(manager).post(TEAM, {"email": mover.email, "language": "en"})
    browser.post(link_in_mail())
    assert User.objects.get(pk=mover.pk).roles == ["members_office"]
    assert Staff.objects.working(clock.now()).get(user=mover).office == office
    for name in ("needs_us", "with_centre", "answered", "all", "drafts", "found"):
        page = browser.get(f"/en/members-offices/?list={name}", follow=True).content.decode()
        assert "OLD-1" not in page
        assert "Léa Roy" not in page
    for more in ("", "sent/", "consent/", "text/"):
        assert browser.get(f"/en/members-offices/enquiries/{sent.pk}/{more}").status_code == 404
    assert browser.get(TEAM).status_code == 403


def test_an_invitation_is_for_its_own_account_only(
    manager: User, staff: User, office: Office, signed_in: SignIn
) -> None:
    leave(staff, clock.now())
    other = offices.staff(offices.office())
    offices.staff(other.places.get().office, manager=True)
    leave(other, clock.now())
    signed_in(manager).post(TEAM, {"email": staff.email, "language": "en"})
    link = link_in_mail()
    assert signed_in(other).post(link).status_code == 404
    signed_in(manager).post(f"{TEAM}invitations/{office.invitations.get().pk}/end/")
    assert signed_in(staff).post(link).status_code == 404
    assert not Staff.objects.working(clock.now()).filter(user=staff).exists()


def test_with_two_invitations_one_office_is_joined(
    manager: User, staff: User, signed_in: SignIn
) -> None:
    second = offices.office()
    leave(staff, clock.now())
    now = clock.now()
    made, link = invite_staff(
        office=second, email=staff.email, manager=False, language=Language.EN, by=None, now=now
    )
    take_on(office=manager.places.get().office, user=staff, now=clock.now())
    page = signed_in(staff).post(urlsplit(link).path)
    assert "You have a place in an office already" in page.content.decode()
    assert made.invitation.used_at is None


@pytest.mark.parametrize("role", ["agent", "administrator", "officer"])
def test_who_works_at_the_centre_is_invited_into_no_office(
    role: str, manager: User, signed_in: SignIn
) -> None:
    user = factories.officer() if role == "officer" else factories.user(role)
    answer = signed_in(manager).post(TEAM, {"email": user.email, "language": "en"})
    assert answer.status_code == 422


def test_after_the_mandate_of_one_member_staff_begin_with_another(
    manager: User, office: Office, signed_in: SignIn
) -> None:
    """Nobody could end the old place: the old office has no portal any more."""
    old = offices.office()
    mover = offices.staff(old)
    Term.objects.filter(member=old.member).update(
        until_on=centre_day(clock.now()) - dt.timedelta(days=2)
    )
    assert (
        signed_in(manager).post(TEAM, {"email": mover.email, "language": "en"}).status_code == 302
    )
    browser = signed_in(mover)
    browser.post(link_in_mail())
    assert browser.get("/en/members-offices/").status_code == 200
    Term.objects.filter(member=old.member).update(until_on=None)
    assert list(Office.objects.open_to(User.objects.get(pk=mover.pk), clock.now())) == [office]
