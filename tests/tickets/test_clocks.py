"""The stored clocks: started, derived, fired once each, and always equal to the pure rule."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests import factories
from tickets.actions import assess, reply, resolve
from tickets.actions.assign import take
from tickets.actions.fire_clocks import fire_due_clocks
from tickets.actions.receive import receive_automatic, receive_message
from tickets.actions.refer import refer
from tickets.actions.referrals import acknowledge, withdraw
from tickets.actions.restrict import restrict
from tickets.actions.route import route_ticket
from tickets.actions.standards import (
    new_calendar_version,
    new_standard_version,
    publish_calendar,
    publish_standard,
)
from tickets.enums import (
    ClockKind,
    ClockState,
    EventKind,
    NoticeKind,
    Priority,
    ReferralReason,
    Sensitivity,
    State,
)
from tickets.exceptions import Incomplete
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    Clock,
    ClockEvent,
    Event,
    Holiday,
    Notice,
    OutcomeCode,
    ProcessingOffice,
    Queue,
    Rule,
    RuleSet,
    ServiceStandard,
    StandardVersion,
    Ticket,
)

HOUR = 3600
TORONTO = ZoneInfo("America/Toronto")
WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
TARGETS = {  # urgent, high, normal, low: in hours
    ClockKind.FIRST_RESPONSE: (4, 8, 16, 40),
    ClockKind.RESOLUTION: (8, 16, 40, 80),
    ClockKind.ACKNOWLEDGE: (2, 4, 8, 8),
    ClockKind.ANSWER: (8, 16, 40, 40),
}


def at(text):
    """A time of November 2026 in Montréal: "24 10:30". The 24th is a Tuesday."""
    day, clock_time = text.split()
    return dt.datetime.fromisoformat(f"2026-11-{day}T{clock_time}").replace(tzinfo=TORONTO)


def bilingual(word):
    return {"name_en": word, "name_fr": f"{word} (fr)"}


@pytest.fixture
def calendar(empty):
    version = CalendarVersion.objects.create(
        calendar=BusinessCalendar.objects.create(code="written", **bilingual("Written service")),
        zone="America/Toronto",
        hours=WEEK,
    )
    Holiday.objects.create(version=version, date=dt.date(2026, 12, 25), **bilingual("Christmas"))
    return publish_calendar(version_id=version.pk, by=None, now=at("01 09:00"))


@pytest.fixture
def standards(calendar):
    made = {}
    for kind, hours in TARGETS.items():
        urgent, high, normal, low = (number * HOUR for number in hours)
        version = StandardVersion.objects.create(
            standard=ServiceStandard.objects.create(code=kind, kind=kind, **bilingual(kind)),
            calendar=calendar.calendar,
            urgent_seconds=urgent,
            high_seconds=high,
            normal_seconds=normal,
            low_seconds=low,
            at_risk_seconds=0,
            climb_after=[HOUR],
        )
        made[kind] = publish_standard(version_id=version.pk, by=None, now=at("01 09:00"))
    return made


@pytest.fixture
def people(standards):
    Queue.objects.create(code="general", is_default=True, **bilingual("General"))
    return {role: factories.user(role) for role in ("agent", "supervisor")}


@pytest.fixture
def ticket(people):
    return factories.ticket(now=at("24 09:00"))


@pytest.fixture
def owned(ticket, people):
    return take(ticket_id=ticket.pk, by=people["agent"], now=at("24 09:00"))


@pytest.fixture
def office(people):
    above = ProcessingOffice.objects.create(
        code="region", duty_email="region@office.example", **bilingual("Region")
    )
    office = ProcessingOffice.objects.create(
        code="office", duty_email="duty@office.example", next_level=above, **bilingual("Office")
    )
    factories.officer(office)
    factories.officer(above)
    return office


def clock(ticket, kind=ClockKind.FIRST_RESPONSE):
    return Clock.objects.get(ticket=ticket, kind=kind)


def say(ticket, now, user):
    version = Ticket.objects.values_list("thread_version", flat=True).get(pk=ticket.pk)
    return reply.reply(
        ticket_id=ticket.pk, text="Which form?", thread_version=version, by=user, now=now
    )


def sweep(now):
    return fire_due_clocks(now=now, limit=100)


def told(ticket, *kinds):
    return list(
        Event.objects.filter(ticket=ticket, kind__in=kinds).values_list("kind", "at").order_by("id")
    )


@pytest.fixture(autouse=True)
def the_stored_is_what_the_rule_says(request, db):
    """Whatever a test did, `check_clocks` finds nothing to say afterwards."""
    yield
    if "people" in request.fixturenames:
        call_command("check_clocks", stdout=io.StringIO())


class TestStarting:
    def test_an_enquiry_has_its_promise_before_it_is_routed(self, people):
        ticket = factories.ticket(now=at("24 09:00"), routed=False)
        assert clock(ticket).due_at == at("25 17:00")
        assert ticket.promised_on == dt.date(2026, 11, 25)

    def test_the_ticket_is_due_when_its_first_clock_is(self, ticket):
        assert ticket.due_at == at("25 17:00")
        assert ticket.next_action_at == at("25 17:00")

    def test_routing_sets_the_priority_and_the_clocks_follow(self, people):
        rules = RuleSet.objects.create(version=1)
        Rule.objects.create(
            rule_set=rules, position=1, sets={"priority": int(Priority.URGENT)}, **bilingual("All")
        )
        RuleSet.objects.update(published_at=at("01 09:00"))
        ticket = factories.ticket(now=at("24 09:00"), routed=False)
        route_ticket(ticket_id=ticket.pk, now=at("24 09:05"))
        assert clock(ticket).due_at == at("24 13:00")
        assert clock(ticket, ClockKind.RESOLUTION).due_at == at("24 17:00")

    def test_without_standards_there_are_no_clocks_and_nothing_breaks(self, empty):
        Queue.objects.create(code="general", is_default=True, **bilingual("General"))
        ticket = factories.ticket(now=at("24 09:00"))
        assert (ticket.clocks.count(), ticket.due_at, ticket.promised_on) == (0, None, None)


class TestDeriving:
    def test_a_reply_meets_the_first_and_leaves_the_second(self, owned, people):
        say(owned, at("24 11:00"), people["agent"])
        assert clock(owned).state == ClockState.MET
        assert clock(owned).met_at == at("24 11:00")
        owned.refresh_from_db()
        assert owned.due_at == clock(owned, ClockKind.RESOLUTION).due_at == at("30 17:00")

    def test_waiting_pauses_and_the_clients_mail_resumes(self, owned, people):
        say(owned, at("24 11:00"), people["agent"])
        reply.wait_for_client(ticket_id=owned.pk, by=people["agent"], now=at("24 11:00"))
        assert clock(owned, ClockKind.RESOLUTION).state == ClockState.PAUSED
        receive_message(
            ticket_id=owned.pk, enquiry=factories.enquiry(), person=owned.client, now=at("25 11:00")
        )
        resumed = clock(owned, ClockKind.RESOLUTION)
        assert (resumed.state, resumed.due_at) == (
            ClockState.RUNNING,
            dt.datetime(2026, 12, 1, 17, tzinfo=TORONTO),
        )

    def test_an_automatic_reply_resumes_nothing(self, owned, people):
        say(owned, at("24 11:00"), people["agent"])
        reply.wait_for_client(ticket_id=owned.pk, by=people["agent"], now=at("24 11:00"))
        receive_automatic(ticket_id=owned.pk, enquiry=factories.enquiry(), now=at("24 11:01"))
        assert clock(owned, ClockKind.RESOLUTION).state == ClockState.PAUSED

    def test_a_priority_change_derives_from_the_start(self, owned, people):
        assess.set_priority(
            ticket_id=owned.pk, priority=Priority.HIGH, by=people["agent"], now=at("24 12:00")
        )
        assert clock(owned).due_at == at("24 17:00")

    def test_resolving_meets_and_reopening_goes_on(self, owned, people):
        say(owned, at("24 11:00"), people["agent"])
        outcome = OutcomeCode.objects.create(code="done", **bilingual("Done"))
        resolve.resolve(ticket_id=owned.pk, outcome=outcome, by=people["agent"], now=at("24 13:00"))
        assert clock(owned, ClockKind.RESOLUTION).state == ClockState.MET
        owned.refresh_from_db()
        assert owned.due_at is None
        resolve.reopen_not_solved(ticket_id=owned.pk, now=at("26 13:00"))
        reopened = clock(owned, ClockKind.RESOLUTION)
        assert (reopened.state, reopened.stopped_at) == (ClockState.RUNNING, None)
        assert reopened.due_at == dt.datetime(2026, 12, 2, 17, tzinfo=TORONTO)

    def test_discarding_cancels(self, owned, people):
        spam = OutcomeCode.objects.create(code="spam", discards=True, **bilingual("Spam"))
        resolve.discard(ticket_id=owned.pk, outcome=spam, by=people["agent"], now=at("24 13:00"))
        assert set(owned.clocks.values_list("state", flat=True)) == {ClockState.CANCELLED}
        assert not Clock.objects.exclude(next_fire_at=None).exists()


class TestFiring:
    def test_nothing_is_told_before_its_time(self, ticket):
        assert sweep(at("25 12:59")) == 0
        assert not ClockEvent.objects.exists()

    def test_at_risk_is_told_once_to_the_owner(self, owned, people):
        assert sweep(at("25 13:00")) == 1
        assert sweep(at("25 13:01")) == 0
        assert clock(owned).state == ClockState.AT_RISK
        assert told(owned, EventKind.CLOCK_AT_RISK) == [("clock_at_risk", at("25 13:00"))]
        notice = Notice.objects.get(kind=NoticeKind.CLOCK_AT_RISK)
        assert (notice.user, notice.ticket) == (people["agent"], owned)
        assert notice.clock == clock(owned).kind, "the notice says which of the standards it is"

    def test_a_late_sweep_records_the_true_moments(self, owned):
        assert sweep(at("26 09:30")) == 1
        assert told(owned, EventKind.CLOCK_AT_RISK, EventKind.CLOCK_BREACHED) == [
            ("clock_at_risk", at("25 13:00")),
            ("clock_breached", at("25 17:00")),
        ]
        assert clock(owned).breached_at == at("25 17:00")
        assert set(ClockEvent.objects.values_list("recorded_at", flat=True)) == {at("26 09:30")}

    def test_a_breach_climbs_from_the_owner_to_the_supervisors(self, owned, people):
        sweep(at("25 17:00"))
        breach = Notice.objects.get(kind=NoticeKind.CLOCK_BREACHED)
        assert breach.user == people["agent"]
        sweep(at("26 10:00"))
        assert told(owned, EventKind.CLOCK_CLIMBED) == [("clock_climbed", at("26 10:00"))]
        assert Notice.objects.filter(
            kind=NoticeKind.CLOCK_BREACHED, user=people["supervisor"]
        ).exists()

    def test_what_nobody_owns_goes_to_the_supervisors_at_once(self, ticket, people):
        sweep(at("25 13:00"))
        assert Notice.objects.get().user == people["supervisor"]

    def test_a_reply_in_time_leaves_nothing_to_tell(self, owned, people):
        say(owned, at("25 16:59"), people["agent"])
        sweep(at("26 09:30"))
        assert not told(owned, EventKind.CLOCK_BREACHED)

    def test_a_breach_that_the_sweep_missed_is_still_recorded_without_a_notice(self, owned, people):
        say(owned, at("26 09:10"), people["agent"])
        assert clock(owned).state == ClockState.MISSED
        sweep(at("26 09:30"))
        assert told(owned, EventKind.CLOCK_BREACHED) == [("clock_breached", at("25 17:00"))]
        assert not Notice.objects.filter(kind=NoticeKind.CLOCK_BREACHED).exists()

    def test_a_pause_that_runs_out_is_noticed_by_the_sweep(self, owned, people):
        say(owned, at("24 11:00"), people["agent"])
        reply.wait_for_client(ticket_id=owned.pk, by=people["agent"], now=at("24 11:00"))
        over = at("24 11:00") + dt.timedelta(days=30)
        assert clock(owned, ClockKind.RESOLUTION).next_fire_at == over
        sweep(over)
        assert clock(owned, ClockKind.RESOLUTION).state == ClockState.RUNNING

    def test_a_sealed_ticket_is_named_only_to_those_who_may_see_it(self, owned, people):
        stranger = factories.user("supervisor")
        restrict(
            ticket_id=owned.pk,
            sensitivity=Sensitivity.PRIVACY_BREACH,
            reason="Wrong envelope",
            by=people["agent"],
            now=at("24 10:00"),
        )
        owned.need_to_know.filter(user=stranger).delete()
        sweep(at("26 10:00"))
        notified = set(Notice.objects.values_list("user", flat=True))
        assert notified == {people["agent"].pk, people["supervisor"].pk}

    def test_a_breach_becomes_a_referral_only_where_a_rule_says_so(self, people, office):
        plain = factories.ticket(now=at("24 09:00"))
        rules = RuleSet.objects.create(version=1)
        refers = {"office": "office", "question_en": "Late. Why?", "question_fr": "Retard. Cause?"}
        Rule.objects.create(
            rule_set=rules, position=1, sets={"refer_if_missed": refers}, **bilingual("All")
        )
        RuleSet.objects.update(published_at=at("01 09:00"))
        ruled = factories.ticket(now=at("24 09:00"))
        sweep(at("25 17:00"))
        assert not plain.referrals.exists()
        assert ruled.referrals.get().reason == ReferralReason.STANDARD_MISSED
        ruled.refresh_from_db()
        assert ruled.state == State.WAITING_OFFICE


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_works_on_is_left_to_the_next_sweep(ticket):
    colleague = connection.copy()
    try:
        colleague.set_autocommit(False)
        with colleague.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM tickets_ticket WHERE id = %s FOR NO KEY UPDATE", [ticket.pk]
            )
            assert sweep(at("25 17:00")) == 0
        colleague.rollback()
    finally:
        colleague.close()
    assert sweep(at("25 17:00")) == 1


class TestReferrals:
    @pytest.fixture
    def referral(self, owned, people, office):
        return refer(
            ticket_id=owned.pk,
            office=office,
            reason="urgent",
            question="Is the visa printed?",
            by=people["agent"],
            now=at("24 10:00"),
        )

    def clocks(self, referral):
        return {clock.kind: clock for clock in referral.clocks.all()}

    def test_has_a_clock_for_each_of_the_offices_promises(self, referral):
        clocks = self.clocks(referral)
        assert clocks["acknowledge"].due_at == at("24 12:00")
        assert clocks["answer"].due_at == at("25 10:00")
        referral.refresh_from_db()
        assert referral.due_at == at("25 10:00")

    def test_does_not_pause_the_tickets_own(self, owned, referral):
        assert clock(owned).due_at == at("25 17:00")
        owned.refresh_from_db()
        assert owned.due_at == at("25 17:00")

    def test_acknowledged_in_time_it_tells_nobody(self, referral, office):
        acknowledge(referral_id=referral.pk, by=office.officers.get(), now=at("24 11:00"))
        assert self.clocks(referral)["acknowledge"].state == ClockState.MET
        sweep(at("24 12:00"))
        assert not Notice.objects.filter(kind=NoticeKind.REFERRAL_SILENT).exists()

    def test_silence_climbs_to_the_next_level_and_the_owner_is_told(
        self, owned, referral, office, people
    ):
        sweep(at("24 12:00"))
        referral.refresh_from_db()
        assert referral.climbed_to == office.next_level
        silent = Notice.objects.filter(kind=NoticeKind.REFERRAL_SILENT)
        officer = office.next_level.officers.get()
        assert set(silent.values_list("user", "to_email")) == {
            (officer.pk, ""),
            (None, "region@office.example"),
        }
        assert Notice.objects.filter(user=people["agent"], referral=referral).exists()
        assert told(owned, EventKind.REFERRAL_SILENT) == [("referral_silent", at("24 12:00"))]

    def test_above_the_last_level_the_office_is_told_again(self, referral, office):
        sweep(at("24 12:00"))
        sweep(at("24 13:00"))
        again = Notice.objects.filter(
            kind=NoticeKind.REFERRAL_SILENT, to_email__startswith="region"
        )
        assert again.count() == 2

    def test_withdrawn_it_stops(self, referral, people):
        withdraw(referral_id=referral.pk, reason="Answered", by=people["agent"], now=at("24 11:00"))
        states = {clock.state for clock in self.clocks(referral).values()}
        assert states == {ClockState.CANCELLED}


class TestVersions:
    def test_what_is_published_is_final(self, calendar, standards):
        for change in (
            lambda: CalendarVersion.objects.filter(pk=calendar.pk).update(zone="UTC"),
            lambda: Holiday.objects.filter(version=calendar).delete(),
            lambda: Holiday.objects.create(
                version=calendar, date=dt.date(2026, 12, 24), **bilingual("Eve")
            ),
            lambda: StandardVersion.objects.update(normal_seconds=1),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_running_clocks_move_to_a_new_calendar_and_ended_ones_keep_theirs(
        self, owned, people, calendar
    ):
        say(owned, at("24 11:00"), people["agent"])
        draft = new_calendar_version(version=calendar)
        Holiday.objects.create(version=draft, date=dt.date(2026, 11, 26), **bilingual("Mourning"))
        publish_calendar(version_id=draft.pk, by=people["supervisor"], now=at("24 12:00"))
        sweep(at("24 12:00"))
        assert clock(owned).calendar_version == calendar
        moved = clock(owned, ClockKind.RESOLUTION)
        assert moved.calendar_version == draft
        assert moved.due_at == dt.datetime(2026, 12, 1, 17, tzinfo=TORONTO)
        owned.refresh_from_db()
        assert owned.due_at == moved.due_at

    def test_running_clocks_keep_their_standard(self, owned, standards):
        old = standards[ClockKind.FIRST_RESPONSE]
        draft = new_standard_version(version=old)
        draft.normal_seconds = HOUR
        draft.save()
        publish_standard(version_id=draft.pk, by=None, now=at("24 12:00"))
        assert clock(owned).standard_version == old
        later = factories.ticket(now=at("24 13:00"))
        assert clock(later).due_at == at("24 14:00")

    def test_a_new_version_copies_the_holidays_and_is_made_once(self, calendar):
        draft = new_calendar_version(version=calendar)
        assert draft.version == 2
        assert draft.holidays.get().date == dt.date(2026, 12, 25)
        assert new_calendar_version(version=calendar) == draft

    @pytest.mark.parametrize(
        "changes",
        [{"zone": "Mars/Olympus"}, {"hours": {}}, {"hours": {"mon": [["9", "17"]]}}],
    )
    def test_hours_that_cannot_be_are_not_published(self, calendar, changes):
        draft = new_calendar_version(version=calendar)
        CalendarVersion.objects.filter(pk=draft.pk).update(**changes)
        with pytest.raises(Incomplete):
            publish_calendar(version_id=draft.pk, by=None, now=at("24 12:00"))

    def test_a_standard_needs_a_published_calendar(self, standards):
        draft = new_standard_version(version=standards[ClockKind.ANSWER])
        draft.calendar = BusinessCalendar.objects.create(code="empty", **bilingual("Empty"))
        draft.save()
        with pytest.raises(Incomplete):
            publish_standard(version_id=draft.pk, by=None, now=at("24 12:00"))


class TestCheckClocks:
    def check(self, **options):
        out = io.StringIO()
        call_command("check_clocks", stdout=out, **options)
        return out.getvalue()

    def test_says_so_when_all_is_well(self, ticket):
        assert "2 clocks checked, 0 differ" in self.check()

    def test_finds_and_fixes_a_stored_time_that_is_not_the_rules(self, ticket):
        Clock.objects.filter(kind=ClockKind.RESOLUTION).update(due_at=at("24 09:01"))
        with pytest.raises(CommandError):
            self.check()
        assert f"{ticket.number} resolution due_at" in self.check(fix=True)
        assert "0 differ" in self.check()
