"""Whose turn it is: nobody is hidden by those whom no agent can take, and no failure stops all."""

import datetime as dt

import pytest

from accounts.actions.presence import leave_silent_desks, set_presence
from accounts.enums import PresenceState
from accounts.models import Membership, Skill, Team, User
from channels import tasks
from channels.actions import offer_calls as offering
from channels.actions import wishes
from channels.actions.offer_calls import expire_offers
from channels.models import Callback, QueueEntry, VoiceLine
from channels.queries.waiting import handling_seconds, position_of, wait_of
from contactcentre.kit.models import Heartbeat
from tests import factories
from tests.channels.callers import Caller
from tests.channels.test_offers import offered, ready, state, talking, waiting
from tests.factories import NOW
from tickets.actions.assign import transfer
from tickets.models import CalendarVersion, Queue

pytestmark = pytest.mark.usefixtures("centre")


def many(count: int, *, language: str = "en", **facts) -> list[QueueEntry]:
    """Callers who have waited for an hour already."""
    made = []
    for number in range(count):
        entry = waiting(number=f"+1514555{number:04}", now=NOW - dt.timedelta(hours=1)).call.waiting
        made.append(entry)
    QueueEntry.objects.filter(pk__in=[entry.pk for entry in made]).update(
        language=language, **facts
    )
    return made


def of_team(*queues: Queue, languages: tuple[str, ...] = ("en", "fr")) -> User:
    """An agent who is ready and serves these queues only."""
    agent = factories.user("agent", teams=False, languages=list(languages))
    number = Team.objects.count()
    team = Team.objects.create(code=f"team{number}", name_en="Team", name_fr="Équipe")
    team.queues.set(queues)
    Membership.objects.create(user=agent, team=team)
    set_presence(state=PresenceState.READY, by=agent, now=NOW)
    return agent


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """So many of each queue and language are looked at."""
    monkeypatch.setattr(wishes, "BATCH", 2)
    return 2


class TestNobodyIsHidden:
    def test_by_callers_of_a_language_that_nobody_speaks(self, few):
        many(few, language="fr")
        caller = waiting(number="+16135550142")
        ready(languages=["en"])
        assert [offer.call for offer in offered()] == [caller.call]

    def test_by_callers_of_a_queue_that_nobody_serves(self, few):
        other = Queue.objects.get(code="members")
        caller = waiting(number="+16135550142")
        many(few, queue=other)
        of_team(caller.call.waiting.queue)
        assert [offer.call for offer in offered()] == [caller.call]

    def test_by_callers_who_need_a_skill_that_nobody_has(self, few):
        skill = Skill.objects.create(code="rare", name_en="Rare", name_fr="Rare")
        for entry in many(few):
            entry.skills.add(skill)
        caller = waiting(number="+16135550142")
        ready()
        assert [offer.call for offer in offered()] == [caller.call]

    def test_a_callback_by_those_in_another_language(self, few):
        for number in range(few + 1):
            Caller(number=f"+1514555010{number}").calls().keys("1", "3", "2", "1").hangs_up()
        last = Callback.objects.order_by("-rank", "-id")[0]
        Callback.objects.exclude(pk=last.pk).update(language="fr", rank=NOW - dt.timedelta(hours=1))
        ready(languages=["en"])
        (offer,) = offered(NOW + dt.timedelta(minutes=5))
        assert offer.call.caller_number == last.number

    def test_a_skilled_caller_is_still_offered_to_who_has_the_skill(self):
        skill = Skill.objects.create(code="rare", name_en="Rare", name_fr="Rare")
        caller = waiting()
        caller.call.waiting.skills.add(skill)
        ready()
        expert = ready()
        expert.skills.add(skill)
        assert [offer.agent for offer in offered()] == [expert]


class TestPriorityAndAge:
    def pair(self, minutes: int, **first) -> tuple[Caller, Caller]:
        """One who waits so many minutes longer than an urgent one."""
        normal = waiting()
        urgent = waiting(number="+16135550142", now=NOW + dt.timedelta(minutes=minutes))
        QueueEntry.objects.filter(call=urgent.call).update(priority=1)
        QueueEntry.objects.filter(call=normal.call).update(**{"priority": 3, **first})
        ready()
        return normal, urgent

    @pytest.mark.parametrize(("minutes", "first"), [(19, 1), (21, 0)])
    def test_ten_minutes_outweigh_one_step_of_priority(self, minutes, first):
        pair = self.pair(minutes)
        assert [offer.call for offer in offered(NOW + dt.timedelta(hours=1))] == [pair[first].call]

    @pytest.mark.parametrize(("minutes", "places"), [(19, (2, 1)), (21, (1, 2))])
    def test_the_place_that_is_told_is_the_same(self, minutes, places):
        pair = self.pair(minutes)
        now = NOW + dt.timedelta(hours=1)
        assert tuple(position_of(each.call.waiting, now=now) for each in pair) == places

    def test_no_age_comes_before_a_special_operation(self):
        normal, urgent = self.pair(240)
        QueueEntry.objects.filter(call=urgent.call).update(priority=0)
        now = NOW + dt.timedelta(hours=5)
        assert position_of(normal.call.waiting, now=now) == 2
        assert position_of(urgent.call.waiting, now=now) == 1
        assert QueueEntry.objects.waiting()[0].call == urgent.call
        assert [offer.call for offer in offered(now)] == [urgent.call]


class TestNoFailureStopsAll:
    def test_a_line_without_opening_hours_is_closed(self):
        Caller().calls().keys("1", "3", "2", "1").hangs_up()
        line = VoiceLine.objects.get(slug="general")
        CalendarVersion.objects.filter(calendar=line.calendar_id).update(replaced_at=NOW)
        ready()
        now = NOW + dt.timedelta(minutes=5)
        assert offered(now) == []
        assert Callback.objects.get().next_attempt_at == now + dt.timedelta(minutes=15)
        assert "not here now" in Caller().calls().keys("1", "3").heard

    def test_an_offer_that_can_not_be_taken_back_holds_up_no_other(self, monkeypatch):
        for number in ("+15145550101", "+15145550102"):
            waiting(number=number)
            ready()
        first, second = offered()
        give_back = offering.give_back

        def fail_one(offer, *arguments):
            if offer.pk == first.pk:
                raise KeyError
            give_back(offer, *arguments)

        monkeypatch.setattr(offering, "give_back", fail_one)
        assert expire_offers(now=NOW + dt.timedelta(minutes=1)) == 1
        assert (state(first.agent), state(second.agent)) == ("ringing", "no_answer")

    def test_a_caller_who_can_not_be_offered_holds_up_no_other(self, monkeypatch):
        first, second = waiting(), waiting(number="+16135550142")
        ready()
        say = offering.say

        def fail_one(call, *arguments, **facts):
            if call.pk == first.call.pk:
                raise KeyError
            return say(call, *arguments, **facts)

        monkeypatch.setattr(offering, "say", fail_one)
        assert [offer.call for offer in offered()] == [second.call]

    def test_a_step_that_fails_keeps_nobody_from_the_next_one(self, monkeypatch):
        def fail(*, now):
            raise KeyError

        ran = []
        monkeypatch.setattr(tasks, "MATCHING", (fail, lambda *, now: ran.append(now)))
        tasks.offer_calls()
        assert len(ran) == 1
        assert not Heartbeat.objects.exists(), "operators see the last good run"
        monkeypatch.setattr(tasks, "MATCHING", tasks.MATCHING[1:])
        tasks.offer_calls()
        assert Heartbeat.objects.filter(name="channels.offer_calls").exists()


class TestTheWaitThatIsTold:
    def handled(self, *, minutes: float = 10) -> User:
        """A conversation and the work after it, both over, by an agent who stays."""
        caller, agent, _offer = talking()
        caller.hangs_up(after=60 * minutes / 2)
        caller.call.dispositions.update(
            result="solved",
            ended_at=caller.now + dt.timedelta(minutes=minutes / 2),
        )
        return agent

    def test_the_work_after_a_call_is_part_of_its_time(self):
        self.handled()
        assert handling_seconds(now=NOW + dt.timedelta(minutes=20)) == pytest.approx(600)

    def test_work_that_was_left_open_counts_as_the_conversation_alone(self):
        caller, _agent, _offer = talking()
        caller.hangs_up(after=300)
        assert handling_seconds(now=NOW + dt.timedelta(minutes=20)) == pytest.approx(300)

    def test_those_before_who_speak_the_other_language_wait_for_others(self):
        many(3, language="fr")
        caller = waiting(number="+16135550142")
        assert position_of(caller.call.waiting, now=NOW) == 1
        self.handled()
        many(3, language="fr")
        later = NOW + dt.timedelta(minutes=20)
        assert wait_of(caller.call, now=later) == pytest.approx(600)
        new = Caller(number="+16045550142").calls().keys("1")
        assert wait_of(new.call, now=later) == pytest.approx(1200)

    def test_a_callback_that_is_due_tomorrow_is_before_nobody(self):
        Caller().calls().keys("1", "3", "2", "1").hangs_up()
        caller = waiting(number="+16135550142", now=NOW + dt.timedelta(minutes=5))
        assert position_of(caller.call.waiting, now=caller.now) == 2
        Callback.objects.update(next_attempt_at=NOW + dt.timedelta(hours=20))
        assert position_of(caller.call.waiting, now=caller.now) == 1

    def test_an_agent_who_closed_the_desk_after_a_call_is_no_longer_on_shift(self):
        caller, agent, _offer = talking()
        caller.hangs_up(after=60)
        later = caller.now + dt.timedelta(minutes=4)
        assert leave_silent_desks(now=later) == 1
        assert state(agent) == "offline"
        assert caller.call.dispositions.get().ended_at is None
        assert wait_of(waiting(number="+16135550142").call, now=later) is None


class TestAMovedTicket:
    def test_takes_its_caller_along(self):
        caller = waiting()
        here, there = caller.call.waiting.queue, Queue.objects.get(code="members")
        transfer(
            ticket_id=caller.call.ticket_id,
            queue=there,
            reason="theirs",
            by=factories.user("supervisor"),
            now=caller.now,
        )
        of_team(here)
        specialist = of_team(there)
        tasks.follow_tickets(now=caller.now)
        assert caller.call.waiting.queue == there
        assert [offer.agent for offer in offered(caller.now)] == [specialist]

    def test_and_its_callback(self):
        Caller().calls().keys("1", "3", "2", "1").hangs_up()
        callback = Callback.objects.get()
        there = Queue.objects.get(code="members")
        callback.ticket.queue = there
        callback.ticket.save()
        assert tasks.follow_tickets(now=NOW) == 1
        assert tasks.follow_tickets(now=NOW) == 0
        callback.refresh_from_db()
        assert callback.queue == there
