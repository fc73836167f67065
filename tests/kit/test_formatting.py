"""The table of formats (EN and FR guides of Canada.ca), cell by cell."""

import datetime as dt

import pytest

from contactcentre.kit import formatting as f

TORONTO = "America/Toronto"
MOMENT = dt.datetime(2026, 11, 23, 18, 5, tzinfo=dt.UTC)
NBSP, HYPHEN = "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"


def spaced(text: str) -> str:
    """In the tables below "~" is a no-break space and "=" a no-break hyphen."""
    return text.replace("~", NBSP).replace("=", HYPHEN)


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (dt.date(2026, 7, 31), "July~31, 2026", "31~juillet~2026"),
        (dt.date(2026, 12, 1), "December~1, 2026", "1er~décembre~2026"),
        (dt.date(2026, 2, 28), "February~28, 2026", "28~février~2026"),
        (dt.date(2026, 8, 15), "August~15, 2026", "15~août~2026"),
    ],
)
def test_long_date(day: dt.date, english: str, french: str) -> None:
    assert f.long_date(day, "en", TORONTO) == spaced(english)
    assert f.long_date(day, "fr", TORONTO) == spaced(french)


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (dt.date(2026, 12, 3), "Dec~3", "3~déc."),
        (dt.date(2026, 3, 1), "Mar~1", "1er~mars"),
        (dt.date(2025, 12, 3), "Dec~3, 2025", "3~déc.~2025"),
    ],
)
def test_short_date_shows_another_year(day: dt.date, english: str, french: str) -> None:
    today = dt.date(2026, 11, 23)
    assert f.short_date(day, "en", TORONTO, today=today) == spaced(english)
    assert f.short_date(day, "fr", TORONTO, today=today) == spaced(french)


def test_weekday_date() -> None:
    assert f.weekday_date(MOMENT, "en", TORONTO) == spaced("Monday, November~23, 2026")
    assert f.weekday_date(MOMENT, "fr", TORONTO) == spaced("le lundi 23~novembre~2026")


@pytest.mark.parametrize(
    ("hour", "minute", "english", "french"),
    [
        (16, 30, "4:30~pm", "16~h~30"),
        (14, 2, "2:02~pm", "14~h~02"),
        (9, 0, "9~am", "9~h"),
        (12, 0, "12~pm", "12~h"),
        (0, 5, "12:05~am", "0~h~05"),
        (23, 59, "11:59~pm", "23~h~59"),
    ],
)
def test_time_of_day(hour: int, minute: int, english: str, french: str) -> None:
    moment = dt.datetime(2026, 7, 31, hour, minute, tzinfo=dt.UTC)
    assert f.time_of_day(moment, "en", "UTC") == spaced(english)
    assert f.time_of_day(moment, "fr", "UTC") == spaced(french)


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        (TORONTO, "1:05~pm Eastern", "13~h~05, heure de l’Est"),
        ("America/St_Johns", "2:35~pm Newfoundland", "14~h~35, heure de Terre-Neuve"),
        ("America/Vancouver", "11:05~am Pacific", "11~h~05, heure du Pacifique"),
        ("Europe/Paris", "7:05~pm Paris time", "19~h~05, heure de Paris"),
        ("UTC", "6:05~pm UTC", "18~h~05, UTC"),
    ],
)
def test_date_time_names_its_zone(zone: str, english: str, french: str) -> None:
    assert f.date_time(MOMENT, "en", zone) == spaced(f"November~23, 2026, {english}")
    assert f.date_time(MOMENT, "fr", zone) == spaced(f"23~novembre~2026, {french}")


def test_british_columbia_and_alberta_stay_on_summer_time_after_november_2026() -> None:
    december = dt.datetime(2026, 12, 15, 20, 0, tzinfo=dt.UTC)
    assert f.time_of_day(december, "en", "America/Vancouver") == spaced("1~pm")
    assert f.time_of_day(december, "en", "America/Edmonton") == spaced("2~pm")


def test_the_day_is_the_local_one() -> None:
    late = dt.datetime(2026, 12, 2, 3, 30, tzinfo=dt.UTC)
    assert f.long_date(late, "en", TORONTO) == spaced("December~1, 2026")
    assert f.today_in(late, TORONTO) == dt.date(2026, 12, 1)


def test_a_deadline_at_midnight_is_the_day_that_ends_then() -> None:
    midnight = dt.datetime(2026, 12, 12, 5, 0, tzinfo=dt.UTC)
    assert f.deadline(midnight, "en", TORONTO) == spaced("December~11, 2026")
    assert f.deadline(midnight, "fr", TORONTO) == spaced("11~décembre~2026")
    assert f.deadline(MOMENT, "en", TORONTO) == f.date_time(MOMENT, "en", TORONTO)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        f.date_time(MOMENT.replace(tzinfo=None), "en", TORONTO)


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (10_000, "10,000", "10~000"),
        (8_000_000, "8,000,000", "8~000~000"),
        (999, "999", "999"),
        (1234.5, "1,234.5", "1~234,5"),
        (-1200, "-1,200", "-1~200"),
        (0, "0", "0"),
    ],
)
def test_number(value: float, english: str, french: str) -> None:
    assert f.number(value, "en") == spaced(english)
    assert f.number(value, "fr") == spaced(french)


@pytest.mark.parametrize(
    ("ratio", "english", "french"),
    [(0.294, "29.4%", "29,4~%"), (0.3, "30%", "30~%"), (1, "100%", "100~%"), (0, "0%", "0~%")],
)
def test_percent_from_a_ratio(ratio: float, english: str, french: str) -> None:
    assert f.percent(ratio, "en") == english
    assert f.percent(ratio, "fr") == spaced(french)


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (30, "under 1~min left", "moins de 1~min restante"),
        (60, "1~min left", "1~min restante"),
        (12 * 60 + 59, "12~min left", "12~min restantes"),
        (3600, "1~h left", "1~h restante"),
        (3 * 3600, "3~h left", "3~h restantes"),
        (86_400, "1~day left", "1~jour restant"),
        (3 * 86_400, "3~days left", "3~jours restants"),
    ],
)
def test_time_left_agrees_in_gender_and_number(seconds: int, english: str, french: str) -> None:
    assert f.time_left(seconds, "en") == spaced(english)
    assert f.time_left(seconds, "fr") == spaced(french)


def test_zero_days_are_plural_in_english_and_singular_in_french() -> None:
    assert (f.days(0, "en"), f.days(0, "fr")) == (spaced("0~days"), spaced("0~jour"))
    assert (f.days(1, "en"), f.days(1, "fr")) == (spaced("1~day"), spaced("1~jour"))


@pytest.mark.parametrize(
    ("size", "english", "french"),
    [
        (12, "12~bytes", "12~octets"),
        (340 * 1024, "340~kB", "340~ko"),
        (1_500_000, "1.4~MB", "1,4~Mo"),
        (10 * 1024 * 1024, "10~MB", "10~Mo"),
        (2 * 1024**3, "2~GB", "2~Go"),
    ],
)
def test_file_size(size: int, english: str, french: str) -> None:
    assert f.file_size(size, "en") == spaced(english)
    assert f.file_size(size, "fr") == spaced(french)


def test_phone_numbers_do_not_break() -> None:
    assert f.phone("18006226232", "en") == spaced("1=800=622=6232")
    assert f.phone("+15145550134", "fr") == spaced("1=514=555=0134")
    assert f.phone("514-555-0134", "en", extension="123") == spaced("1=514=555=0134, ext.~123")
    assert f.phone("514-555-0134", "fr", extension="123") == spaced("1=514=555=0134, poste~123")
    assert f.phone("+33 1 23 45 67 89", "fr") == spaced("+33~1~23~45~67~89")


def test_what_a_machine_reads_is_utc() -> None:
    eastern = dt.datetime(2026, 11, 23, 13, 5, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    assert f.iso(eastern) == "2026-11-23T18:05:00Z"
    assert f.iso(dt.date(2026, 11, 23)) == "2026-11-23"
