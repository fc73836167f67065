"""Client numbers as people paste them; application numbers that look odd; birth dates."""

import pytest

from tests.channels.visitors import ANSWERS, Visitor

SAME = [
    "1122334455", "11-2233-4455", "11 2233 4455", " 11-2233-4455 ", "11–2233–4455", "11—2233—4455",
    "11‑2233‑4455", "11.2233.4455", "11/2233/4455", "11_2233_4455", "UCI 11-2233-4455",
    "uci: 11-2233-4455", "UCI#1122334455", "IUC 11-2233-4455", "IUC\xa0: 11-2233-4455",
    "ID 1122334455", "1 1 2 2 3 3 4 4 5 5", "11\xa02233\xa04455", "11\u202f2233\u202f4455",
    "11\t2233\t4455", "１１２２３３４４５５", "١١٢٢٣٣٤٤٥٥", "11\u200b22334455", "\ufeff1122334455",
    "(11) 2233-4455", "11-2233-4455\u200e", "112233 4455", "11 22 33 44 55", "11‐2233‐4455",
    "UCI:1122334455",
]  # fmt: skip
OTHERS = [
    ("1234-5678", "12345678"), ("12 34 56 78", "12345678"), ("UCI12345678", "12345678"),
    ("x1234567890", "X1234567890"), ("T 1234567890", "T1234567890"),
    ("can123456789012", "CAN123456789012"), ("IUC1234-5678", "12345678"),
    ("１２３４-５６７８", "12345678"), ("12.34.56.78", "12345678"), ("(1234) 5678", "12345678"),
]  # fmt: skip


@pytest.fixture
def filled(visitor: Visitor) -> Visitor:
    visitor.fill()
    return visitor


@pytest.mark.parametrize("typed", SAME)
def test_thirty_ways_to_paste_one_number(filled, typed):
    assert filled.post("numbers", {"uci": typed}).status_code == 302
    assert filled.draft.answers["uci"] == "1122334455"


@pytest.mark.parametrize(("typed", "kept"), OTHERS)
def test_ten_more_with_other_numbers(filled, typed, kept):
    assert filled.post("numbers", {"uci": typed}).status_code == 302
    assert filled.draft.answers["uci"] == kept


@pytest.mark.parametrize("typed", ["1", "123456789", "12345678901", "abc", "1234-567O"])
def test_another_shape_is_told_and_what_was_typed_is_kept(filled, typed):
    page = filled.post("numbers", {"uci": typed})
    assert page.context["form"].errors["uci"] == [
        "UCI must be 8 or 10 digits, like 1234-5678 or 11-2233-4455"
    ]
    assert f'value="{typed}"' in page.content.decode()


def test_nobody_is_stuck_without_a_number(filled):
    assert filled.post("numbers", {}).status_code == 200
    assert filled.post("numbers", {"uci_unknown": "on"}).status_code == 302
    assert "I do not have this or I do not know" in filled.text("check")


def test_a_number_says_more_than_the_box_beside_it(filled):
    filled.post("numbers", {"uci": "1234-5678", "uci_unknown": "on"})
    assert filled.draft.answers["uci_unknown"] is False


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("w 123 456 789", ["W123456789"]),
        ("W123456789, E987654321", ["W123456789", "E987654321"]),
        ("W123456789 and e 987-654-321", ["W123456789", "E987654321"]),
        ("W123456789 et E987654321;W123456789", ["W123456789", "E987654321"]),
        (" , ", []),
        ("", []),
    ],
)
def test_application_numbers_are_stored_in_one_form(filled, typed, kept):
    filled.post("numbers", {"uci": "12345678", "application": typed})
    assert filled.draft.answers["applications"] == kept


def test_an_odd_application_number_is_a_warning_and_can_be_sent(filled):
    filled.post("numbers", {"uci": "12345678", "application": "B12-OLD"})
    assert "Check your application number" in filled.text("check")
    filled.send()
    assert filled.draft.ticket.application_numbers == ["B12OLD"]


@pytest.mark.parametrize("typed", ["1" * 21, "A1,B2,C3,D4,E5,F6"])
def test_what_cannot_be_stored_is_refused(filled, typed):
    assert "application" in filled.post("numbers", {"application": typed}).context["form"].errors


@pytest.mark.parametrize(
    ("day", "month", "year", "words"),
    [
        ("31", "2", "1980", "Enter a date that exists"),
        ("1", "", "1980", "Select the month"),
        ("1", "1", "80", "Enter the year, in four digits"),
        ("1", "1", "2100", "The date of birth must be in the past"),
        ("1", "1", "1080", "Enter the year of birth in four digits, like 1984"),
    ],
)
def test_a_date_of_birth_says_which_part_is_wrong(filled, day, month, year, words):
    parts = {"date_of_birth_day": day, "date_of_birth_month": month, "date_of_birth_year": year}
    page = filled.post("numbers", {"uci": "12345678", **parts})
    assert page.context["form"].errors["date_of_birth"] == [words]


def test_whose_numbers_they_are_is_said(visitor):
    visitor.fill(who={"role": "family"})
    assert "Family name of the person whose file it is" in visitor.text("numbers")
    visitor.post("who", ANSWERS["who"])
    assert "of the person whose file it is" not in visitor.text("numbers")
