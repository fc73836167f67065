"""An office's enquiry: once through the one door, to its own queue, by its own standard."""

import datetime as dt

import pgtrigger
import pytest

from accounts.models import User
from mp_office.actions.draft import begin_draft, drop_old_drafts
from mp_office.actions.file_enquiry import file_enquiry
from mp_office.actions.update import update_offices
from mp_office.enums import Purpose
from mp_office.exceptions import MandateEnded, ReferenceTaken
from mp_office.models import Office, OfficeEnquiry, Term
from people.enums import ConsentScope, Evidence
from tests import factories
from tests.mp_office import offices
from tests.mp_office.offices import FACTS, ticket_of
from tickets.enums import Channel, ClockKind, PartyRole, Priority, State
from tickets.models import Notice, Rule, Ticket

HOUR = dt.timedelta(hours=1)


def test_it_is_a_ticket_of_its_own_channel_in_its_own_queue(staff: User) -> None:
    ticket = ticket_of(offices.enquiry(staff))
    assert (ticket.channel, ticket.queue.code) == (Channel.MEMBER, "members")
    assert ticket.client.name == "Ngozi Abara"


def test_the_office_is_a_party_without_an_address(staff: User, office: Office) -> None:
    party = ticket_of(offices.enquiry(staff)).parties.get(role=PartyRole.MEMBERS_OFFICE)
    assert (party.organisation, party.email) == (office.organisation, "")


def test_other_enquiries_are_answered_within_ten_working_days(
    staff: User, now: dt.datetime
) -> None:
    ticket = ticket_of(offices.enquiry(staff))
    assert ticket.due_at == dt.datetime(2026, 12, 8, 15, 0, tzinfo=dt.UTC)


def test_an_urgent_one_is_answered_within_48_hours_of_working_days(staff: User) -> None:
    friday = dt.datetime(2026, 11, 27, 15, 0, tzinfo=dt.UTC)
    urgent = offices.enquiry(staff, now=friday, urgency="travel", urgency_date=dt.date(2026, 12, 4))
    ticket = ticket_of(urgent)
    assert ticket.priority == Priority.URGENT
    assert ticket.due_at == dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC)


def test_an_urgent_one_is_promised_its_48_hours_from_the_first_moment(staff: User) -> None:
    friday = dt.datetime(2026, 11, 27, 15, 0, tzinfo=dt.UTC)
    travel = {"urgency": "travel", "urgency_date": dt.date(2026, 12, 4)}
    sent = offices.enquiry(staff, now=friday, routed=False, **travel)
    ticket = ticket_of(sent)
    assert ticket.due_at == dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC)
    assert ticket.promised_on == dt.date(2026, 12, 1)


def test_rules_that_fail_keep_nothing_out(staff: User) -> None:
    with pgtrigger.ignore("tickets.Rule:published_is_final"):
        Rule.objects.update(conditions={}, sets={"priority": 99})
    ticket = ticket_of(offices.enquiry(staff, routed=False))
    assert (ticket.state, ticket.routed_at) == (State.NEW, None)
    assert ticket.promised_on is not None


def test_no_word_is_promised_for_a_day_after_the_answer(staff: User) -> None:
    friday = dt.datetime(2026, 11, 27, 15, 0, tzinfo=dt.UTC)
    travel = {"urgency": "travel", "urgency_date": dt.date(2026, 12, 4)}
    sent = offices.enquiry(staff, now=friday, **travel)
    answer_on = dt.date(2026, 12, 1)
    assert sent.next_update_on == sent.hears_by(friday) == answer_on
    on_the_day = friday + dt.timedelta(days=4, hours=-3)
    assert update_offices(now=on_the_day, limit=10) == 1
    assert update_offices(now=on_the_day, limit=10) == 0
    sent = OfficeEnquiry.objects.get(pk=sent.pk)
    assert sent.hears_by(on_the_day) == answer_on
    assert sent.hears_by(friday + dt.timedelta(days=5)) == dt.date(2026, 12, 8)


def test_its_clocks_are_those_of_the_channel_alone(staff: User) -> None:
    clocks = ticket_of(offices.enquiry(staff)).clocks.all()
    codes = {clock.standard_version.standard.code for clock in clocks}
    assert codes == {"members_first_response", "members_resolution"}
    assert {clock.kind for clock in clocks} == {ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION}


def test_other_channels_keep_the_standards_for_all(centre: None) -> None:
    clocks = factories.ticket().clocks.all()
    codes = {clock.standard_version.standard.code for clock in clocks}
    assert codes == {"first_response", "resolution"}


def test_sent_twice_it_is_one(staff: User, office: Office, now: dt.datetime) -> None:
    draft = begin_draft(office=office, by=staff, now=now)
    offices.with_file(draft, Purpose.CONSENT)
    facts = FACTS.__class__(**{**FACTS.__dict__, "own_reference": "RID-1"})
    first = file_enquiry(enquiry=draft, facts=facts, by=staff, now=now)
    again = file_enquiry(enquiry=draft, facts=facts, by=staff, now=now + HOUR)
    assert first.ticket_id == again.ticket_id
    assert Ticket.objects.count() == 1


def test_a_reference_is_used_once_in_an_office(staff: User) -> None:
    offices.enquiry(staff, own_reference="RID-7")
    with pytest.raises(ReferenceTaken):
        offices.enquiry(staff, own_reference="RID-7")


def test_another_office_may_use_the_same_reference(staff: User) -> None:
    offices.enquiry(staff, own_reference="RID-7")
    other = offices.enquiry(offices.staff(offices.office()), own_reference="RID-7")
    assert ticket_of(other).channel == Channel.MEMBER


def test_the_proof_of_urgency_is_in_the_thread_and_the_consent_form_is_not(staff: User) -> None:
    sent = offices.enquiry(staff, urgency="travel", urgency_date=dt.date(2026, 12, 4))
    names = set(ticket_of(sent).attachments.values_list("name", flat=True))
    assert names == {"proof.pdf"}
    assert sent.consent is not None
    assert sent.consent.file_name == "consent.pdf"


def test_a_signed_form_is_a_consent_for_a_year(staff: User, office: Office) -> None:
    consent = offices.enquiry(staff, scope=ConsentScope.APPLICATIONS).consent
    assert consent is not None
    assert (consent.organisation, consent.evidence) == (office.organisation, Evidence.FORM)
    assert consent.valid_from == dt.date(2026, 11, 20)
    assert consent.valid_until == dt.date(2027, 11, 20)
    assert consent.application_numbers == ["E123456789"]


def test_the_office_is_mailed_the_number_and_nothing_else(staff: User, office: Office) -> None:
    ticket = ticket_of(offices.enquiry(staff))
    notice = Notice.objects.get(ticket=ticket, kind="member_received")
    assert notice.to_email == office.email
    assert not ticket.messages.exclude(to_email="").exists()


def test_no_office_sends_after_its_mandate(staff: User, office: Office) -> None:
    Term.objects.update(until_on=dt.date(2026, 11, 23))
    with pytest.raises(MandateEnded):
        offices.enquiry(staff)


def test_a_draft_past_its_time_goes(staff: User, office: Office, now: dt.datetime) -> None:
    begin_draft(office=office, by=staff, now=now)
    later = now + dt.timedelta(days=31)
    assert drop_old_drafts(now=later, limit=10) == 1
    assert not OfficeEnquiry.objects.exists()
