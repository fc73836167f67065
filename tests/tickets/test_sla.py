"""Clocks as a pure function: what starts, stops, pauses and resumes them, and what does not."""

import itertools
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets import minute_hand
from tickets.calendars import between, due, parse_calendar
from tickets.enums import ClockKind, ClockState, EventKind, Priority
from tickets.sla import Fact, Standard, Why, intervals, read

HOUR = 3600
DAY = 8 * HOUR
TORONTO = ZoneInfo("America/Toronto")
OFFICE = {
    "tz": "America/Toronto",
    "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-12-25", "2026-12-28"],
}
CALENDAR = parse_calendar(OFFICE)
TARGETS = {
    Priority.URGENT: 4 * HOUR,
    Priority.HIGH: DAY,
    Priority.NORMAL: 2 * DAY,
    Priority.LOW: 5 * DAY,
}
RESOLUTION = Standard(kind=ClockKind.RESOLUTION, targets=TARGETS)
FIRST_RESPONSE = Standard(kind=ClockKind.FIRST_RESPONSE, targets=TARGETS)


def at(text):
    """A time of November 2026 in Montréal: "24 10:30"."""
    day, clock_time = text.split()
    return datetime.fromisoformat(f"2026-11-{day}T{clock_time}").replace(tzinfo=TORONTO)


def facts(*told, start="24 09:00", priority=Priority.NORMAL):
    first = Fact(at(start), EventKind.RECEIVED, priority)
    return [first, *(Fact(at(when), kind) for when, kind in told)]


def reading(*told, now, standard=RESOLUTION, **start):
    return read(standard, CALENDAR, facts(*told, **start), now=at(now))


class TestFirstResponse:
    def test_runs_from_the_arrival(self):
        clock = reading(now="24 10:00", standard=FIRST_RESPONSE)
        assert clock.state == ClockState.RUNNING
        assert clock.due_at == at("25 17:00")
        assert clock.remaining == 15 * HOUR

    def test_is_met_by_an_agents_reply(self):
        clock = reading(("24 11:00", EventKind.REPLIED), now="27 10:00", standard=FIRST_RESPONSE)
        assert (clock.state, clock.met_at) == (ClockState.MET, at("24 11:00"))
        assert clock.remaining == 14 * HOUR

    @pytest.mark.parametrize(
        "kind",
        [
            EventKind.ACKNOWLEDGED,
            EventKind.AUTO_RECEIVED,
            EventKind.DELIVERED,
            EventKind.NOTE_ADDED,
            EventKind.ROUTED,
            EventKind.CLAIMED,
            EventKind.REFERRED,
        ],
    )
    def test_is_not_met_by_anything_else(self, kind):
        clock = reading(("24 11:00", kind), now="26 10:00", standard=FIRST_RESPONSE)
        assert (clock.state, clock.breached_at) == (ClockState.BREACHED, at("25 17:00"))

    def test_a_reply_at_the_due_instant_is_in_time(self):
        clock = reading(("25 17:00", EventKind.REPLIED), now="26 10:00", standard=FIRST_RESPONSE)
        assert clock.state == ClockState.MET

    def test_a_late_reply_misses_it_for_good(self):
        told = [("26 10:00", EventKind.REPLIED), ("26 11:00", EventKind.MESSAGE_RECEIVED)]
        clock = reading(*told, now="30 10:00", standard=FIRST_RESPONSE)
        assert (clock.state, clock.met_at) == (ClockState.MISSED, at("26 10:00"))
        assert clock.breached_at == at("25 17:00")
        assert clock.remaining == -HOUR

    def test_a_ticket_resolved_without_a_reply_needs_none_until_it_is_reopened(self):
        resolved = ("24 10:00", EventKind.RESOLVED)
        clock = reading(resolved, now="25 09:00", standard=FIRST_RESPONSE)
        assert (clock.state, clock.met_at) == (ClockState.CANCELLED, None)
        reopened = ("25 10:00", EventKind.REOPENED)
        clock = reading(resolved, reopened, now="25 11:00", standard=FIRST_RESPONSE)
        assert (clock.state, clock.remaining) == (ClockState.RUNNING, 14 * HOUR)

    @pytest.mark.parametrize("kind", [EventKind.DISCARDED, EventKind.CLOSED])
    def test_spam_and_duplicates_need_none(self, kind):
        clock = reading(("24 10:00", kind), now="27 10:00", standard=FIRST_RESPONSE)
        assert (clock.state, clock.breached_at) == (ClockState.CANCELLED, None)


class TestPauses:
    ASKED = (("24 11:00", EventKind.REPLIED), ("24 11:00", EventKind.WAITING_CLIENT))

    def test_waiting_for_the_client_after_we_asked_pauses(self):
        clock = reading(*self.ASKED, now="25 12:00")
        assert (clock.state, clock.remaining) == (ClockState.PAUSED, 14 * HOUR)

    def test_the_clients_answer_resumes(self):
        answered = ("25 16:00", EventKind.MESSAGE_RECEIVED)
        clock = reading(*self.ASKED, answered, now="25 16:30")
        assert clock.state == ClockState.RUNNING
        assert clock.due_at == due(CALENDAR, at("25 16:00"), 14 * HOUR)

    def test_an_automatic_reply_resumes_nothing(self):
        away = ("24 11:01", EventKind.AUTO_RECEIVED)
        assert reading(*self.ASKED, away, now="25 12:00").state == ClockState.PAUSED

    def test_an_automatic_acknowledgement_is_no_question(self):
        told = [("24 11:00", EventKind.ACKNOWLEDGED), ("24 11:00", EventKind.WAITING_CLIENT)]
        assert reading(*told, now="24 15:00").remaining == 10 * HOUR

    def test_waiting_without_having_asked_pauses_only_once_we_ask(self):
        told = [("24 11:00", EventKind.WAITING_CLIENT), ("24 13:00", EventKind.REPLIED)]
        assert reading(*told, now="24 15:00").remaining == 12 * HOUR

    def test_a_question_that_the_client_answered_is_no_question_any_more(self):
        told = [
            *self.ASKED,
            ("24 12:00", EventKind.MESSAGE_RECEIVED),
            ("24 13:00", EventKind.WAITING_CLIENT),
        ]
        assert reading(*told, now="24 15:00").remaining == 11 * HOUR

    def test_waiting_for_an_office_pauses_nothing(self):
        told = [("24 11:00", EventKind.REPLIED), ("24 11:00", EventKind.REFERRED)]
        assert reading(*told, now="24 15:00").remaining == 10 * HOUR

    def test_working_on_without_the_answer_resumes(self):
        clock = reading(*self.ASKED, ("24 13:00", EventKind.RESUMED), now="24 15:00")
        assert (clock.state, clock.remaining) == (ClockState.RUNNING, 12 * HOUR)

    def test_the_due_time_of_a_paused_clock_supposes_silence_until_the_cap(self):
        clock = reading(*self.ASKED, now="24 12:00")
        resumes = at("24 11:00") + timedelta(days=30)
        assert clock.pause_ends_at == resumes
        assert clock.due_at == due(CALENDAR, resumes, 14 * HOUR)

    def test_after_the_cap_the_clock_counts_on(self):
        capped = Standard(ClockKind.RESOLUTION, TARGETS, pause_cap=timedelta(days=2))
        clock = reading(*self.ASKED, now="26 12:00", standard=capped)
        assert (clock.state, clock.remaining) == (ClockState.RUNNING, 13 * HOUR)
        assert clock.pause_ends_at is None

    def test_asking_again_and_again_does_not_lengthen_the_cap(self):
        capped = Standard(ClockKind.RESOLUTION, TARGETS, pause_cap=timedelta(hours=3))
        told = [
            *self.ASKED,
            ("24 13:00", EventKind.RESUMED),
            ("24 13:00", EventKind.REPLIED),
            ("24 13:00", EventKind.WAITING_CLIENT),
        ]
        assert reading(*told, now="24 16:00", standard=capped).remaining == 12 * HOUR

    def test_the_clients_answer_grants_a_new_cap(self):
        capped = Standard(ClockKind.RESOLUTION, TARGETS, pause_cap=timedelta(hours=3))
        told = [
            *self.ASKED,
            ("24 13:00", EventKind.MESSAGE_RECEIVED),
            ("24 13:00", EventKind.REPLIED),
            ("24 13:00", EventKind.WAITING_CLIENT),
        ]
        assert reading(*told, now="24 16:00", standard=capped).remaining == 14 * HOUR

    def test_a_cap_of_nothing_means_no_pause(self):
        strict = Standard(ClockKind.RESOLUTION, TARGETS, pause_cap=timedelta(0))
        assert reading(*self.ASKED, now="24 15:00", standard=strict).remaining == 10 * HOUR

    def test_a_breach_is_not_undone_by_waiting(self):
        told = [("26 10:00", EventKind.REPLIED), ("26 10:00", EventKind.WAITING_CLIENT)]
        clock = reading(*told, now="26 12:00")
        assert (clock.state, clock.breached_at) == (ClockState.BREACHED, at("25 17:00"))


class TestResolution:
    def test_a_reply_alone_does_not_meet_it(self):
        assert reading(("24 11:00", EventKind.REPLIED), now="24 12:00").state == ClockState.RUNNING

    def test_is_met_when_resolved_and_stays_so_when_closed(self):
        told = [("25 10:00", EventKind.RESOLVED), ("30 10:00", EventKind.CLOSED)]
        clock = reading(*told, now="30 12:00")
        assert (clock.state, clock.met_at) == (ClockState.MET, at("25 10:00"))

    @pytest.mark.parametrize("kind", [EventKind.REOPENED, EventKind.MESSAGE_RECEIVED])
    def test_a_reopened_ticket_keeps_its_clock_less_the_time_resolved(self, kind):
        told = [("25 10:00", EventKind.RESOLVED), ("27 10:00", kind)]
        clock = reading(*told, now="27 11:00")
        assert (clock.state, clock.started_at) == (ClockState.RUNNING, at("24 09:00"))
        assert (clock.remaining, clock.due_at) == (6 * HOUR, at("27 17:00"))

    def test_a_reopened_ticket_can_still_miss_it(self):
        told = [("25 16:00", EventKind.RESOLVED), ("27 10:00", EventKind.REOPENED)]
        clock = reading(*told, now="27 12:00")
        assert (clock.state, clock.breached_at) == (ClockState.BREACHED, at("27 11:00"))

    def test_spam_found_after_resolving_is_cancelled(self):
        told = [("25 10:00", EventKind.RESOLVED), ("25 11:00", EventKind.DISCARDED)]
        assert reading(*told, now="30 12:00").state == ClockState.CANCELLED


class TestPriority:
    def test_a_change_derives_again_from_the_start(self):
        told = [*facts(), Fact(at("24 11:00"), EventKind.PRIORITY_CHANGED, Priority.URGENT)]
        clock = read(RESOLUTION, CALENDAR, told, now=at("24 11:30"))
        assert (clock.started_at, clock.due_at) == (at("24 09:00"), at("24 13:00"))

    def test_raised_too_late_it_is_breached_when_raised(self):
        told = [*facts(), Fact(at("24 15:00"), EventKind.PRIORITY_CHANGED, Priority.URGENT)]
        clock = read(RESOLUTION, CALENDAR, told, now=at("24 15:30"))
        assert (clock.due_at, clock.breached_at) == (at("24 13:00"), at("24 15:00"))
        assert [firing.kind for firing in clock.firings] == [EventKind.CLOCK_BREACHED]

    def test_raised_and_lowered_again_is_as_if_never_raised(self):
        told = [
            *facts(),
            Fact(at("24 11:00"), EventKind.PRIORITY_CHANGED, Priority.URGENT),
            Fact(at("24 12:00"), EventKind.PRIORITY_CHANGED, Priority.NORMAL),
        ]
        clock = read(RESOLUTION, CALENDAR, told, now=at("24 12:30"))
        assert (clock.due_at, clock.remaining) == (at("25 17:00"), int(12.5 * HOUR))

    def test_routing_may_set_it(self):
        told = [facts(priority=None)[0], Fact(at("24 09:01"), EventKind.ROUTED, Priority.HIGH)]
        assert read(RESOLUTION, CALENDAR, told, now=at("24 10:00")).due_at == at("24 17:00")

    def test_after_the_end_it_changes_nothing(self):
        told = [
            *facts(("24 16:00", EventKind.REPLIED)),
            Fact(at("25 10:00"), EventKind.PRIORITY_CHANGED, Priority.URGENT),
        ]
        assert read(FIRST_RESPONSE, CALENDAR, told, now=at("26 10:00")).state == ClockState.MET


class TestFirings:
    def test_at_risk_begins_at_a_quarter_of_the_time(self):
        clock = reading(now="24 10:00", priority=Priority.LOW)
        assert clock.at_risk_at == at("27 15:00")  # 10 of 40 hours left

    def test_or_at_four_hours_when_that_comes_first(self):
        clock = reading(now="24 14:00", priority=Priority.HIGH)
        assert (clock.state, clock.at_risk_at) == (ClockState.AT_RISK, at("24 13:00"))

    def test_a_promise_shorter_than_that_is_at_risk_from_the_start(self):
        clock = reading(now="24 09:00", priority=Priority.URGENT)
        assert (clock.state, clock.at_risk_at) == (ClockState.AT_RISK, at("24 09:00"))

    def test_the_ladder_climbs_in_business_time(self):
        ladder = Standard(ClockKind.RESOLUTION, TARGETS, climb_after=(2 * HOUR, DAY))
        clock = reading(now="24 10:00", standard=ladder)
        assert [(firing.kind, firing.level, firing.at) for firing in clock.firings] == [
            (EventKind.CLOCK_AT_RISK, 1, at("25 13:00")),
            (EventKind.CLOCK_BREACHED, 1, at("25 17:00")),
            (EventKind.CLOCK_CLIMBED, 2, at("26 11:00")),
            (EventKind.CLOCK_CLIMBED, 3, at("26 17:00")),
        ]

    def test_nothing_is_told_after_the_end(self):
        clock = reading(("24 11:00", EventKind.RESOLVED), now="30 10:00")
        assert clock.firings == ()

    def test_what_came_before_a_late_end_stays_told(self):
        clock = reading(("26 10:00", EventKind.RESOLVED), now="30 10:00")
        assert [firing.kind for firing in clock.firings] == [
            EventKind.CLOCK_AT_RISK,
            EventKind.CLOCK_BREACHED,
        ]


class TestReferrals:
    def read(self, kind, *told, now):
        sent = Fact(at("24 09:00"), EventKind.REFERRED, Priority.URGENT)
        told = [Fact(at(when), event) for when, event in told]
        return read(Standard(kind, TARGETS), CALENDAR, [sent, *told], now=at(now))

    def test_acknowledging_meets_the_one_and_not_the_other(self):
        told = ("24 10:00", EventKind.REFERRAL_ACKNOWLEDGED)
        assert self.read(ClockKind.ACKNOWLEDGE, told, now="24 11:00").state == ClockState.MET
        assert self.read(ClockKind.ANSWER, told, now="24 11:00").met_at is None

    @pytest.mark.parametrize("kind", [EventKind.REFERRAL_ASKED, EventKind.REFERRAL_ANSWERED])
    def test_whoever_asks_or_answers_has_acknowledged(self, kind):
        clock = self.read(ClockKind.ACKNOWLEDGE, ("24 10:00", kind), now="24 11:00")
        assert clock.state == ClockState.MET

    def test_asking_back_does_not_pause_the_answer(self):
        clock = self.read(ClockKind.ANSWER, ("24 10:00", EventKind.REFERRAL_ASKED), now="24 12:00")
        assert clock.remaining == HOUR

    def test_withdrawing_cancels_both(self):
        told = ("24 10:00", EventKind.REFERRAL_WITHDRAWN)
        for kind in (ClockKind.ACKNOWLEDGE, ClockKind.ANSWER):
            assert self.read(kind, told, now="30 10:00").state == ClockState.CANCELLED


class TestIntervals:
    def test_every_stretch_is_there_with_its_reason(self):
        told = [
            ("24 11:00", EventKind.REPLIED),
            ("24 11:00", EventKind.WAITING_CLIENT),
            ("24 15:00", EventKind.MESSAGE_RECEIVED),
        ]
        cut = intervals(CALENDAR, reading(*told, now="25 10:00"))
        assert [(part.start, part.end, part.why) for part in cut] == [
            (at("24 09:00"), at("24 11:00"), Why.COUNTED),
            (at("24 11:00"), at("24 15:00"), Why.WAITING_CLIENT),
            (at("24 15:00"), at("24 17:00"), Why.COUNTED),
            (at("24 17:00"), at("25 09:00"), Why.OUT_OF_HOURS),
            (at("25 09:00"), at("25 10:00"), Why.COUNTED),
        ]

    def test_out_of_hours_names_its_holidays(self):
        christmas_eve = datetime(2026, 12, 24, 16, tzinfo=TORONTO)
        arrived = [Fact(christmas_eve, EventKind.RECEIVED, Priority.NORMAL)]
        now = datetime(2026, 12, 29, 10, tzinfo=TORONTO)
        closed = intervals(CALENDAR, read(RESOLUTION, CALENDAR, arrived, now=now))[1]
        assert [day.isoformat() for day in closed.holidays] == ["2026-12-25", "2026-12-28"]


# Properties: random histories, and an oracle that walks them minute by minute ----------------

KINDS = [
    EventKind.REPLIED,
    EventKind.WAITING_CLIENT,
    EventKind.RESUMED,
    EventKind.MESSAGE_RECEIVED,
    EventKind.AUTO_RECEIVED,
    EventKind.ACKNOWLEDGED,
    EventKind.RESOLVED,
    EventKind.REFERRED,
]
START = datetime(2026, 10, 30, 18, tzinfo=UTC)  # the clocks go back on Sunday
minutes = st.integers(0, 6 * 1440)
histories = st.lists(st.tuples(minutes, st.sampled_from(KINDS)), max_size=10)
priorities = st.lists(st.tuples(minutes, st.sampled_from(list(Priority))), max_size=3)


def history(told, changes=()):
    marks = [
        Fact(START + timedelta(minutes=minute), kind) for minute, kind in sorted(told, key=first)
    ]
    changed = [
        Fact(START + timedelta(minutes=minute), EventKind.PRIORITY_CHANGED, priority)
        for minute, priority in sorted(changes, key=first)
    ]
    return [Fact(START, EventKind.RECEIVED, Priority.NORMAL), *marks, *changed]


def first(pair):
    return pair[0]


@cache
def is_open(minute):
    return minute_hand.is_open(OFFICE, START + timedelta(minutes=minute))


class Walker:
    """What a person with a watch would note down, one minute after the other."""

    def __init__(self, cap):
        self.cap, self.paused, self.counted = cap, 0, 0
        self.waiting = self.asked = self.resolved = False

    def hear(self, kind):
        match kind:
            case EventKind.REPLIED:
                self.asked = True
            case EventKind.WAITING_CLIENT:
                self.waiting = not self.resolved
            case EventKind.RESUMED:
                self.waiting = False
            case EventKind.MESSAGE_RECEIVED:
                self.waiting = self.asked = self.resolved = False
                self.paused = 0
            case EventKind.RESOLVED:
                self.resolved, self.waiting = True, False

    def walk(self, minute):
        if self.waiting and self.asked and self.paused < self.cap:
            self.paused += 1
        elif not self.resolved and is_open(minute):
            self.counted += 60


def counted_by_hand(told, until, cap):
    """Business seconds of a resolution clock, by a walk through the minutes."""
    walker, queue = Walker(cap), sorted(told, key=first)
    for minute in range(until):
        while queue and queue[0][0] <= minute:
            walker.hear(queue.pop(0)[1])
        walker.walk(minute)
    return walker.counted


@given(histories, minutes, st.sampled_from([0, 600, 3000]))
def test_the_remaining_time_agrees_with_a_walk_by_hand(told, until, cap):
    standard = Standard(ClockKind.RESOLUTION, TARGETS, pause_cap=timedelta(minutes=cap))
    now = START + timedelta(minutes=until)
    clock = read(standard, CALENDAR, history(told), now=now)
    assert clock.target - clock.remaining == counted_by_hand(told, until, cap)


@given(histories, priorities, minutes)
def test_intervals_cover_the_whole_life_and_add_up(told, changes, until):
    now = START + timedelta(minutes=until)
    clock = read(RESOLUTION, CALENDAR, history(told, changes), now=now)
    cut = [part for part in intervals(CALENDAR, clock) if part.start < part.end]
    assert sum(part.seconds for part in cut if part.counted) == clock.target - clock.remaining
    assert sum(part.seconds for part in cut) == (clock.until - START).total_seconds()
    assert all(one.end == other.start for one, other in itertools.pairwise(cut))


@given(histories, priorities, minutes)
def test_the_due_time_comes_true_if_nothing_further_happens(told, changes, until):
    now = START + timedelta(minutes=until)
    so_far = [fact for fact in history(told, changes) if fact.at <= now]
    clock = read(RESOLUTION, CALENDAR, so_far, now=now)
    if clock.stopped_at is None and clock.due_at > now:
        then = read(RESOLUTION, CALENDAR, so_far, now=clock.due_at)
        assert (then.remaining, then.state) == (0, ClockState.BREACHED)
        assert then.due_at == clock.due_at


@given(histories, priorities, minutes)
def test_automatic_mail_changes_nothing(told, changes, until):
    now = START + timedelta(minutes=until)
    robots = (EventKind.AUTO_RECEIVED, EventKind.ACKNOWLEDGED)
    without = [(minute, kind) for minute, kind in told if kind not in robots]
    assert read(RESOLUTION, CALENDAR, history(told, changes), now=now) == read(
        RESOLUTION, CALENDAR, history(without, changes), now=now
    )


@given(histories, priorities, minutes)
def test_only_the_last_priority_counts(told, changes, until):
    now = START + timedelta(minutes=until)
    clock = read(RESOLUTION, CALENDAR, history(told, changes), now=now)
    until_then = [item for item in changes if START + timedelta(minutes=item[0]) <= clock.until]
    last = sorted(until_then, key=first)[-1:]
    straight = read(RESOLUTION, CALENDAR, history(told, last), now=now)
    assert (clock.due_at, clock.remaining) == (straight.due_at, straight.remaining)


@given(histories, minutes)
def test_a_readings_past_does_not_depend_on_later_facts(told, until):
    now = START + timedelta(minutes=until)
    earlier = [(minute, kind) for minute, kind in told if minute <= until]
    assert read(RESOLUTION, CALENDAR, history(told), now=now) == read(
        RESOLUTION, CALENDAR, history(earlier), now=now
    )


@given(histories, minutes)
def test_between_start_and_due_lies_the_target(told, until):
    now = START + timedelta(minutes=until)
    clock = read(RESOLUTION, CALENDAR, history(told), now=now)
    pauses = [(gap.start, gap.end) for gap in clock.gaps]
    if clock.pause_ends_at is None:
        assert between(CALENDAR, clock.started_at, clock.due_at, pauses) == clock.target
