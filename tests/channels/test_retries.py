"""An outgoing mail is tried soon, then hourly, for two days."""

import datetime as dt

from channels import retries

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


def test_the_first_attempts_come_soon_and_the_later_ones_hourly() -> None:
    waits = [retries.next_attempt(attempts=n, created_at=NOW, now=NOW) or NOW for n in range(1, 10)]
    minutes = [int((at - NOW).total_seconds() // 60) for at in waits]
    assert minutes == [1, 2, 5, 5, 10, 15, 30, 60, 60]


def test_an_outage_of_four_hours_loses_nothing_and_two_days_end_it() -> None:
    at, attempts = NOW, 0
    while at - NOW < dt.timedelta(hours=4):
        attempts += 1
        following = retries.next_attempt(attempts=attempts, created_at=NOW, now=at)
        assert following is not None
        at = following
    late = NOW + retries.GIVE_UP_AFTER
    assert retries.next_attempt(attempts=attempts, created_at=NOW, now=late) is None
