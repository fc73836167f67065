"""Two factors open a file; whatever is wrong, the answer is the same."""

import datetime as dt
from typing import Any

import pytest

from people.queries import match_identity
from tests.people.statuses import BORN, known

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
ANOTHER_DAY = BORN + dt.timedelta(days=1)


def test_the_client_number_opens_every_application_of_the_file() -> None:
    first = known(as_of=AT, uci="1122334455", application_number="E301234567")
    second = known(as_of=AT, uci="1122334455", application_number="W301234568")
    found = match_identity(number="1122334455", date_of_birth=BORN)
    assert found is not None
    assert found.statuses == (first, second)


def test_the_digits_of_an_application_number_open_that_application() -> None:
    known(as_of=AT, uci="12345678", application_number="E301234567")
    other = known(as_of=AT, uci="12345678", application_number="W301234568")
    found = match_identity(number="301234568", date_of_birth=BORN)
    assert found is not None
    assert (found.file, found.statuses) == (other.file, (other,))


@pytest.mark.parametrize(
    ("digits", "born"),
    [
        ("1122334455", ANOTHER_DAY),
        ("9999999999", BORN),
        ("301234567", ANOTHER_DAY),
        ("", BORN),
    ],
    ids=["wrong date", "unknown number", "wrong date by application", "no digits"],
)
def test_wrong_and_unknown_look_the_same(
    digits: str, born: dt.date, django_assert_num_queries: Any
) -> None:
    known(as_of=AT, uci="1122334455", application_number="E301234567")
    with django_assert_num_queries(2):
        assert match_identity(number=digits, date_of_birth=born) is None


def test_digits_that_two_clients_of_one_day_share_open_neither() -> None:
    known(as_of=AT, uci="1122334455", application_number="E301234567")
    known(as_of=AT, uci="5544332211", application_number="W301234567")
    assert match_identity(number="301234567", date_of_birth=BORN) is None
