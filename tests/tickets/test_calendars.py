"""Business time: what a calendar counts, in every zone and on every strange night."""

import itertools
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.tickets import minute_hand
from tickets.calendars import (
    CalendarError,
    between,
    due,
    holidays_between,
    parse_calendar,
    windows,
)

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
OFFICE = {day: [["09:00", "17:00"]] for day in WEEK[:5]}
TORONTO = ZoneInfo("America/Toronto")
HOUR = 3600


def calendar(hours=None, tz="America/Toronto", holidays=()):
    return parse_calendar({"tz": tz, "hours": hours or OFFICE, "holidays": list(holidays)})


def toronto(text):
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestDue:
    def test_falls_in_the_same_day_when_it_fits(self):
        assert due(calendar(), toronto("2026-11-24T10:00"), 2 * HOUR) == toronto("2026-11-24T12:00")

    def test_is_closing_time_today_rather_than_opening_time_tomorrow(self):
        assert due(calendar(), toronto("2026-11-24T09:00"), 8 * HOUR) == toronto("2026-11-24T17:00")

    def test_of_nothing_is_the_start_itself_even_out_of_hours(self):
        assert due(calendar(), toronto("2026-11-28T03:00"), 0) == toronto("2026-11-28T03:00")

    def test_counts_from_the_next_opening_when_it_starts_out_of_hours(self):
        assert due(calendar(), toronto("2026-11-27T18:00"), HOUR) == toronto("2026-11-30T10:00")

    def test_steps_over_the_week_end(self):
        assert due(calendar(), toronto("2026-11-27T16:00"), 2 * HOUR) == toronto("2026-11-30T10:00")

    def test_steps_over_holidays(self):
        christmas = calendar(holidays=["2026-12-25", "2026-12-28"])
        assert due(christmas, toronto("2026-12-24T16:00"), 2 * HOUR) == toronto("2026-12-29T10:00")

    def test_leaves_out_lunch(self):
        hours = {"tue": [["09:00", "12:00"], ["13:00", "17:00"]]}
        assert due(calendar(hours), toronto("2026-11-24T11:00"), 2 * HOUR) == toronto(
            "2026-11-24T14:00"
        )

    def test_keeps_fractions_of_a_second(self):
        start = toronto("2026-11-24T10:00:00.250001")
        assert due(calendar(), start, 1) == toronto("2026-11-24T10:00:01.250001")

    def test_is_put_off_by_a_pause(self):
        pause = (toronto("2026-11-24T11:00"), toronto("2026-11-24T12:30"))
        assert due(calendar(), toronto("2026-11-24T10:00"), 2 * HOUR, [pause]) == toronto(
            "2026-11-24T13:30"
        )

    def test_comes_before_a_pause_that_starts_when_it_is_reached(self):
        pause = (toronto("2026-11-24T12:00"), toronto("2026-11-25T12:00"))
        assert due(calendar(), toronto("2026-11-24T10:00"), 2 * HOUR, [pause]) == toronto(
            "2026-11-24T12:00"
        )

    def test_counts_overlapping_pauses_once(self):
        pauses = [
            (toronto("2026-11-24T11:00"), toronto("2026-11-24T12:00")),
            (toronto("2026-11-24T10:30"), toronto("2026-11-24T11:30")),
            (toronto("2026-11-24T10:30"), toronto("2026-11-24T10:45")),
        ]
        assert due(calendar(), toronto("2026-11-24T10:00"), HOUR, pauses) == toronto(
            "2026-11-24T12:30"
        )

    def test_cannot_be_before_the_start(self):
        with pytest.raises(CalendarError, match="negative"):
            due(calendar(), toronto("2026-11-24T10:00"), -1)

    @pytest.mark.parametrize("seconds", [10**12, 10**30, 3 * 10**9])
    def test_refuses_absurd_seconds_at_once(self, seconds):
        started = perf_counter()
        with pytest.raises(CalendarError, match="hundred years"):
            due(calendar(), toronto("2026-11-24T10:00"), seconds)
        assert perf_counter() - started < 3

    def test_refuses_what_the_year_9999_does_not_hold(self):
        with pytest.raises(CalendarError, match="hundred years"):
            due(calendar(), utc("9999-12-20T10:00"), 400 * HOUR)

    def test_is_quick_over_decades(self):
        started = perf_counter()
        assert due(calendar(), toronto("2026-01-01T09:00"), 8 * HOUR * 261 * 30).year == 2056
        assert perf_counter() - started < 2


class TestBetween:
    def test_is_negative_when_the_end_comes_first(self):
        start, end = toronto("2026-11-24T10:00"), toronto("2026-11-25T10:00")
        assert between(calendar(), start, end) == 8 * HOUR
        assert between(calendar(), end, start) == -8 * HOUR

    def test_is_nothing_out_of_hours(self):
        assert between(calendar(), toronto("2026-11-28T00:00"), toronto("2026-11-30T08:59")) == 0

    def test_leaves_out_pauses(self):
        pause = (toronto("2026-11-24T16:00"), toronto("2026-11-25T10:00"))
        start, end = toronto("2026-11-24T09:00"), toronto("2026-11-25T17:00")
        assert between(calendar(), start, end, [pause]) == 14 * HOUR

    def test_refuses_a_pause_that_ends_before_it_starts(self):
        pause = (toronto("2026-11-25T10:00"), toronto("2026-11-24T16:00"))
        with pytest.raises(CalendarError, match="pause"):
            between(calendar(), toronto("2026-11-24T09:00"), toronto("2026-11-25T17:00"), [pause])

    def test_counts_overlapping_shifts_once(self):
        hours = {"tue": [["09:00", "13:00"], ["12:00", "17:00"], ["10:00", "11:00"]]}
        start, end = toronto("2026-11-24T00:00"), toronto("2026-11-25T00:00")
        assert between(calendar(hours), start, end) == 8 * HOUR


class TestOvernight:
    NIGHTS = {day: [["22:00", "06:00"]] for day in WEEK[:5]}

    def test_a_shift_goes_on_after_midnight(self):
        assert due(calendar(self.NIGHTS), toronto("2026-11-24T23:00"), 5 * HOUR) == toronto(
            "2026-11-25T04:00"
        )

    def test_fridays_shift_ends_on_saturday(self):
        start, end = toronto("2026-11-28T00:00"), toronto("2026-11-30T00:00")
        assert between(calendar(self.NIGHTS), start, end) == 6 * HOUR

    def test_a_holiday_removes_the_shift_that_starts_on_it_and_leaves_the_eves(self):
        nights = calendar(self.NIGHTS, holidays=["2026-11-25"])
        assert windows(nights, toronto("2026-11-24T12:00"), toronto("2026-11-26T12:00")) == [
            (toronto("2026-11-24T22:00"), toronto("2026-11-25T06:00")),
        ]

    def test_a_day_and_night_calendar_is_always_open(self):
        always = calendar({day: [["00:00", "24:00"]] for day in WEEK})
        start, end = utc("2026-01-01T00:00"), utc("2027-01-01T00:00")
        assert between(always, start, end) == 365 * 24 * HOUR
        assert windows(always, start, end) == [(start, end)]

    @pytest.mark.parametrize("closing", ["24:00", "00:00", "24:00:00"])
    def test_midnight_ends_a_shift_however_it_is_written(self, closing):
        late = calendar({"tue": [["18:00", closing]]})
        start, end = toronto("2026-11-24T00:00"), toronto("2026-11-26T00:00")
        assert windows(late, start, end) == [
            (toronto("2026-11-24T18:00"), toronto("2026-11-25T00:00"))
        ]

    def test_equal_bounds_are_a_whole_day(self):
        round_the_clock = calendar({"tue": [["09:00", "09:00"]]})
        start, end = toronto("2026-11-23T00:00"), toronto("2026-11-27T00:00")
        assert between(round_the_clock, start, end) == 24 * HOUR


class TestClockChanges:
    """Spring: 2026-03-08, 02:00 becomes 03:00. Autumn: 2026-11-01, 02:00 becomes 01:00."""

    SPRING = (utc("2026-03-08T00:00"), utc("2026-03-09T00:00"))
    AUTUMN = (utc("2026-11-01T00:00"), utc("2026-11-02T00:00"))

    @pytest.mark.parametrize(
        ("shift", "spring", "autumn"),
        [
            (["00:00", "04:00"], 3, 5),
            (["00:00", "02:00"], 2, 3),
            (["02:00", "04:00"], 1, 2),
            (["01:00", "02:00"], 1, 2),
            (["02:00", "03:00"], 0, 1),
            (["00:00", "01:30"], 1.5, 1.5),  # the first 01:30
            (["01:30", "04:00"], 1.5, 3.5),
            (["01:15", "01:45"], 0.5, 0.5),
            (["00:00", "02:30"], 2.5, 3.5),  # 02:30 comes as 03:30
            (["02:30", "04:00"], 0.5, 1.5),
            (["02:30", "03:00"], 0, 0.5),  # turned inside out: does not take place
        ],
    )
    @pytest.mark.parametrize("tz", ["America/Toronto", "America/St_Johns", "America/Halifax"])
    def test_real_time_is_what_counts(self, tz, shift, spring, autumn):
        sundays = calendar({"sun": [shift]}, tz=tz)
        assert between(sundays, *self.SPRING) == spring * HOUR
        assert between(sundays, *self.AUTUMN) == autumn * HOUR

    def test_adjoining_shifts_share_the_night_without_gap_or_overlap(self):
        split = calendar({"sun": [["00:00", "01:30"], ["01:30", "02:30"], ["02:30", "05:00"]]})
        assert between(split, *self.SPRING) == 4 * HOUR
        assert between(split, *self.AUTUMN) == 6 * HOUR

    def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn(self):
        nights = calendar({"sat": [["22:00", "06:00"]]})
        assert between(nights, utc("2026-03-07T12:00"), utc("2026-03-08T12:00")) == 7 * HOUR
        assert between(nights, utc("2026-10-31T12:00"), utc("2026-11-01T12:00")) == 9 * HOUR

    def test_due_is_found_in_either_of_the_repeated_hours(self):
        sundays = calendar({"sun": [["00:00", "04:00"]]})
        midnight = toronto("2026-11-01T00:00")
        assert due(sundays, midnight, 90 * 60) == utc("2026-11-01T05:30")
        assert due(sundays, midnight, 150 * 60) == utc("2026-11-01T06:30")
        assert due(sundays, midnight, 5 * HOUR) == toronto("2026-11-01T04:00")

    @pytest.mark.parametrize(
        ("tz", "offset"),
        [("America/Vancouver", -7), ("America/Edmonton", -6), ("America/Winnipeg", -5)],
    )
    def test_the_west_keeps_its_summer_time_from_2026(self, tz, offset):
        opening = windows(calendar(tz=tz), utc("2026-12-01T00:00"), utc("2026-12-02T06:00"))[-1][0]
        assert opening == utc(f"2026-12-01T{9 - offset:02}:00")

    def test_vancouver_closes_at_three_eastern_hours_less_two_in_winter(self):
        before = windows(calendar(tz="America/Vancouver"), utc("2026-01-05"), utc("2026-01-07"))
        after = windows(calendar(tz="America/Vancouver"), utc("2027-01-04"), utc("2027-01-06"))
        assert before[0][1].hour == 1
        assert after[0][1].hour == 0

    def test_newfoundland_is_on_the_half_hour(self):
        opening = windows(calendar(tz="America/St_Johns"), utc("2026-11-24"), utc("2026-11-25"))
        assert opening[0][0] == utc("2026-11-24T12:30")

    @pytest.mark.parametrize("tz", ["Pacific/Apia", "Asia/Tehran", "Africa/Cairo", "Asia/Gaza"])
    def test_zones_that_lose_a_midnight_or_a_day_never_go_backwards(self, tz):
        always = calendar({day: [["22:30", "00:30"], ["00:15", "12:00"]] for day in WEEK}, tz=tz)
        found = windows(always, utc("2009-01-01T00:00"), utc("2026-01-01T00:00"))
        assert all(start < end for start, end in found)
        assert all(one[1] < other[0] for one, other in itertools.pairwise(found))


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ("office", "object"),
            ({}, "tz must be text"),
            ({"tz": "Mars/Olympus", "hours": OFFICE}, "unknown time zone"),
            ({"tz": "America", "hours": OFFICE}, "unknown time zone"),
            ({"tz": "../../etc/passwd", "hours": OFFICE}, "unknown time zone"),
            ({"tz": "", "hours": OFFICE}, "unknown time zone"),
            ({"tz": "UTC"}, "hours must be"),
            ({"tz": "UTC", "hours": {}}, "no opening hours"),
            ({"tz": "UTC", "hours": {"mon": []}}, "no opening hours"),
            ({"tz": "UTC", "hours": {"lundi": [["09:00", "17:00"]]}}, "unknown weekday"),
            ({"tz": "UTC", "hours": {"Mon": [["09:00", "17:00"]]}}, "unknown weekday"),
            ({"tz": "UTC", "hours": {"mon": ["09:00", "17:00"]}}, "list of"),
            ({"tz": "UTC", "hours": {"mon": [["09:00"]]}}, "list of"),
            ({"tz": "UTC", "hours": {"mon": [["9:00", "17:00"]]}}, "HH:MM"),
            ({"tz": "UTC", "hours": {"mon": [["09:00", "17h00"]]}}, "HH:MM"),
            ({"tz": "UTC", "hours": {"mon": [["09:00", "24:01"]]}}, "24:00"),
            ({"tz": "UTC", "hours": {"mon": [["24:00", "24:00"]]}}, "24:00"),
            ({"tz": "UTC", "hours": {"mon": [[9, 17]]}}, "must be text"),
            ({"tz": "UTC", "hours": OFFICE, "holidays": "2026-12-25"}, "list of dates"),
            ({"tz": "UTC", "hours": OFFICE, "holidays": ["2026-02-30"]}, "YYYY-MM-DD"),
            ({"tz": "UTC", "hours": OFFICE, "holidays": ["20261225"]}, "YYYY-MM-DD"),
            ({"tz": "UTC", "hours": OFFICE, "holidays": [20261225]}, "must be text"),
        ],
    )
    def test_a_calendar_that_cannot_be_says_why(self, data, words):
        with pytest.raises(CalendarError, match=words):
            parse_calendar(data)

    def test_a_calendar_shut_for_ever_is_not_searched_for_ever(self):
        shut = calendar({"mon": [["09:00", "17:00"]]}, holidays=every_monday_of_a_century())
        with pytest.raises(CalendarError, match="hundred years"):
            due(shut, toronto("2026-11-24T10:00"), 1)


def every_monday_of_a_century():
    return [(date(2026, 11, 2) + timedelta(weeks=week)).isoformat() for week in range(5300)]


def test_holidays_between_names_those_that_kept_it_shut():
    christmas = calendar(holidays=["2026-12-25", "2026-12-26", "2027-01-01"])
    start, end = toronto("2026-12-24T17:00"), toronto("2026-12-28T09:00")
    assert holidays_between(christmas, start, end) == [date(2026, 12, 25)]


# Properties ---------------------------------------------------------------------------------

ZONES = [
    "America/Toronto",
    "America/St_Johns",
    "America/Vancouver",
    "America/Edmonton",
    "America/Winnipeg",
    "Europe/Paris",
    "Asia/Kathmandu",
    "UTC",
]
NEAR_CHANGES = ["2026-03-07", "2026-10-31", "2026-11-24", "2026-12-24", "2024-02-28", "2026-03-28"]
quarter_hours = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
shifts = st.lists(st.tuples(quarter_hours, quarter_hours | st.just("24:00")).map(list), max_size=3)
instants = st.builds(
    lambda day, minutes: (
        datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(NEAR_CHANGES),
    st.integers(0, 4 * 1440),
)
spans = st.builds(
    lambda start, minutes: (start, start + timedelta(minutes=minutes)),
    instants,
    st.integers(0, 2000),
)


@st.composite
def calendar_data(draw):
    hours = draw(st.dictionaries(st.sampled_from(WEEK), shifts, min_size=2))
    assume(any(hours.values()))
    days = st.sampled_from(NEAR_CHANGES).map(date.fromisoformat)
    holidays = draw(st.lists(st.tuples(days, st.integers(0, 4)), max_size=3))
    return {
        "tz": draw(st.sampled_from(ZONES)),
        "hours": hours,
        "holidays": [(day + timedelta(days=more)).isoformat() for day, more in holidays],
    }


@given(calendar_data(), instants, st.integers(0, 400_000), st.lists(spans, max_size=3))
def test_due_then_between_gives_back_the_seconds(data, start, seconds, pauses):
    reached = due(parse_calendar(data), start, seconds, pauses)
    assert between(parse_calendar(data), start, reached, pauses) == seconds


@given(calendar_data(), instants, st.integers(1, 400_000), st.lists(spans, max_size=3))
def test_due_is_the_earliest_such_instant(data, start, seconds, pauses):
    reached = due(parse_calendar(data), start, seconds, pauses)
    just_before = reached - timedelta(microseconds=1)
    assert between(parse_calendar(data), start, just_before, pauses) == seconds - 1


@given(calendar_data(), instants, st.integers(0, 200_000), st.integers(0, 200_000))
def test_due_in_two_steps_is_due_in_one(data, start, first, second):
    rule = parse_calendar(data)
    assert due(rule, due(rule, start, first), second) == due(rule, start, first + second)


@given(calendar_data(), instants, instants, st.integers(0, 200_000), st.lists(spans, max_size=3))
def test_later_starts_and_more_seconds_are_never_due_earlier(data, one, other, seconds, pauses):
    rule, (early, late) = parse_calendar(data), sorted([one, other])
    assert due(rule, early, seconds, pauses) <= due(rule, late, seconds, pauses)
    assert due(rule, early, seconds, pauses) <= due(rule, early, seconds + 60, pauses)


@given(calendar_data(), instants, instants, instants, st.lists(spans, max_size=3))
def test_between_adds_up_and_changes_sign(data, one, two, three, pauses):
    rule = parse_calendar(data)
    whole = between(rule, one, three, pauses)
    assert between(rule, one, two, pauses) + between(rule, two, three, pauses) == whole
    assert between(rule, three, one, pauses) == -whole


@given(calendar_data(), instants, st.integers(0, 200_000), st.lists(spans, max_size=3))
def test_a_pause_puts_the_due_time_off_by_its_own_business_time(data, start, seconds, pauses):
    rule = parse_calendar(data)
    reached = due(rule, start, seconds, pauses)
    lost = between(rule, start, reached) - between(rule, start, reached, pauses)
    assert due(rule, start, seconds + lost) == reached or seconds == 0


@settings(max_examples=60)
@given(calendar_data(), instants, st.integers(0, 30), st.lists(spans, max_size=2))
def test_due_agrees_with_the_minute_hand(data, start, quarters, pauses):
    seconds = quarters * 900
    expected = minute_hand.due(data, start, seconds, pauses)
    assert due(parse_calendar(data), start, seconds, pauses) == expected


@settings(max_examples=60)
@given(calendar_data(), instants, st.integers(0, 3000), st.lists(spans, max_size=2))
def test_between_agrees_with_the_minute_hand(data, start, minutes, pauses):
    end = start + timedelta(minutes=minutes)
    expected = minute_hand.between(data, start, end, pauses)
    assert between(parse_calendar(data), start, end, pauses) == expected
