"""Where a caller may be by their number, and the hours there."""

import datetime as dt

import pytest

from channels import callers, waits
from tickets.calendars import parse_calendar

WEEK = {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
PHONE = parse_calendar({"tz": "America/Toronto", "hours": WEEK, "holidays": ["2026-12-25"]})


def utc(hour: int, minute: int = 0, *, day: int = 24, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("number", "country", "province", "zones"),
    [
        ("+15145550142", "CA", "QC", {"America/Toronto"}),
        ("+16045550142", "CA", "BC", {"America/Vancouver"}),
        ("+17095550142", "CA", "NL", {"America/St_Johns", "America/Halifax"}),
        ("+19025550142", "CA", "", {"America/Halifax"}),
        ("+12125550142", "US", "", set()),
        ("+33142685300", "FR", "", set()),
    ],
    ids=["Quebec", "British Columbia", "Newfoundland and Labrador", "two provinces", "US", "FR"],
)
def test_a_number_says_where_it_may_be_called_from(number, country, province, zones):
    where = callers.whereabouts(number)
    assert (where.country, where.province, set(where.zones)) == (country, province, zones)


@pytest.mark.parametrize("number", ["", "anonymous", "+18005550142"])
def test_a_withheld_or_free_number_may_be_anywhere_in_canada(number):
    where = callers.whereabouts(number)
    assert where.country == ""
    assert "America/St_Johns" in where.zones


def test_the_territories_share_an_area_code_over_several_zones():
    assert len(callers.whereabouts("+18675550142").zones) == 4


@pytest.mark.parametrize(
    ("zone", "opens"),
    [
        ("America/St_Johns", (11, 30)),
        ("America/Halifax", (12, 0)),
        ("America/Toronto", (13, 0)),
        ("America/Winnipeg", (13, 0)),
        ("America/Regina", (14, 0)),
        ("America/Edmonton", (14, 0)),
        ("America/Vancouver", (15, 0)),
    ],
)
def test_the_line_opens_at_eight_where_the_caller_is(zone, opens):
    """On 1 December 2026: Manitoba, Alberta and British Columbia changed their rules that year."""
    opening = utc(*opens, day=1, month=12)
    before = opening - dt.timedelta(seconds=1)
    assert callers.open_in(PHONE, [zone], opening) == {True}
    assert callers.open_in(PHONE, [zone], before) == {False}


def test_zones_may_disagree():
    zones = ["America/St_Johns", "America/Vancouver"]
    assert callers.open_in(PHONE, zones, utc(12)) == {True, False}


def test_a_holiday_closes_it_everywhere():
    assert callers.open_in(PHONE, callers.ALL_ZONES, utc(16, day=25, month=12)) == {False}


def test_a_callback_is_promised_until_the_end_of_the_next_open_day():
    start, end = callers.callback_window(PHONE, "America/Toronto", utc(15))
    assert (start, end) == (utc(15), utc(21, day=25))


def test_only_places_in_canada_are_called_back():
    assert [callers.is_canadian(n) for n in ("+15145550142", "+18005550142", "+12125550142")] == [
        True,
        False,
        False,
    ]


class TestWait:
    def test_place_times_handling_time_over_agents(self):
        seconds = waits.wait_seconds(position=20, handling_seconds=600, agents=10)
        assert waits.band(seconds) == (20, 30)

    @pytest.mark.parametrize(("minutes", "band"), [(0, (0, 5)), (5, (5, 10)), (500, (120, None))])
    def test_bands(self, minutes, band):
        assert waits.band(minutes * 60) == band

    def test_without_agents_nothing_is_known(self):
        unknown = waits.wait_seconds(position=1, handling_seconds=600, agents=0)
        assert waits.band(unknown) == (None, None)
