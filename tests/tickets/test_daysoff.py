"""The federal table of days off, against the days really given from 2023 to 2027."""

from datetime import date

import pytest

from tickets.daysoff import federal_days_off

GIVEN = {
    2023: "01-02 04-07 04-10 05-22 07-03 08-07 09-04 10-02 10-09 11-13 12-25 12-26",
    2024: "01-01 03-29 04-01 05-20 07-01 08-05 09-02 09-30 10-14 11-11 12-25 12-26",
    2025: "01-01 04-18 04-21 05-19 07-01 08-04 09-01 09-30 10-13 11-11 12-25 12-26",
    2026: "01-01 04-03 04-06 05-18 07-01 08-03 09-07 09-30 10-12 11-11 12-25 12-28",
    2027: "01-01 03-26 03-29 05-24 07-01 08-02 09-06 09-30 10-11 11-11 12-27 12-28",
}
QUEBEC = {2023: "06-26", 2024: "06-24", 2025: "06-24", 2026: "06-24", 2027: "06-24"}


def weekdays_off(year, province=None):
    days = {day_off.date for day_off in federal_days_off(year, province)}
    return " ".join(f"{day:%m-%d}" for day in sorted(days) if day.weekday() < 5)


@pytest.mark.parametrize("year", GIVEN)
def test_outside_quebec_the_first_monday_of_august_is_given(year):
    assert weekdays_off(year) == GIVEN[year]


@pytest.mark.parametrize("year", GIVEN)
def test_in_quebec_the_national_holiday_takes_its_place(year):
    august = next(day for day in GIVEN[year].split() if day.startswith("08"))
    expected = [day for day in GIVEN[year].split() if day != august] + [QUEBEC[year]]
    assert weekdays_off(year, "QC").split() == sorted(expected)


def test_in_yukon_discovery_day_takes_its_place():
    assert "08-17" in weekdays_off(2026, "YT")
    assert "08-03" not in weekdays_off(2026, "YT")


def test_two_days_on_one_weekend_are_taken_on_the_next_two_working_days():
    christmas = [day for day in federal_days_off(2027) if day.date.month == 12]
    assert [(day.date.day, day.observed) for day in christmas] == [
        (25, False),
        (26, False),
        (27, True),
        (28, True),
    ]


def test_a_day_next_to_one_that_is_already_off_is_taken_after_it():
    assert date(2022, 12, 27) in {day.date for day in federal_days_off(2022)}


def test_family_day_is_not_federal():
    assert date(2026, 2, 16) not in {day.date for day in federal_days_off(2026)}


def test_each_date_comes_once_and_is_named_in_both_languages():
    for year in range(2023, 2040):
        days = federal_days_off(year, "QC")
        assert len({day.date for day in days}) == len(days)
        assert all(day.name_en and day.name_fr for day in days)
        assert all(day.name_en != day.name_fr for day in days)
