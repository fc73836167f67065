"""Two factors by keypad: few tries, one answer for all that is wrong, and no digit kept."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels.actions import identify
from channels.models import Call
from contactcentre.kit.models import Counter
from people.extracts import FEWEST_DIGITS
from people.models import ApplicationStatus, ClientFile
from tests.channels.callers import Caller
from tests.channels.test_ivr_transcripts import BORN, UCI, known_file
from tests.factories import NOW

WRONG_DATE, UNKNOWN = "19990101", "87654321"


@pytest.fixture
def status(centre: None) -> ApplicationStatus:
    return known_file(stale=False)


def at_number(**facts) -> Caller:
    return Caller(**facts).calls().keys("1", "1")


@pytest.mark.usefixtures("status")
class TestBothFactors:
    def test_the_client_number_and_the_date_open_the_status(self, status):
        caller = at_number().keys(UCI, BORN)
        assert "Stage: Eligibility in review" in caller.heard
        assert caller.call.ivr.file == status.file

    def test_the_digits_of_the_application_number_do_too(self):
        assert "Stage:" in at_number().keys("301234567", BORN).heard

    def test_they_may_be_as_few_as_an_application_number_has(self, status):
        number = "F" + "1" * FEWEST_DIGITS
        ApplicationStatus.objects.filter(pk=status.pk).update(
            application_number=number, digits=number[1:]
        )
        assert "Stage:" in at_number().keys(number[1:], BORN).heard

    def test_once_identified_a_caller_is_not_asked_again(self):
        caller = at_number().keys(UCI, BORN, "1", "1")
        assert "Stage:" in caller.heard

    def test_a_status_that_is_too_old_is_not_told(self, status):
        status.as_of = NOW - dt.timedelta(days=400)
        status.save()
        assert "is not available now" in at_number().keys(UCI, BORN).heard

    def test_served_callers_are_contained(self):
        assert at_number().keys(UCI, BORN).hangs_up().call.outcome == "contained"

    def test_served_callers_who_then_ask_for_a_person_are_not(self):
        call = at_number().keys(UCI, BORN, "3").hangs_up().call
        assert (call.outcome, call.asked_for_agent) == ("left_in_ivr", True)

    def test_nor_those_who_ask_again_after_they_went_back(self):
        call = Caller().calls().keys("1", "3", "*", "1", UCI, BORN, "3").hangs_up().call
        assert call.outcome == "left_in_ivr"


@pytest.mark.usefixtures("status")
class TestWrong:
    @pytest.mark.parametrize("number", [UCI, UNKNOWN], ids=["wrong date", "unknown number"])
    def test_wrong_and_unknown_are_told_alike(self, number):
        said = at_number().keys(number, WRONG_DATE).told
        known = at_number(number="+15145550143").keys(UCI, WRONG_DATE).told
        assert said == known

    def test_wrong_and_unknown_ask_the_same_of_the_database(self):
        counts = set()
        for number, calling in ((UCI, "+15145550101"), (UNKNOWN, "+15145550102")):
            caller = at_number(number=calling).keys(number)
            with CaptureQueriesContext(connection) as queries:
                caller.keys(WRONG_DATE)
            counts.add(len(queries))
        assert len(counts) == 1

    def test_what_is_no_date_costs_no_try(self):
        caller = at_number().keys(UCI, "19881399")
        assert "This is not a date." in caller.heard
        assert caller.call.ivr.identity_tries == 0

    def test_three_tries_a_call(self):
        caller = at_number().keys(*[UCI, WRONG_DATE] * 3)
        assert "We cannot give you a status" in caller.heard
        caller.keys("1", "1")
        assert "We cannot give you a status" in caller.heard


@pytest.mark.usefixtures("status")
class TestLockOut:
    def lock(self, number: str, caller_number: str = "+15145550142") -> None:
        for tries in (3, 2):
            at_number(number=caller_number).keys(*[number, WRONG_DATE] * tries)

    def test_five_failures_lock_an_identifier_for_24_hours(self):
        self.lock(UCI)
        other = "+16135550188"
        right = at_number(number=other).keys(UCI, BORN)
        assert "Stage:" not in right.heard
        later = NOW + dt.timedelta(hours=23)
        assert "Stage:" not in at_number(number=other, now=later).keys(UCI, BORN).heard
        next_day = NOW + dt.timedelta(hours=25)
        assert "Stage:" in at_number(number=other, now=next_day).keys(UCI, BORN).heard

    def test_five_failures_lock_a_calling_number(self):
        self.lock(UNKNOWN)
        assert "Stage:" not in at_number().keys(UCI, BORN).heard
        assert "Stage:" in at_number(number="+16135550188").keys(UCI, BORN).heard

    def test_the_lock_is_not_told_apart_from_a_wrong_date(self):
        wrong = at_number(number="+16135550188").keys(UCI, WRONG_DATE).told
        self.lock(UCI)
        locked = at_number(number="+16135550177").keys(UCI, BORN).told
        assert locked == wrong

    def test_right_answers_are_not_counted(self):
        for _ in range(6):
            assert "Stage:" in at_number().keys(UCI, BORN).heard

    def test_withheld_numbers_do_not_lock_each_other(self):
        self.lock(UNKNOWN, caller_number="")
        assert "Stage:" in at_number(number="").keys(UCI, BORN).heard


@pytest.mark.usefixtures("status")
class TestBetweenTheQuestions:
    """What the number may mean is known only as long as the date may follow."""

    def kept(self, caller: Caller) -> set[str]:
        return set(caller.call.ivr.data) & set(identify.BETWEEN)

    def test_it_is_kept_while_the_date_is_asked(self):
        caller = at_number().keys(UCI)
        assert self.kept(caller) == {"candidates", "whose"}
        assert self.kept(caller.keys("", "19881399")) == {"candidates", "whose"}

    def test_it_is_forgotten_when_the_caller_hangs_up(self):
        assert self.kept(at_number().keys(UCI).hangs_up()) == set()

    @pytest.mark.parametrize(
        "keyed",
        [(BORN,), (WRONG_DATE,), ("", "", ""), ("*", UNKNOWN[:4])],
        ids=["right", "wrong", "silence", "back"],
    )
    def test_it_is_forgotten_when_the_question_is_left(self, keyed):
        assert self.kept(at_number().keys(UCI, *keyed)) == set()

    def test_slower_is_still_the_same_question(self):
        caller = at_number().keys(UCI, "*", "9")
        assert caller.call.ivr.node == "birth"
        assert "Stage:" in caller.keys(BORN).heard


def test_no_digit_that_was_keyed_lies_anywhere(centre, caplog):
    """In no row of any table, as text; and in no log."""
    caller = at_number().keys("99887766", "19610227", "99887766", "19610227", "", "", "")
    assert Call.objects.get(pk=caller.call.pk).ivr.identity_tries == 2
    for number in ("99887766", "19610227"):
        assert number not in caplog.text
        assert [table for table in all_tables() if number in text_of(table)] == []


def all_tables() -> list[str]:
    rooms = ("accounts_", "people_", "tickets_", "channels_", "kit_", "django_")
    names = connection.introspection.table_names()
    return [name for name in names if name.startswith(rooms)]


def text_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_limits_are_counted_under_keyed_digests(status):
    at_number().keys(UCI, WRONG_DATE)
    keys = Counter.objects.filter(key__startswith="ivr-").values_list("key", flat=True)
    assert len(keys) == 2
    assert not any(UCI in key or "5550142" in key for key in keys)


def test_two_files_that_share_the_digits_open_neither(status):
    twin = ClientFile.objects.create(
        uci="5544332211", date_of_birth=dt.date(1988, 4, 5), created_at=NOW
    )
    ApplicationStatus.objects.create(
        file=twin,
        application_number="W301234567",
        digits="301234567",
        line_of_business="work_permit",
        stage="received",
        last_activity="application_received",
        last_activity_on=NOW.date(),
        as_of=NOW,
        source="test",
        recorded_at=NOW,
    )
    assert "could not match" in at_number().keys("301234567", BORN).heard
