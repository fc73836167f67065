"""`manage.py explain`: the rule that decided, and each stretch of time of each clock."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests import factories
from tickets.actions.reply import reply
from tickets.models import RuleSet, Ticket

# A Tuesday, 10 am in Montréal, that is past by every clock.
OPENED = factories.NOW - dt.timedelta(weeks=52)


def explained(reference: str) -> str:
    out = StringIO()
    call_command("explain", reference, stdout=out)
    return out.getvalue()


def answered(agent: User) -> Ticket:
    """A ticket of Tuesday 10:00 that was answered on Wednesday at 11:00."""
    ticket = factories.ticket(now=OPENED)
    reply(ticket_id=ticket.pk, text="In May.", thread_version=ticket.thread_version, by=agent,
          now=OPENED + dt.timedelta(days=1, hours=1))  # fmt: skip
    return ticket


def test_the_rule_that_decided_is_named_with_what_it_found_and_set(centre: None) -> None:
    text = explained(factories.ticket(now=OPENED, enquiry_type="status").number)
    assert "by rules v1: rule 220 “Status of an application”\n" in text
    assert "because {'type': 'status'}\n" in text
    assert "it set {'queue': 'status'}, queue status\n" in text


def test_that_no_rule_matched_is_told(centre: None) -> None:
    RuleSet.objects.create(version=2, published_at=OPENED)
    text = explained(factories.ticket(now=OPENED).number)
    assert "by rules v2: no rule matched: the default queue\n" in text
    assert "queue general\n" in text


def test_each_interval_of_a_clock_says_whether_it_counted(agent: User) -> None:
    _, _, clocks = explained(answered(agent).number).partition("Clock first_response")
    first, _, _ = clocks.partition("Clock resolution")
    state, facts, *intervals = first.splitlines()
    assert state == ": met, First response v1, calendar Written service v1"
    assert "due Tue 2025-12-02 10:00:00 -0500" in facts
    assert intervals == [
        "  Tue 2025-11-25 10:00:00 -0500 – Tue 2025-11-25 20:00:00 -0500  counted",
        "  Tue 2025-11-25 20:00:00 -0500 – Wed 2025-11-26 08:00:00 -0500  out_of_hours",
        "  Wed 2025-11-26 08:00:00 -0500 – Wed 2025-11-26 11:00:00 -0500  counted",
    ]


def test_a_holiday_is_named_where_it_did_not_count(centre: None) -> None:
    text = explained(factories.ticket(now=OPENED + dt.timedelta(days=29)).number)
    out = "Wed 2025-12-24 20:00:00 -0500 – Mon 2025-12-29 08:00:00 -0500  out_of_hours"
    assert f"{out} (2025-12-25, 2025-12-26)\n" in text


@pytest.mark.parametrize("reference", ["CC-2222-2222", "nonsense"])
def test_a_ticket_that_is_not_there_is_said_to_be_none(centre: None, reference: str) -> None:
    with pytest.raises(CommandError, match=f"There is no ticket {reference}"):
        explained(reference)
