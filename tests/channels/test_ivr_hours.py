"""Live agents are for callers in Canada, in the opening hours of where they are."""

import datetime as dt

import pytest

from channels.models import VoiceLine
from tests import factories
from tests.channels.callers import PARIS, TOLL_FREE, Caller
from tests.channels.test_ivr_transcripts import BETWEEN, BORN, UCI, known_file

pytestmark = pytest.mark.usefixtures("centre")
NEWFOUNDLAND, VANCOUVER = "+17095550142", "+16045550142"


def asks(**facts) -> Caller:
    return Caller(**facts).calls().keys("1", "3")


def node(caller: Caller) -> str:
    return caller.call.ivr.node


def test_the_same_minute_is_open_in_quebec_and_closed_in_british_columbia():
    early = dt.datetime(2026, 11, 24, 13, 30, tzinfo=dt.UTC)
    assert node(asks(now=early)) == "offer"
    assert node(asks(now=early, number=VANCOUVER)) == "closed"


def test_the_province_is_asked_only_where_the_answer_matters():
    noon = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)
    assert node(asks(number=NEWFOUNDLAND, now=noon)) == "offer"
    assert node(asks(number=NEWFOUNDLAND, now=BETWEEN)) == "province"


@pytest.mark.parametrize(("key", "then"), [("1", "offer"), ("3", "closed"), ("9", "province")])
def test_the_province_that_is_keyed_decides(key, then):
    assert node(asks(number=NEWFOUNDLAND, now=BETWEEN).keys(key)) == then


def test_who_does_not_say_where_they_are_is_taken_where_somebody_is_open():
    assert node(asks(number=NEWFOUNDLAND, now=BETWEEN).keys("", "", "")) == "offer"


def test_who_does_not_say_where_they_are_when_all_is_closed_hears_so():
    night = dt.datetime(2026, 11, 25, 5, 0, tzinfo=dt.UTC)
    assert node(asks(number="", now=night).keys("", "", "")) == "closed"


@pytest.mark.parametrize("number", ["", TOLL_FREE], ids=["withheld", "toll-free"])
def test_a_number_that_does_not_tell_is_asked_for_the_country(number):
    assert node(asks(number=number)) == "country"
    assert node(asks(number=number).keys("2")) == "abroad"
    assert node(asks(number=number).keys("1")) == "offer"


def test_who_keyed_another_country_by_mistake_can_go_back():
    caller = asks(number=TOLL_FREE).keys("2", "*", "1")
    assert node(caller) == "offer"
    assert caller.call.country == "CA"


def test_from_abroad_there_is_the_web_form_and_the_status_stays_open():
    known_file(stale=False)
    caller = asks(number=PARIS)
    assert "the form is on our website" in caller.heard
    assert "Stage:" in caller.keys("1", "1", UCI, BORN).heard
    assert caller.hangs_up().call.ticket is None


def test_out_of_hours_it_is_closed_and_counted_so():
    night = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
    call = asks(now=night).hangs_up().call
    assert (call.outcome, call.asked_for_agent, call.ticket) == ("closed", True, None)


def test_on_a_holiday_it_is_closed():
    christmas = dt.datetime(2026, 12, 25, 17, 0, tzinfo=dt.UTC)
    assert node(asks(now=christmas)) == "closed"


def test_the_line_of_a_special_operation_is_open_on_sundays():
    factories.operation(phone_number="+18885550102")
    sunday = dt.datetime(2026, 11, 29, 17, 0, tzinfo=dt.UTC)
    caller = Caller(line="operation-1", now=sunday).calls().keys("1")
    assert node(caller) == "offer"


@pytest.mark.parametrize(
    ("hour", "there"), [(19, "offer"), (4, "closed")], ids=["Ottawa at 2 pm", "Ottawa at 11 pm"]
)
def test_a_line_that_takes_calls_from_abroad_keeps_the_hours_of_its_own_zone(hour, there):
    factories.operation(phone_number="+18885550102")
    now = dt.datetime(2026, 11, 26, hour, 0, tzinfo=dt.UTC)
    assert node(Caller(line="operation-1", number=PARIS, now=now).calls().keys("1")) == there


def test_a_line_of_a_special_operation_can_be_for_callers_in_canada_only():
    factories.operation(phone_number="+18885550102")
    VoiceLine.objects.filter(slug="operation-1").update(from_abroad=False)
    assert node(Caller(line="operation-1", number=PARIS).calls().keys("1")) == "abroad"


@pytest.mark.parametrize(("language", "key"), [("en", "1"), ("fr", "2")])
def test_at_night_the_line_of_an_operation_says_first_what_to_do_in_danger(language, key):
    guidance = {"en": "In danger, call 613-996-8885.", "fr": "En danger, appelez 613-996-8885."}
    texts = {f"guidance_{written}": text for written, text in guidance.items()}
    factories.operation(phone_number="+18885550102", **texts)
    night = dt.datetime(2026, 11, 26, 4, 0, tzinfo=dt.UTC)
    caller = Caller(line="operation-1", now=night).calls().keys(key)
    assert node(caller) == "closed"
    assert f"{guidance[language]} " in caller.heard


def test_a_place_in_the_queue_outlives_the_closing_time():
    closing = dt.datetime(2026, 11, 24, 20, 59, 30, tzinfo=dt.UTC)
    caller = asks(now=closing).keys("1")
    caller.now += dt.timedelta(minutes=5)
    assert node(caller.keys("")) == "park"


def test_help_explains_the_star_and_comes_back_to_the_menu():
    caller = Caller().calls().keys("1", "0")
    assert "press star, then 9" in caller.heard
    assert node(caller) == "menu"


def test_star_goes_back_and_star_nine_gives_twice_the_time():
    caller = Caller().calls().keys("1", "2", "1", "*")
    assert node(caller) == "information"
    caller.keys("9")
    assert node(caller) == "times"
    assert (caller.told[0].timeout, caller.call.ivr.is_slow) == (12, True)
