"""Where the file is not the constituent's own, both consent before a word about it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import SignInMail, User
from contactcentre.kit import clock
from mp_office.actions.ask_consent import ask_consent
from mp_office.actions.end_consent import end_consent, withdraw_consent
from mp_office.actions.file_enquiry import Consenting
from mp_office.actions.provide_form import provide_form
from mp_office.actions.remind_of_consent import remind_of_consent
from mp_office.actions.sign_consent import sign_consent
from mp_office.enums import Side, Signer, Told
from mp_office.exceptions import OwnAddress, SignedBeforeRefusal
from mp_office.models import Office, OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.queries import told
from people.enums import ConsentEnd, ConsentScope, Evidence
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tests.mp_office.test_consent import bring, say, state
from tests.mp_office.test_portal import HOME, TYPED, begun, pdf
from tickets.actions.assess import correct_facts
from tickets.adapters.files import StoredFile, keep
from tickets.enums import State
from tickets.exceptions import MayNotBeTold

SignIn = Callable[[User], Client]
DAY = dt.timedelta(days=1)
LINK = Consenting(Evidence.LINK, email="ngozi@example.org")


def second_form(sent: OfficeEnquiry, by: User, now: dt.datetime) -> None:
    sha256, size = keep(b"%PDF-1.4 second")
    provide_form(
        enquiry_id=sent.pk,
        whose=Signer.CONSTITUENT,
        file=StoredFile(sha256, "second.pdf", "application/pdf", size),
        scope=ConsentScope.FILE,
        signed_on=now.date(),
        by=by,
        now=now,
    )


def test_with_both_the_office_may_be_told(staff: User, agent: User, now: dt.datetime) -> None:
    sent = offices.for_another(staff)
    assert sent.consent is not None
    assert sent.second_consent is not None
    assert sent.consent.person.name == "Chidi Abara"
    assert sent.second_consent.person.name == "Ngozi Abara"
    assert say(sent, agent, now)


def test_without_the_constituents_own_nothing_is_told(
    staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.for_another(staff, second=LINK)
    assert state(sent, now) == Told.WAITING
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now)
    sign_consent(
        token=offices.token_of(SignInMail.objects.latest("pk")),
        name="Ngozi Abara",
        agree=True,
        now=now,
    )
    assert say(sent, agent, now)


def test_the_constituents_own_alone_is_not_enough(
    staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.for_another(staff, first=LINK)
    assert state(sent, now) == Told.WAITING
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now)


def test_either_may_withdraw(staff: User, agent: User, now: dt.datetime) -> None:
    for whose in Signer:
        sent = offices.for_another(staff, uci="", applications=("W1",), date_of_birth=None)
        end_consent(enquiry_id=sent.pk, whose=whose, end=ConsentEnd.NOT_VALID, by=agent, now=now)
        assert state(sent, now) == Told.ENDED


def test_the_question_for_the_consent_rests_until_both_are_there(
    staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.for_another(staff, first=LINK, second=LINK)
    message = remind_of_consent(enquiry_id=sent.pk, by=agent, now=now)
    assert "two consents" in message.body
    assert message.body.endswith("stands still until both consents are there.")
    bring(sent, staff, signed_on=now.date(), now=now)
    assert ticket_of(sent).state == State.WAITING_CLIENT
    second_form(sent, staff, now)
    assert ticket_of(sent).state == State.OPEN


def test_the_form_asks_for_the_second_consent_of_another_persons_file_only(
    staff: User, signed_in: SignIn
) -> None:
    browser = signed_in(staff)
    draft = begun(browser)
    another = {**TYPED, "own_file": "no", "client_name": "Chidi Abara", "then": "check"}
    page = browser.post(draft, another).content.decode()
    assert "Select how the constituent consents" in page
    signed = centre_day(clock.now()) - DAY
    by_form = {
        "second_by": "form",
        "second_form": pdf("second.pdf"),
        "second_signed_on_day": str(signed.day),
        "second_signed_on_month": str(signed.month),
        "second_signed_on_year": str(signed.year),
    }
    checked = browser.post(draft, {**another, **by_form}).headers["Location"]
    browser.post(checked)
    sent = OfficeEnquiry.objects.sent().get()
    assert sent.second_consent is not None
    assert sent.second_consent.file_name == "second.pdf"
    assert not ticket_of(sent).attachments.exists()


def test_the_office_sends_the_second_consent_later(
    staff: User, agent: User, signed_in: SignIn
) -> None:
    now = clock.now()
    sent = offices.for_another(staff, now=now, second=LINK)
    browser = signed_in(staff)
    path = f"{HOME}enquiries/{sent.pk}/"
    assert "The constituent" in browser.get(path).content.decode()
    day = now.date() - DAY
    data = {
        "by": "form",
        "whose": "constituent",
        "scope": "file",
        "form": pdf("second.pdf"),
        "signed_on_day": str(day.day),
        "signed_on_month": str(day.month),
        "signed_on_year": str(day.year),
    }
    refused = browser.post(f"{path}consent/", {**data, "whose": ""})
    assert "Select whose consent it is" in refused.content.decode()
    assert browser.post(f"{path}consent/", {**data, "form": pdf()}).status_code == 302
    assert state(sent, now) == Told.VALID


def test_the_desk_shows_both_and_where_each_link_went(
    staff: User, agent: User, signed_in: SignIn, now: dt.datetime
) -> None:
    sent = offices.for_another(staff, second=LINK)
    desk = signed_in(agent)
    place = f"/en/desk/tickets/{ticket_of(sent).number}/members-office/"
    page = desk.get(place).content.decode()
    assert "Consent: The constituent" in page
    assert "ngozi@example.org" in page
    sign_consent(
        token=offices.token_of(SignInMail.objects.latest("pk")), name="N. A.", agree=True, now=now
    )
    page = desk.get(place).content.decode()
    assert "ngozi@example.org" in page
    assert "N. A." in page
    second_form(sent, staff, now)
    form = desk.get(f"{place}consent-form/?whose=constituent")
    assert b"".join(form) == b"%PDF-1.4 second"


@pytest.mark.parametrize(
    "lacking",
    [
        {},
        {"scope": ConsentScope.APPLICATIONS, "applications": ("W1",)},
        {"scope": ConsentScope.APPLICATIONS, "applications": ()},
        {"second": LINK},
        {"first": LINK},
        {"first": Consenting(Evidence.FORM, signed_on=dt.date(2025, 11, 20))},
    ],
)
def test_a_list_says_what_the_row_says(
    lacking: dict[str, object], staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.for_another(staff, **lacking)
    for number in ("W1", "W2"):
        valid = told(OfficeEnquiry.objects.get(pk=sent.pk), now) == Told.VALID
        for side, expected in ((Side.WITH_CENTRE, valid), (Side.NEEDS_US, not valid)):
            assert OfficeEnquiry.objects.on_side(side, now).exists() == expected
        correct_facts(ticket_id=ticket_of(sent).pk, by=agent, now=now, application_numbers=[number])


def test_no_is_no_also_for_an_enquiry_that_is_filed_again(staff: User, now: dt.datetime) -> None:
    _sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=False, now=now)
    for again in (
        {},
        {"uci": ""},
        {"uci": "", "applications": ()},
        {"applications": (), "client_name": "N. Abara"},
    ):
        with pytest.raises(SignedBeforeRefusal):
            offices.enquiry(staff, now=now, **again)
    other = {"uci": "99887766", "applications": ("W987654321",), "client_name": "Léa Roy"}
    assert offices.enquiry(staff, now=now, **other)
    signed = Consenting(Evidence.FORM, signed_on=now.date() + DAY)
    assert offices.enquiry(staff, now=now + DAY, first=signed)


def test_no_to_one_office_is_not_no_to_another(staff: User, now: dt.datetime) -> None:
    _sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=False, now=now)
    assert offices.enquiry(offices.staff(offices.office()), now=now).consent is not None


def test_who_withdraws_from_one_enquiry_withdraws_from_all_about_the_file(
    staff: User, agent: User, now: dt.datetime
) -> None:
    _first, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=True, now=now)
    again = offices.enquiry(staff)
    another = offices.enquiry(staff, uci="99887766", client_name="Léa Roy")
    elsewhere = offices.enquiry(offices.staff(offices.office()))
    withdraw_consent(token=token, now=now + DAY)
    assert state(again, now + DAY) == Told.ENDED
    assert state(another, now + DAY) == Told.VALID
    assert state(elsewhere, now + DAY) == Told.VALID
    with pytest.raises(MayNotBeTold):
        say(again, agent, now + DAY)
    with pytest.raises(SignedBeforeRefusal):
        offices.enquiry(staff, now=now + DAY)


def test_what_an_agent_records_as_withdrawn_is_for_all_and_a_bad_form_is_not(
    staff: User, agent: User, now: dt.datetime
) -> None:
    first, second = offices.enquiry(staff), offices.enquiry(staff)
    end_consent(enquiry_id=first.pk, end=ConsentEnd.NOT_VALID, by=agent, now=now)
    assert state(second, now) == Told.VALID
    third = offices.enquiry(staff)
    end_consent(enquiry_id=third.pk, end=ConsentEnd.WITHDRAWN, by=agent, now=now)
    assert state(second, now) == Told.ENDED


def test_who_refuses_a_second_link_is_told_nothing_of_by_an_earlier_form(
    staff: User, agent: User, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff)
    ask_consent(
        enquiry_id=sent.pk, email="n@example.org", language="fr", scope=ConsentScope.FILE, now=now
    )
    token = offices.token_of(SignInMail.objects.latest("pk"))
    sign_consent(token=token, name="Ngozi Abara", agree=False, now=now)
    assert state(sent, now) == Told.ENDED


def test_the_link_goes_to_no_address_of_the_office(
    staff: User, office: Office, signed_in: SignIn, now: dt.datetime
) -> None:
    shared = offices.office(email="the.office@gmail.com")
    his = offices.enquiry(offices.staff(shared))
    sent = offices.enquiry(staff)
    own = office.email.partition("@")[2]
    for enquiry, email in (
        (sent, office.email),
        (sent, f"Somebody@{own.upper()}"),
        (sent, f"somebody@mail.{own}"),
        (sent, staff.email),
        (his, "The.Office+ngozi@gmail.com"),
    ):
        with pytest.raises(OwnAddress):
            ask_consent(
                enquiry_id=enquiry.pk, email=email, language="fr", scope=ConsentScope.FILE, now=now
            )
    ask_consent(
        enquiry_id=his.pk, email="n@gmail.com", language="fr", scope=ConsentScope.FILE, now=now
    )
    browser = signed_in(staff)
    page = browser.post(
        begun(browser), {**TYPED, "constituent_email": office.email, "then": "check"}
    )
    assert "This is an address of your own office" in page.content.decode()
    later = {"by": "link", "email": office.email, "scope": "file", "language": "fr"}
    page = browser.post(f"{HOME}enquiries/{sent.pk}/consent/", later)
    assert "This is an address of your own office" in page.content.decode()


def test_a_consent_for_applications_needs_one_to_be_named(staff: User, signed_in: SignIn) -> None:
    sent = offices.enquiry(staff, applications=())
    link = {"by": "link", "email": "n@example.org", "scope": "applications", "language": "fr"}
    page = signed_in(staff).post(f"{HOME}enquiries/{sent.pk}/consent/", link)
    assert "This enquiry names no application" in page.content.decode()


def test_a_no_counts_also_when_the_numbers_that_tell_of_it_come_to_light_later(
    staff: User, agent: User, now: dt.datetime
) -> None:
    _sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=False, now=now)
    unknown = {"uci": "", "applications": (), "client_name": "N. A.", "date_of_birth": None}
    again = offices.enquiry(staff, now=now, **unknown)
    assert state(again, now) == Told.VALID
    correct_facts(ticket_id=ticket_of(again).pk, by=agent, now=now, uci="1122334455")
    assert state(again, now) == Told.ENDED
    with pytest.raises(MayNotBeTold):
        say(again, agent, now)


def test_who_refused_may_agree_by_a_later_link_the_same_day(
    staff: User, agent: User, now: dt.datetime
) -> None:
    sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=False, now=now)
    later = now + dt.timedelta(hours=1)
    ask_consent(
        enquiry_id=sent.pk, email="n@example.org", language="fr", scope=ConsentScope.FILE, now=later
    )
    second = offices.token_of(SignInMail.objects.latest("pk"))
    sign_consent(token=second, name="Ngozi Abara", agree=True, now=later)
    assert state(sent, later) == Told.VALID
