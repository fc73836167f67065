"""Two factors open a file; whatever is wrong, the answer is the same."""

import datetime as dt

import pytest

from people.models import ApplicationStatus, ClientFile
from people.queries import match_identity

BORN = dt.date(1988, 4, 17)
AT = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


def known(uci: str, number: str, born: dt.date = BORN) -> ApplicationStatus:
    file, _ = ClientFile.objects.get_or_create(
        uci=uci, defaults={"date_of_birth": born, "created_at": AT}
    )
    return ApplicationStatus.objects.create(
        file=file,
        application_number=number,
        digits="".join(char for char in number if char.isdigit()),
        line_of_business="citizenship",
        stage="received",
        last_activity="application_received",
        last_activity_on=AT.date(),
        as_of=AT,
        source="test",
        recorded_at=AT,
    )


@pytest.mark.django_db
class TestMatchIdentity:
    def test_the_client_number_opens_every_application_of_the_file(self):
        first, second = known("1122334455", "E301234567"), known("1122334455", "W301234568")
        found = match_identity(digits="1122334455", date_of_birth=BORN)
        assert found is not None
        assert found.statuses == (first, second)

    def test_the_digits_of_an_application_number_open_that_application(self):
        known("12345678", "E301234567")
        other = known("12345678", "W301234568")
        found = match_identity(digits="301234568", date_of_birth=BORN)
        assert found is not None
        assert (found.file, found.statuses) == (other.file, (other,))

    @pytest.mark.parametrize(
        ("digits", "born"),
        [
            ("1122334455", dt.date(1988, 4, 18)),
            ("9999999999", BORN),
            ("301234567", dt.date(1988, 4, 18)),
            ("", BORN),
        ],
        ids=["wrong date", "unknown number", "wrong date by application", "no digits"],
    )
    def test_wrong_and_unknown_look_the_same(self, digits, born, django_assert_num_queries):
        known("1122334455", "E301234567")
        with django_assert_num_queries(2):
            assert match_identity(digits=digits, date_of_birth=born) is None

    def test_digits_that_two_clients_of_one_day_share_open_neither(self):
        known("1122334455", "E301234567")
        known("5544332211", "W301234567")
        assert match_identity(digits="301234567", date_of_birth=BORN) is None
