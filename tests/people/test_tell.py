"""What is told of a status: plain sentences in the reader's language; nothing once it is stale."""

import datetime as dt

import pytest
from django.conf import settings

from people.enums import Awaited, AwaitedFrom, NextStep
from people.freshness import is_stale
from people.queries import read_status, tell
from tests.people.statuses import known

AT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
LIMIT = dt.timedelta(hours=72)


@pytest.mark.parametrize(
    ("age", "stale"),
    [(dt.timedelta(0), False), (LIMIT, False), (LIMIT + dt.timedelta(seconds=1), True)],
)
def test_a_status_is_stale_past_its_limit(age: dt.timedelta, stale: bool) -> None:
    assert is_stale(AT - age, now=AT, limit=LIMIT) is stale


@pytest.mark.django_db
class TestTell:
    def test_it_says_stage_what_is_awaited_from_whom_and_what_comes_next(self) -> None:
        said = tell(read_status(known(as_of=AT), now=AT), language="en")
        assert [line.replace("\xa0", " ") for line in said] == [
            "Application: Citizenship.",
            "Stage: Background check under way.",
            "We need this from you: A document.",
            "Last activity: Document requested, November 10, 2026.",
            "Next step: Decision, expected on February 1, 2027.",
            "This is as of November 24, 2026, 10:00 am Eastern.".replace("10:00", "10"),
        ]

    def test_whoever_has_nothing_to_do_is_told_so(self) -> None:
        status = known(
            as_of=AT,
            awaited=Awaited.REVIEW,
            awaited_from=AwaitedFrom.OFFICE,
            next_step=NextStep.NONE,
            next_step_on=None,
        )
        said = tell(read_status(status, now=AT), language="en")
        assert "You have nothing to do now." in said
        assert not any("Next step" in line for line in said)

    def test_a_stale_status_is_not_available_and_nothing_is_guessed(self) -> None:
        later = AT + settings.STATUS_STALE_AFTER + dt.timedelta(minutes=1)
        said = tell(read_status(known(as_of=AT), now=later), language="en")
        assert said == ["Application: Citizenship.", "Its status is not available now."]

    def test_no_number_is_ever_spoken(self) -> None:
        status = known(as_of=AT)
        said = " ".join(tell(read_status(status, now=AT), language="en"))
        assert status.digits not in said
        assert status.file.uci not in said
