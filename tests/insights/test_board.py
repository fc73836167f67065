"""The live board: what each figure counts, who sees what, and that it costs little."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.presence import follow_call, set_presence
from accounts.enums import PresenceState
from accounts.models import User
from channels.enums import CallOutcome
from channels.models import Call, VoiceLine
from contactcentre.kit import clock
from insights.actions.sample_board import sample_arrivals, sample_board
from insights.gauges import (
    PHONE_TARGET,
    Tone,
    share,
    tone_of_none_wanted,
    tone_of_share,
)
from insights.measures import NO_DATA, State
from insights.models import BoardSample
from insights.queries import shared
from insights.queries.board import Board, Calls, read_board, tickets_behind
from insights.queries.counting import bounds
from insights.queries.pace import Pace, sampled_as
from insights.queries.usual import quarter_of
from insights.views.tiles import tiles
from tests import factories
from tests.insights import calls
from tickets.actions.assess import set_priority
from tickets.actions.assign import take
from tickets.actions.reply import reply
from tickets.actions.restrict import restrict
from tickets.enums import Channel, Priority, Sensitivity
from tickets.models import Clock, Queue, Ticket

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
SEEN = [Sensitivity.ORDINARY.value, Sensitivity.RESTRICTED.value]
MINUTE = dt.timedelta(minutes=1)
BOARD = "/en/supervision/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    shared._boards.clear()
    yield
    shared._boards.clear()


@pytest.fixture
def line(centre: None) -> VoiceLine:
    return VoiceLine.objects.order_by("number")[0]


def board(now: dt.datetime) -> Board:
    return read_board(SEEN, now=now)


def seal(ticket: Ticket, how: Sensitivity, by: User, now: dt.datetime) -> None:
    restrict(ticket_id=ticket.pk, sensitivity=how, reason="Sealed", by=by, now=now)


def behind(user: User, figure: str, now: dt.datetime) -> set[Ticket]:
    return set(tickets_behind(user, figure, sensitivities=SEEN, now=now))


class TestEnquiries:
    def test_what_nobody_owns_waits_and_the_oldest_is_named(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        old = factories.ticket(now=now - 50 * MINUTE)
        factories.ticket(now=now - MINUTE, channel=Channel.EMAIL)
        owned = factories.ticket(now=now - 90 * MINUTE)
        take(ticket_id=owned.pk, by=supervisor, now=now)
        work = board(now).work
        assert (work.total.waiting, work.total.owned) == (2, 1)
        assert work.total.oldest_at == old.created_at
        assert work.by_channel[Channel.EMAIL].waiting == 1
        assert work.by_queue[old.queue].waiting == 2

    def test_overdue_and_at_risk_never_count_the_same_enquiry(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        ticket = factories.ticket(now=now)
        clocks = Clock.objects.of_ticket().filter(ticket=ticket).order_by("due_at")
        first = clocks[0]
        fine, risky = first.at_risk_at - MINUTE, first.at_risk_at
        late = first.due_at
        for moment, figures in ((fine, (0, 0)), (risky, (1, 0)), (late, (0, 1))):
            total = board(moment).work.total
            assert (total.at_risk, total.overdue) == figures
            assert len(behind(supervisor, "at_risk", moment)) == figures[0]
            assert len(behind(supervisor, "overdue", moment)) == figures[1]

    def test_an_urgent_one_counts_until_somebody_takes_it(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        ticket = factories.ticket()
        set_priority(ticket_id=ticket.pk, priority=Priority.URGENT, by=supervisor, now=now)
        assert board(now).work.total.urgent_unowned == 1
        assert behind(supervisor, "urgent_unowned", now) == {ticket}
        take(ticket_id=ticket.pk, by=supervisor, now=now)
        assert board(now).work.total.urgent_unowned == 0

    def test_a_privacy_breach_is_counted_nowhere_even_for_those_named_on_it(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        breach, restricted = factories.ticket(), factories.ticket()
        seal(breach, Sensitivity.PRIVACY_BREACH, supervisor, now)
        seal(restricted, Sensitivity.RESTRICTED, supervisor, now)
        assert Ticket.objects.visible_to(supervisor).filter(pk=breach.pk).exists()
        assert board(now).work.total.waiting == 1
        assert behind(supervisor, "waiting", now) == {restricted}

    def test_its_first_answer_is_counted_nowhere_either(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        for how in (Sensitivity.PRIVACY_BREACH, Sensitivity.RESTRICTED):
            ticket = factories.ticket(now=now)
            take(ticket_id=ticket.pk, by=supervisor, now=now)
            reply(ticket_id=ticket.pk, text="Yes.", thread_version=0, by=supervisor, now=now)
            seal(ticket, how, supervisor, now)
        assert board(now).first_answers.total == 1
        assert read_board([Sensitivity.ORDINARY.value], now=now).first_answers.total == 0

    def test_restricted_files_count_for_those_who_may_open_them(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        seal(factories.ticket(), Sensitivity.RESTRICTED, supervisor, now)
        ordinary_only = read_board([Sensitivity.ORDINARY.value], now=now)
        assert ordinary_only.work.total.waiting == 0


class TestPace:
    def test_what_came_in_since_midnight_counts_in_its_queue_whatever_became_of_it(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        midnight = bounds(now.date())[0]
        factories.ticket(now=midnight - MINUTE)
        early, late = factories.ticket(now=midnight), factories.ticket(now=now)
        take(ticket_id=late.pk, by=supervisor, now=now)
        assert board(now).pace[early.queue_id].arrived == 2
        assert behind(supervisor, "arrived", now) == {early, late}

    def test_a_privacy_breach_did_not_arrive_and_cannot_be_inferred(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        breach = factories.ticket(now=now)
        seal(breach, Sensitivity.PRIVACY_BREACH, supervisor, now)
        assert board(now).pace.get(breach.queue_id, Pace()).arrived == 0
        assert behind(supervisor, "arrived", now) == set()

    def test_the_forecast_is_the_median_of_this_weekday_between_two_quarter_hours(
        self, centre: None, now: dt.datetime
    ) -> None:
        queue = Queue.objects.get(is_default=True)
        for week, (begun, following) in enumerate([(10, 20), (12, 18), (90, 95)], start=1):
            for time, value in ((dt.time(10), begun), (dt.time(10, 15), following)):
                BoardSample.objects.create(
                    date=now.date() - dt.timedelta(weeks=week),
                    time=time,
                    figure=sampled_as(queue.pk),
                    value=value,
                )
        for minutes, forecast in ((0, 12), (3, "13.6"), (15, 20)):
            moment = now + minutes * MINUTE
            assert board(moment).pace[queue.pk].forecast == Decimal(forecast)

    def test_two_known_weeks_are_too_few(self, centre: None, now: dt.datetime) -> None:
        for week in (1, 2):
            moment = now - dt.timedelta(weeks=week)
            factories.ticket(now=moment)
            sample_board(now=moment)
        queue = factories.ticket(now=now).queue
        assert board(now).pace[queue.pk].forecast is None

    def test_samples_of_a_loaded_past_are_those_that_would_have_been_kept(
        self, centre: None, now: dt.datetime
    ) -> None:
        # The clocks went back between the first two of these weeks and the others.
        moments = [now - dt.timedelta(weeks=week) for week in range(1, 6)]
        for moment in moments:
            queue = factories.ticket(now=moment - MINUTE).queue
            sample_board(now=moment)
        kept = {(row.date, row.time, row.figure): row.value for row in BoardSample.objects.all()}
        BoardSample.objects.all().delete()
        sample_arrivals(now=now)
        figure = sampled_as(queue.pk)
        for moment in moments:
            date, time = quarter_of(moment)
            row = BoardSample.objects.get(date=date, time=time, figure=figure)
            assert row.value == kept[date, time, figure] == 1

    def test_people_count_in_the_queues_of_their_teams_by_what_they_do(
        self, agent: User, signed_in: SignIn, supervisor: User
    ) -> None:
        now = clock.now()
        set_presence(state=PresenceState.READY, by=agent, now=now)
        queue = Queue.objects.filter(teams__users=agent)[0]
        assert board(now).pace[queue.pk].people[PresenceState.READY] == 1
        page = signed_in(supervisor).get(f"{BOARD}board/people/?state=ready&queue={queue.code}")
        (row,) = page.context["rows"]
        assert (row, row.since) == (agent, now)


def _page(desk: Client) -> str:
    return desk.get(BOARD).content.decode()


class TestCalls:
    def test_the_two_sums_are_counted_apart_from_the_outcomes(
        self, line: VoiceLine, now: dt.datetime
    ) -> None:
        for outcome in CallOutcome:
            calls.call(line, outcome, now=now)
        today = board(now).calls
        assert (today.offered, today.queued) == (12, 7)
        assert today.offered_adds_up
        assert today.queued_adds_up

    def test_a_call_whose_queueing_got_lost_breaks_the_sum_and_is_said(
        self, line: VoiceLine, supervisor: User, signed_in: SignIn, now: dt.datetime
    ) -> None:
        lost = calls.call(line, CallOutcome.ABANDONED, now=clock.now())
        Call.objects.filter(pk=lost.pk).update(queued_at=None)
        today = board(clock.now()).calls
        assert not today.queued_adds_up
        assert not today.offered_adds_up
        assert "do not add up" in signed_in(supervisor).get(BOARD).content.decode()

    def test_a_call_logged_by_hand_has_a_line_of_its_own_and_is_in_neither_sum(
        self, line: VoiceLine, supervisor: User, signed_in: SignIn
    ) -> None:
        now = clock.now()
        calls.call(line, CallOutcome.ANSWERED, now=now)
        ticket = calls.by_hand(factories.user("agent"), now=now)
        today = board(now).calls
        assert (today.by_hand, today.offered, today.queued) == (1, 1, 1)
        assert today.offered_adds_up
        assert today.queued_adds_up
        desk = signed_in(supervisor)
        address = re.search(r'href="([^"]*figure=calls_by_hand[^"]*)"', _page(desk))
        assert address
        assert ticket.number in desk.get(html.unescape(address[1])).content.decode()

    def test_yesterdays_calls_are_not_todays(self, line: VoiceLine, now: dt.datetime) -> None:
        calls.call(line, CallOutcome.ANSWERED, now=now - dt.timedelta(hours=10))
        assert board(now).calls.offered == 1  # midnight in Ottawa was ten hours ago
        assert board(now + dt.timedelta(days=1)).calls.offered == 0

    def test_answered_in_time_counts_against_all_who_asked_and_no_longer_wait(
        self, line: VoiceLine, now: dt.datetime
    ) -> None:
        calls.call(line, CallOutcome.ANSWERED, waited_s=20, now=now)
        calls.call(line, CallOutcome.ANSWERED, waited_s=21, now=now)
        calls.call(line, CallOutcome.BLOCKED, now=now)
        calls.call(line, CallOutcome.WAITING, now=now)
        calls.call(line, CallOutcome.CONTAINED, now=now)
        today = board(now).calls
        assert (today.in_time, today.asked_and_over, today.asked) == (1, 3, 4)

    def test_no_line_is_unavailable_and_a_line_without_a_call_has_no_share_yet(
        self, centre: None, now: dt.datetime
    ) -> None:
        def shown() -> dict[str, Any]:
            return {tile.gauge.code: tile.figure for tile in tiles(board(now))}

        VoiceLine.objects.update(is_active=False)
        states = {code: found.state for code, found in shown().items() if found}
        assert states["calls_waiting"] == states["call_answer_rate"] == State.UNAVAILABLE
        assert states["longest_wait"] == State.UNAVAILABLE
        assert states["overdue"] == State.ZERO
        VoiceLine.objects.update(is_active=True)
        assert shown()["calls_waiting"].state == State.ZERO
        assert shown()["call_answer_rate"] == NO_DATA
        assert shown()["longest_wait"] is None  # then it is a moment, or nobody waits

    def test_callers_in_a_queue_are_counted_by_queue(
        self, line: VoiceLine, now: dt.datetime
    ) -> None:
        waiting = calls.call(line, CallOutcome.WAITING, now=now)
        entry = calls.queue_entry(waiting)
        work = board(now).work
        assert work.callers[entry.queue_id].waiting == work.all_callers.waiting == 1
        assert work.all_callers.longest_since == entry.entered_at


class TestPeople:
    def test_states_count_and_a_silent_desk_counts_apart_but_not_in_a_call(
        self, centre: None, now: dt.datetime
    ) -> None:
        here, silent, talking = (factories.user("agent") for _ in range(3))
        set_presence(state=PresenceState.READY, by=here, now=now)
        set_presence(state=PresenceState.READY, by=silent, now=now - 2 * MINUTE)
        follow_call(user_id=talking.pk, state=PresenceState.TALKING, now=now - 30 * MINUTE)
        found = board(now)
        assert found.people[PresenceState.READY] == 1
        assert found.people[PresenceState.TALKING] == 1
        assert found.silent == 1

    def test_whoever_never_said_anything_is_offline(self, agent: User, now: dt.datetime) -> None:
        assert board(now).people == {PresenceState.OFFLINE: 1}

    def test_officers_and_administrators_are_not_at_the_desk(
        self, officer: User, now: dt.datetime
    ) -> None:
        set_presence(state=PresenceState.READY, by=officer, now=now)
        assert board(now).people == {}


class TestPages:
    @pytest.mark.parametrize("path", [BOARD, "/fr/supervision/", f"{BOARD}?wall=1"])
    def test_open(self, path: str, supervisor: User, signed_in: SignIn) -> None:
        factories.ticket()
        assert signed_in(supervisor).get(path).status_code == 200

    def test_fifty_boards_cost_one_computation(self, supervisor: User, signed_in: SignIn) -> None:
        client = signed_in(supervisor)
        client.get(BOARD)
        with CaptureQueriesContext(connection) as queries:
            client.get(BOARD, headers={"HX-Request": "true"})
        assert len(queries) <= 3  # the session, the user, the time
        assert not any("tickets_ticket" in query["sql"] for query in queries)

    def test_the_board_is_counted_anew_after_two_seconds(
        self, centre: None, now: dt.datetime
    ) -> None:
        first = shared.shared_board(SEEN, now=now)
        assert shared.shared_board(SEEN, now=now + dt.timedelta(seconds=1.9)) is first
        assert shared.shared_board(SEEN, now=now + dt.timedelta(seconds=2)) is not first

    def test_queries_do_not_grow_with_what_is_counted(
        self, line: VoiceLine, now: dt.datetime
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                board(now)
            return len(found)

        calls.call(line, CallOutcome.ANSWERED, now=now)
        few = queries()
        for channel in (Channel.WEB, Channel.EMAIL, Channel.API):
            factories.ticket(channel=channel)
            calls.call(line, CallOutcome.ABANDONED, now=now)
        factories.operation()
        factories.user("agent")
        assert queries() == few

    def test_a_figure_and_its_list_agree_on_the_page(
        self, supervisor: User, signed_in: SignIn
    ) -> None:
        now = clock.now()
        shown = [factories.ticket(now=now), factories.ticket(now=now, channel=Channel.EMAIL)]
        client = signed_in(supervisor)
        every = client.get(f"{BOARD}board/enquiries/waiting/").content.decode()
        assert all(ticket.number in every for ticket in shown)
        mail = client.get(f"{BOARD}board/enquiries/waiting/?channel=email").content.decode()
        assert shown[1].number in mail
        assert shown[0].number not in mail

    def test_every_number_of_the_page_opens_to_as_many_rows(
        self, line: VoiceLine, agent: User, supervisor: User, signed_in: SignIn
    ) -> None:
        now = clock.now()
        for outcome in CallOutcome:
            made = calls.call(line, outcome, now=now)
            if outcome == CallOutcome.WAITING:
                calls.queue_entry(made)
        Call.objects.filter(outcome=CallOutcome.ANSWERED).update(ended_at=None)
        factories.operation(now=now)
        factories.ticket(now=now - dt.timedelta(days=40))
        factories.ticket(now=now, body="Beirut")
        urgent, answered, owned = (factories.ticket(now=now) for _ in range(3))
        set_priority(ticket_id=urgent.pk, priority=Priority.URGENT, by=supervisor, now=now)
        for ticket in (answered, owned):
            take(ticket_id=ticket.pk, by=agent, now=now)
        reply(ticket_id=answered.pk, text="Yes.", thread_version=0, by=agent, now=now)
        client = signed_in(supervisor)
        page = client.get(BOARD).content.decode()
        main = page[page.index('id="board"') : page.index('id="definitions"')]
        links = re.findall(rf'href="({BOARD}board/[^"]+)"[^>]*>(?:<svg.*?</svg>)?\s*(\d+)', main)
        assert len(links) > 25
        for address, number in links:
            rows = client.get(address.replace("&amp;", "&")).context["rows"]
            assert len(rows) == int(number), address
        # Nor does a number stand in a table without its rows.
        assert re.findall(r'<td class="numeric">\s*[1-9]', main) == []
        shares = re.findall(r'id="rows-(phone_level|call_answer_rate)" href="([^"]+)"', main)
        rows = {code: len(client.get(url).context["rows"]) for code, url in shares}
        assert rows == {"phone_level": 8, "call_answer_rate": 9}

    @pytest.mark.parametrize(
        "address",
        [
            "board/enquiries/nothing/",
            "board/calls/?figure=lost",
            "board/calls/?figure=asked&queue=general",
            "board/calls/?figure=calls_waiting&queue=none",
            "board/enquiries/waiting/?queue=none",
            "board/enquiries/waiting/?channel=pigeon",
            "board/calls/?outcome=lost",
            "board/people/?state=asleep",
        ],
    )
    def test_what_is_not_there_is_not_found(
        self, address: str, supervisor: User, signed_in: SignIn
    ) -> None:
        assert signed_in(supervisor).get(BOARD + address).status_code == 404

    def test_a_call_is_listed_without_its_caller_and_without_a_sealed_enquiry(
        self, line: VoiceLine, supervisor: User, signed_in: SignIn
    ) -> None:
        now = clock.now()
        open_one, sealed = factories.ticket(now=now), factories.ticket(now=now)
        seal(sealed, Sensitivity.PRIVACY_BREACH, factories.user("supervisor", teams=False), now)
        sealed.need_to_know.all().delete()
        for ticket in (open_one, sealed):
            calls.call(line, CallOutcome.ANSWERED, now=now, ticket=ticket)
        page = signed_in(supervisor).get(f"{BOARD}board/calls/?outcome=answered")
        words = page.content.decode()
        assert open_one.number in words
        assert sealed.number not in words
        assert calls.CALLER not in words

    def test_people_are_listed_by_state(
        self, agent: User, supervisor: User, signed_in: SignIn
    ) -> None:
        set_presence(state=PresenceState.MEAL, by=agent, now=clock.now())
        client = signed_in(supervisor)
        assert agent.name in client.get(f"{BOARD}board/people/?state=meal").content.decode()
        assert agent.name not in client.get(f"{BOARD}board/people/?state=ready").content.decode()
        offline = client.get(f"{BOARD}board/people/?state=offline").context["rows"]
        assert offline == [supervisor]

    def test_the_wall_names_nobody_and_asks_for_no_hand(
        self, agent: User, supervisor: User, signed_in: SignIn
    ) -> None:
        set_presence(state=PresenceState.READY, by=agent, now=clock.now())
        page = signed_in(supervisor).get(f"{BOARD}?wall=1").content.decode()
        assert agent.name not in page
        body = page.partition("<main")[2]
        assert "<a " not in body
        assert "<button" not in body


def test_how_a_figure_stands_is_a_word() -> None:
    assert tone_of_share(share(8, 10), PHONE_TARGET) == Tone.GOOD
    assert tone_of_share(share(7, 10), PHONE_TARGET) == Tone.WATCH
    assert tone_of_share(share(2, 10), PHONE_TARGET) == Tone.BAD
    assert tone_of_share(share(0, 0), PHONE_TARGET) == Tone.PLAIN
    assert tone_of_none_wanted(0, bad_from=1) == Tone.GOOD
    assert tone_of_none_wanted(3, bad_from=10) == Tone.WATCH


def test_zero_and_nothing_to_measure_are_two_things() -> None:
    assert share(0, 5).state == State.ZERO
    assert share(0, 0) == NO_DATA


def test_outcomes_that_no_call_has_count_as_none() -> None:
    none = Calls(True, {}, 0, 0, 0, 0, 0, 0)
    assert none.of(CallOutcome.BLOCKED) == 0
