"""Next: the most pressing ticket that this person may and can work, never the same for two."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Skill, User
from tests import factories
from tickets.actions.assess import set_priority
from tickets.actions.assign import release, return_absent_work, steal, take, transfer
from tickets.actions.claim import claim_next
from tickets.actions.restrict import restrict
from tickets.enums import EventKind, Priority, Sensitivity
from tickets.exceptions import AlreadyTaken, NotAllowed
from tickets.models import Queue, Ticket

HOUR = dt.timedelta(hours=1)


def test_urgent_comes_first_then_what_is_due_first(agent: User, now: dt.datetime) -> None:
    later = factories.ticket(now=now)
    sooner = factories.ticket(now=now - HOUR)
    urgent = factories.ticket(now=now)
    set_priority(ticket_id=urgent.pk, priority=Priority.URGENT, by=agent, now=now)
    order = [claim_next(by=agent, now=now) for _ in range(4)]
    assert order == [urgent, sooner, later, None]


def test_a_claim_is_an_event(agent: User, now: dt.datetime) -> None:
    factories.ticket(now=now)
    ticket = claim_next(by=agent, now=now)
    assert ticket.assignee == agent
    assert ticket.events.last().kind == EventKind.CLAIMED


def test_only_the_languages_one_serves(centre: None, now: dt.datetime) -> None:
    factories.ticket(language="fr")
    assert claim_next(by=factories.user("agent", languages=["en"]), now=now) is None
    assert claim_next(by=factories.user("agent", languages=["fr"]), now=now) is not None


def test_only_the_queues_of_one_s_teams(centre: None, now: dt.datetime) -> None:
    factories.ticket()
    assert claim_next(by=factories.user("agent", teams=False), now=now) is None


def test_only_with_the_skills_that_are_required(agent: User, now: dt.datetime) -> None:
    ticket = factories.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(required_skills=["special"])
    assert claim_next(by=agent, now=now) is None
    skill = Skill.objects.create(code="special", name_en="Special", name_fr="Spécial")
    agent.skills.add(skill)
    assert claim_next(by=agent, now=now) == ticket


def test_a_sealed_ticket_goes_only_to_those_who_may_see_it(
    agent: User, supervisor: User, now: dt.datetime
) -> None:
    ticket = factories.ticket()
    restrict(
        ticket_id=ticket.pk,
        sensitivity=Sensitivity.PRIVACY_BREACH,
        reason="Leak",
        by=supervisor,
        now=now,
    )
    assert claim_next(by=agent, now=now) is None
    assert claim_next(by=supervisor, now=now) == ticket


def test_officers_have_no_next(officer: User, now: dt.datetime) -> None:
    with pytest.raises(NotAllowed):
        claim_next(by=officer, now=now)


def test_taking_what_a_colleague_took_is_refused(
    agent: User, supervisor: User, now: dt.datetime
) -> None:
    ticket = factories.ticket()
    take(ticket_id=ticket.pk, by=supervisor, now=now)
    with pytest.raises(AlreadyTaken):
        take(ticket_id=ticket.pk, by=agent, now=now)
    with pytest.raises(NotAllowed):
        steal(ticket_id=ticket.pk, reason="Mine now", by=agent, now=now)


def test_stealing_keeps_its_reason(agent: User, supervisor: User, now: dt.datetime) -> None:
    ticket = factories.ticket()
    take(ticket_id=ticket.pk, by=agent, now=now)
    ticket = steal(ticket_id=ticket.pk, reason="On leave", by=supervisor, now=now)
    assert ticket.assignee == supervisor
    event = ticket.events.get(kind=EventKind.STOLEN)
    assert ticket.notes.get(pk=event.data["note"]).body == "On leave"


def test_a_released_ticket_is_next_again(agent: User, now: dt.datetime) -> None:
    ticket = factories.ticket()
    claim_next(by=agent, now=now)
    release(ticket_id=ticket.pk, by=agent, now=now)
    assert claim_next(by=agent, now=now) == ticket


def test_a_transfer_frees_the_ticket_in_its_new_queue(agent: User, now: dt.datetime) -> None:
    ticket = factories.ticket()
    claim_next(by=agent, now=now)
    other = Queue.objects.exclude(pk=ticket.queue_id).first()
    moved = transfer(ticket_id=ticket.pk, queue=other, reason="Theirs", by=agent, now=now)
    assert (moved.queue, moved.assignee) == (other, None)


def test_the_work_of_an_absent_agent_returns_to_its_queues(
    agent: User, supervisor: User, now: dt.datetime
) -> None:
    for _ in range(3):
        factories.ticket()
        claim_next(by=agent, now=now)
    assert return_absent_work(user=agent, by=supervisor, now=now) == 3
    assert return_absent_work(user=agent, by=supervisor, now=now) == 0
    assert not Ticket.objects.filter(assignee=agent).exists()


@pytest.mark.django_db(transaction=True)
def test_many_agents_at_once_never_get_the_same_ticket(now: dt.datetime) -> None:
    call_command("load_reference", verbosity=0)
    agents = [factories.user("agent") for _ in range(8)]
    for _ in range(40):
        factories.ticket()

    def work(agent: User) -> list[int]:
        got = []
        try:
            while ticket := claim_next(by=agent, now=now):
                got.append(ticket.pk)
            return got
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        claimed = [pk for got in pool.map(work, agents) for pk in got]
    assert len(claimed) == 40
    assert max(Counter(claimed).values()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_ticket_at_once_one_gets_it(now: dt.datetime) -> None:
    call_command("load_reference", verbosity=0)
    pair = [factories.user("agent") for _ in range(2)]
    tickets = [factories.ticket() for _ in range(10)]
    together = Barrier(2, timeout=30)

    def try_to_take(agent: User, ticket: Ticket) -> bool:
        together.wait()
        try:
            return take(ticket_id=ticket.pk, by=agent, now=now).assignee == agent
        except AlreadyTaken:
            return False

    def work(agent: User) -> list[bool]:
        try:
            return [try_to_take(agent, ticket) for ticket in tickets]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, pair)
    assert all(one != other for one, other in zip(first, second, strict=True))
    for ticket, got in zip(tickets, first, strict=True):
        ticket.refresh_from_db()
        assert ticket.assignee == pair[0 if got else 1]
        assert ticket.events.filter(kind=EventKind.TAKEN).count() == 1
