"""Nothing about a file goes to an office without a consent that counts when it is told."""

import datetime as dt

import pytest

from accounts.models import SignInMail, User
from mp_office.actions.ask_consent import ask_consent
from mp_office.actions.end_consent import end_consent, withdraw_consent
from mp_office.actions.file_enquiry import Consenting
from mp_office.actions.provide_form import provide_form
from mp_office.actions.remind_of_consent import remind_of_consent
from mp_office.actions.sign_consent import sign_consent
from mp_office.enums import Told
from mp_office.exceptions import LinkInvalid, SignedBeforeRefusal
from mp_office.models import OfficeEnquiry, Term
from mp_office.queries import told
from people.enums import ConsentEnd, ConsentScope, Evidence
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tickets.actions.assess import correct_facts
from tickets.actions.clocks import rederive
from tickets.actions.refer import refer
from tickets.actions.reply import reply
from tickets.adapters.files import StoredFile, keep
from tickets.enums import ClockKind, ClockState, EventKind, State
from tickets.exceptions import MayNotBeTold
from tickets.models import Message, Notice, ProcessingOffice

DAY = dt.timedelta(days=1)
Agent = User


def say(sent: OfficeEnquiry, by: User, now: dt.datetime, **more: bool) -> Message:
    ticket = ticket_of(sent)
    return reply(
        ticket_id=ticket.pk,
        text="The medical was received on Monday.",
        thread_version=ticket.thread_version,
        by=by,
        now=now,
        **more,
    )


def bring(sent: OfficeEnquiry, by: User, *, signed_on: dt.date, now: dt.datetime) -> None:
    """The office sends a signed form."""
    sha256, size = keep(offices.PDF)
    provide_form(
        enquiry_id=sent.pk,
        file=StoredFile(sha256, "signed.pdf", "application/pdf", size),
        scope=ConsentScope.FILE,
        signed_on=signed_on,
        by=by,
        now=now,
    )


def state(sent: OfficeEnquiry, now: dt.datetime) -> Told:
    return told(OfficeEnquiry.objects.get(pk=sent.pk), now)


def test_with_a_consent_the_office_is_told_in_its_portal_only(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff)
    message = say(sent, agent, now)
    assert (message.to_email, message.delivery) == ("", "")
    notice = Notice.objects.get(ticket=ticket_of(sent), kind="member_news")
    assert notice.to_email == sent.office.email


def test_while_the_link_is_not_signed_a_reply_is_refused(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, _token = offices.by_link(staff)
    assert state(sent, now) == Told.WAITING
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now)


def test_a_reply_that_is_general_goes_and_is_marked_so(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, _token = offices.by_link(staff)
    message = say(sent, agent, now, general=True)
    event = ticket_of(sent).events.get(kind=EventKind.REPLIED)
    assert event.data == {"message": message.pk, "general": True}


def test_the_person_signs_and_the_office_may_be_told(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=True, now=now)
    sent.refresh_from_db()
    assert sent.consent is not None
    assert (sent.consent.evidence, sent.consent.signed_name) == (Evidence.LINK, "Ngozi Abara")
    assert say(sent, agent, now)


def test_the_same_answer_twice_is_one_and_another_is_not_taken(
    staff: User, now: dt.datetime
) -> None:
    sent, token = offices.by_link(staff)
    for _ in range(2):
        sign_consent(token=token, name="Ngozi Abara", agree=True, now=now)
    assert ticket_of(sent).client.consents.count() == 1
    with pytest.raises(LinkInvalid):
        sign_consent(token=token, name="Ngozi Abara", agree=False, now=now)


def test_a_refusal_tells_the_office_nothing(staff: User, agent: Agent, now: dt.datetime) -> None:
    sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=False, now=now)
    assert state(sent, now) == Told.REFUSED
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now)


def test_a_link_is_good_for_fourteen_days_and_until_the_next(staff: User, now: dt.datetime) -> None:
    sent, first = offices.by_link(staff)
    ask_consent(
        enquiry_id=sent.pk,
        email="ngozi@example.org",
        language="fr",
        scope=ConsentScope.FILE,
        now=now,
    )
    second = offices.token_of(SignInMail.objects.latest("pk"))
    for token, when in ((first, now), (second, now + 15 * DAY), ("x" * 40, now)):
        with pytest.raises(LinkInvalid):
            sign_consent(token=token, name="N", agree=True, now=when)


def test_the_mail_with_the_link_is_in_the_persons_language_and_names_no_file(
    staff: User,
) -> None:
    sent, token = offices.by_link(staff)
    mail = SignInMail.objects.latest("pk")
    assert (mail.to_email, mail.language) == ("ngozi@example.org", "fr")
    assert "/fr/" in mail.body.split(token)[0]
    for fact in ("1122334455", "E123456789", "Ngozi", sent.own_reference):
        assert fact not in mail.body


def test_withdrawn_by_the_person_nothing_more_is_told(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=True, now=now)
    withdraw_consent(token=token, now=now + DAY)
    assert state(sent, now + DAY) == Told.ENDED
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now + DAY)


def test_no_is_no_also_for_a_form_sent_since_and_for_one_signed_before(
    staff: User, now: dt.datetime
) -> None:
    sent, token = offices.by_link(staff)
    sign_consent(token=token, name="Ngozi Abara", agree=True, now=now)
    bring(sent, staff, signed_on=now.date(), now=now)
    withdraw_consent(token=token, now=now + DAY)
    assert state(sent, now + DAY) == Told.ENDED
    with pytest.raises(SignedBeforeRefusal):
        bring(sent, staff, signed_on=now.date(), now=now + 2 * DAY)
    bring(sent, staff, signed_on=now.date() + 2 * DAY, now=now + 2 * DAY)
    assert state(sent, now + 2 * DAY) == Told.VALID


def test_an_agent_records_that_the_form_is_not_valid(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff)
    end_consent(enquiry_id=sent.pk, end=ConsentEnd.NOT_VALID, by=agent, now=now)
    assert state(sent, now) == Told.ENDED
    assert ticket_of(sent).events.filter(kind=EventKind.CONSENT_ENDED, user=agent).exists()


def test_it_expires_after_its_last_day(staff: User, agent: Agent, now: dt.datetime) -> None:
    sent = offices.enquiry(staff, first=Consenting(Evidence.FORM, signed_on=dt.date(2025, 11, 24)))
    assert state(sent, now) == Told.VALID
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now + DAY)


def test_it_covers_the_applications_that_it_names(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff, scope=ConsentScope.APPLICATIONS)
    correct_facts(
        ticket_id=ticket_of(sent).pk,
        by=agent,
        now=now,
        application_numbers=["E123456789", "W987654321"],
    )
    assert state(sent, now) == Told.NOT_COVERED


def test_a_consent_for_no_application_covers_nothing(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff, scope=ConsentScope.APPLICATIONS, applications=())
    assert state(sent, now) == Told.NOT_COVERED
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now)


def test_what_names_no_application_any_more_is_not_covered(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff, scope=ConsentScope.APPLICATIONS)
    correct_facts(ticket_id=ticket_of(sent).pk, by=agent, now=now, application_numbers=[])
    assert state(sent, now) == Told.NOT_COVERED


def test_after_the_mandate_the_office_is_told_nothing(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent = offices.enquiry(staff)
    Term.objects.update(until_on=dt.date(2026, 11, 23))
    assert state(sent, now) == Told.MANDATE_ENDED
    with pytest.raises(MayNotBeTold):
        say(sent, agent, now)


def test_the_clock_counts_until_the_office_is_asked_and_stands_until_the_consent(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, token = offices.by_link(staff)

    def settlement() -> str:
        return ticket_of(sent).clocks.get(kind=ClockKind.RESOLUTION).state

    assert settlement() == ClockState.RUNNING
    remind_of_consent(enquiry_id=sent.pk, by=agent, now=now)
    assert settlement() == ClockState.PAUSED
    assert ticket_of(sent).clocks.get(kind=ClockKind.FIRST_RESPONSE).state == ClockState.RUNNING
    sign_consent(token=token, name="Ngozi Abara", agree=True, now=now + DAY)
    assert settlement() == ClockState.RUNNING
    assert ticket_of(sent).state == State.OPEN
    say(sent, agent, now + DAY)
    assert ticket_of(sent).clocks.get(kind=ClockKind.FIRST_RESPONSE).state == ClockState.MET


STANDS = "Our time to answer stands still until the consent is there."


def test_the_question_says_that_our_time_stands_where_it_does(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, _token = offices.by_link(staff)
    for at in (now, now + DAY):  # asked again, the ticket waits already
        assert remind_of_consent(enquiry_id=sent.pk, by=agent, now=at).body.endswith(STANDS)


def test_the_question_says_nothing_of_it_while_the_ticket_waits_for_a_processing_office(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, _token = offices.by_link(staff)
    office = ProcessingOffice.objects.order_by("code")[0]
    refer(
        ticket_id=ticket_of(sent).pk, office=office, reason="other", question="?", by=agent, now=now
    )
    asked = remind_of_consent(enquiry_id=sent.pk, by=agent, now=now)
    assert asked.body.endswith("or send that person the link to sign.")
    settlement = ticket_of(sent).clocks.get(kind=ClockKind.RESOLUTION)
    assert (ticket_of(sent).state, settlement.state) == (State.WAITING_OFFICE, ClockState.RUNNING)


def test_the_question_says_nothing_of_it_once_the_pause_has_run_out(
    staff: User, agent: Agent, now: dt.datetime
) -> None:
    sent, _token = offices.by_link(staff)
    remind_of_consent(enquiry_id=sent.pk, by=agent, now=now)
    late = now + 31 * DAY
    rederive(ticket=ticket_of(sent), now=late)
    asked = remind_of_consent(enquiry_id=sent.pk, by=agent, now=late)
    assert STANDS not in asked.body
    assert ticket_of(sent).state == State.WAITING_CLIENT


def test_the_form_can_come_later(staff: User, agent: Agent, now: dt.datetime) -> None:
    sent, token = offices.by_link(staff)
    bring(sent, staff, signed_on=now.date(), now=now)
    assert say(sent, agent, now)
    with pytest.raises(LinkInvalid):
        sign_consent(token=token, name="N", agree=True, now=now)
