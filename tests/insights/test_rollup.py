"""Days are counted from rows, in the centre's zone, and stay as they are once closed."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from channels.enums import CallOutcome
from channels.models import Call, Disposition, VoiceLine
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from insights.actions.roll_up import roll_up_day, roll_up_due
from insights.measures import BASES
from insights.models import DailyFigure, DailyTopic, DailyTotal, RolledDay
from insights.queries.counting import bounds
from insights.tasks import sweep
from tests import factories
from tests.factories import NOW
from tests.insights import calls
from tests.insights.calls import call
from tickets.actions.assign import take
from tickets.actions.reply import reply
from tickets.enums import Channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("centre")]
TODAY = dt.date(2026, 11, 24)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def line() -> VoiceLine:
    return VoiceLine.objects.order_by("pk")[0]


def total(measure: str, day: dt.date = TODAY, **where: object) -> int:
    figures = DailyFigure.objects.filter(measure=measure, date=day, **where)
    return figures.aggregate(n=Sum("value"))["n"] or 0


def test_a_day_is_the_centres_and_not_that_of_utc(now: dt.datetime) -> None:
    late = dt.datetime(2026, 11, 25, 4, 30, tzinfo=dt.UTC)  # 11:30 pm in Montréal
    factories.ticket(now=late)
    roll_up_day(day=TODAY, now=late + HOUR)
    roll_up_day(day=TODAY + DAY, now=late + HOUR)
    assert (total("contacts"), total("contacts", TODAY + DAY)) == (1, 0)


def test_the_day_on_which_the_clocks_change_has_25_hours() -> None:
    start, end = bounds(dt.date(2026, 11, 1))
    assert end - start == dt.timedelta(hours=25)


def test_written_contacts_are_split_by_channel_queue_type_and_language(now: dt.datetime) -> None:
    factories.ticket(language="fr", enquiry_type="status")
    factories.ticket(channel=Channel.EMAIL, language="en")
    roll_up_day(day=TODAY, now=now)
    row = DailyFigure.objects.get(measure="contacts", language="fr")
    assert (row.channel, row.value, row.enquiry_type.code) == ("web", 1, "status")  # type: ignore[union-attr]
    assert total("contacts", channel="email") == 1


def test_a_call_counts_from_its_first_ring_and_its_rate_has_its_own_denominator(
    now: dt.datetime, line: VoiceLine
) -> None:
    call(line, CallOutcome("answered"), now=now)
    call(line, CallOutcome("blocked"), now=now)
    call(line, CallOutcome("contained"), now=now)
    roll_up_day(day=TODAY, now=now)
    assert total("contacts", channel="phone") == 3
    assert (total("calls_asked"), total("calls_answered"), total("calls_blocked")) == (2, 1, 1)


def test_waits_and_handle_times_are_those_of_the_calls_answered(
    now: dt.datetime, line: VoiceLine, agent: User
) -> None:
    """One within 20 seconds, one told 5 to 10 minutes and one told 10 to 20 that waited 7."""
    for waited_s, low, high in ((20, 0, 5), (420, 5, 10), (420, 10, 20)):
        made = call(line, CallOutcome.ANSWERED, now=now, waited_s=waited_s, talked_s=100)
        calls.queue_entry(made, quoted_low=low, quoted_high=high)
    over = made.ended_at
    Disposition.objects.create(
        call=made, agent=agent, result="solved",
        wrap_up_from=over, wrap_up_until=over + HOUR, ended_at=over + dt.timedelta(seconds=60),
    )  # fmt: skip
    call(line, CallOutcome.ABANDONED, now=now)
    roll_up_day(day=TODAY, now=now)
    found = {name: total(name) for name in ("calls_asked", "calls_in_time", "calls_handled")}
    assert found == {"calls_asked": 4, "calls_in_time": 1, "calls_handled": 3}
    assert (total("call_wait_seconds"), total("call_handle_seconds")) == (860, 360)
    assert (total("waits_told"), total("waits_as_told")) == (3, 2)


def test_work_that_is_finished_at_the_next_sign_in_is_no_night_of_work(
    now: dt.datetime, line: VoiceLine, agent: User
) -> None:
    made = call(line, CallOutcome.ANSWERED, now=now, talked_s=100)
    over = made.ended_at
    until = over + dt.timedelta(seconds=120)
    Disposition.objects.create(
        call=made, agent=agent, result="solved",
        wrap_up_from=over, wrap_up_until=until, ended_at=over + dt.timedelta(hours=16),
    )  # fmt: skip
    roll_up_day(day=TODAY, now=now)
    assert total("call_handle_seconds") == 220


def test_a_call_that_goes_on_is_not_handled_yet_and_who_was_told_nothing_counts_not(
    now: dt.datetime, line: VoiceLine
) -> None:
    made = call(line, CallOutcome.ANSWERED, now=now, waited_s=10)
    Call.objects.filter(pk=made.pk).update(ended_at=None)
    roll_up_day(day=TODAY, now=now)
    assert (total("calls_handled"), total("call_handle_seconds"), total("waits_told")) == (0, 0, 0)
    assert total("call_wait_seconds") == 10


@pytest.mark.parametrize(
    ("waited_s", "told", "as_told"),
    [
        (299, (0, 5), 1),
        (300, (0, 5), 0),
        (300, (5, 10), 1),
        (299, (5, 10), 0),
        (7200, (120, None), 1),
        (7199, (120, None), 0),
    ],
)
def test_a_wait_as_told_lies_within_the_band(
    line: VoiceLine, waited_s: int, told: tuple[int, int | None], as_told: int
) -> None:
    made = call(line, CallOutcome.ANSWERED, now=NOW, waited_s=waited_s)
    calls.queue_entry(made, quoted_low=told[0], quoted_high=told[1])
    roll_up_day(day=TODAY, now=NOW)
    assert (total("waits_told"), total("waits_as_told")) == (1, as_told)


def test_the_first_answer_counts_with_the_time_it_took(agent: User, now: dt.datetime) -> None:
    ticket = factories.ticket(now=now - 2 * DAY)
    take(ticket_id=ticket.pk, by=agent, now=now)
    reply(ticket_id=ticket.pk, text="Yes.", thread_version=0, by=agent, now=now)
    roll_up_day(day=TODAY, now=now + HOUR)
    assert total("first_answers") == 1
    assert total("first_answer_seconds") == 2 * 86_400
    assert total("first_answers_in_time") == 1


def test_deriving_twice_changes_nothing(now: dt.datetime, line: VoiceLine) -> None:
    factories.ticket()
    call(line, CallOutcome("abandoned"), now=now)
    columns = ("date", "measure", "channel", "queue", "enquiry_type", "language", "value")
    roll_up_day(day=TODAY, now=now)
    before = sorted(map(str, DailyFigure.objects.values_list(*columns)))
    roll_up_day(day=TODAY, now=now)
    assert sorted(map(str, DailyFigure.objects.values_list(*columns))) == before != []


def test_the_totals_of_a_day_are_the_sums_of_its_figures(now: dt.datetime, line: VoiceLine) -> None:
    for language in ("en", "fr", "fr"):
        factories.ticket(language=language)
        call(line, CallOutcome("answered"), now=now)
    roll_up_day(day=TODAY, now=now)
    summed = DailyFigure.objects.values_list("measure", "channel").annotate(n=Sum("value"))
    totals = DailyTotal.objects.values_list("measure", "channel", "value")
    assert set(summed) == set(totals) != set()


def test_a_closed_day_changes_only_when_it_is_derived_again(now: dt.datetime) -> None:
    factories.ticket()
    roll_up_day(day=TODAY, now=now + DAY)
    assert RolledDay.objects.get(date=TODAY).closed
    factories.ticket()
    assert not roll_up_day(day=TODAY, now=now + DAY)
    assert total("contacts") == 1
    assert roll_up_day(day=TODAY, now=now + DAY, again=True)
    assert total("contacts") == 2


def test_the_command_derives_closed_days_again(now: dt.datetime) -> None:
    factories.ticket(now=dt.datetime(2025, 3, 3, 15, tzinfo=dt.UTC))
    call_command("rollup", "--from", "2025-03-02", "--to", "2025-03-04", verbosity=0)
    assert total("contacts", dt.date(2025, 3, 3)) == 1
    assert RolledDay.objects.filter(closed=True).count() == 3


def test_the_sweep_finds_days_that_nobody_counted(now: dt.datetime) -> None:
    factories.ticket(now=now - 3 * DAY)
    assert roll_up_due(now=now, limit=10) == 4
    assert roll_up_due(now=now, limit=10) == 1  # today only
    assert set(RolledDay.objects.values_list("date", "closed")) == {
        (TODAY, False),
        *((TODAY - n * DAY, True) for n in (1, 2, 3)),
    }


def test_the_call_of_the_sweep_counts_today() -> None:
    factories.ticket()
    sweep()
    # Soon after midnight the day before is open still.
    today = today_in(clock.now(), settings.CENTRE_TIME_ZONE)
    assert RolledDay.objects.get(date=today).closed is False


def test_a_day_with_nothing_is_counted_as_nothing(now: dt.datetime) -> None:
    roll_up_day(day=TODAY, now=now)
    assert RolledDay.objects.filter(date=TODAY).exists()
    assert not DailyFigure.objects.exists()


def test_a_day_to_come_is_not_counted(now: dt.datetime) -> None:
    assert not roll_up_day(day=TODAY + DAY, now=now)


def test_a_word_is_kept_only_where_three_people_used_it(now: dt.datetime) -> None:
    for _ in range(3):
        factories.ticket(subject="My biometrics appointment")
    factories.ticket(subject="Qwortleby wrote to you")
    roll_up_day(day=TODAY, now=now)
    assert set(DailyTopic.objects.values_list("key", "value")) == {
        ("biometrics", 3),
        ("appointment", 3),
    }


def test_the_subject_of_a_call_which_nobody_wrote_is_no_topic(now: dt.datetime) -> None:
    for _ in range(3):
        factories.ticket(subject="Call: General enquiries", channel=Channel.PHONE)
    roll_up_day(day=TODAY, now=now)
    assert not DailyTopic.objects.exists()


def test_only_known_figures_are_stored(now: dt.datetime, line: VoiceLine) -> None:
    factories.ticket()
    call(line, CallOutcome("answered"), now=now)
    roll_up_day(day=TODAY, now=now)
    assert set(DailyFigure.objects.values_list("measure", flat=True)) <= set(BASES)


def test_counting_a_day_takes_as_many_statements_however_much_came(
    now: dt.datetime, line: VoiceLine
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as made:
            roll_up_day(day=TODAY, now=now)
        return len(made)

    factories.ticket()
    few = statements()
    for language in ("en", "fr", "en", "fr"):
        factories.ticket(language=language)
        call(line, CallOutcome("answered"), now=now)
    assert statements() <= few + 1


def test_a_call_logged_by_hand_is_a_contact_and_in_no_figure_of_calls(
    now: dt.datetime, line: VoiceLine
) -> None:
    call(line, CallOutcome("answered"), now=now)
    calls.by_hand(factories.user("agent"), now=now)
    roll_up_day(day=TODAY, now=now)
    assert total("calls_by_hand") == total("calls_by_hand", channel="phone") == 1
    assert total("contacts", channel="phone") == 2
    assert (total("calls_asked"), total("calls_answered")) == (1, 1)
